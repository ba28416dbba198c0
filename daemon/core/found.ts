import type { PropertyDescription } from '../../protocol/index.ts'
import type { Founded, HouseKey } from './events.ts'
import { check } from './invariants.ts'
import { lock } from './locks.ts'
import { end, withdraw } from './outcome.ts'
import type { Control, Device, Poll, State, Target } from './state.ts'
import { halt, latchOf, publishStop } from './stop.ts'
import { erase, write } from './transaction.ts'

/** A device is there, or another than before under its name: the new one begins anew, and its latches hold. */
export function founded(state: State, next: Founded): void {
  dissolve(state, next.name)
  found(state, next)
  publishStop(state, next.name)
  const device = state.devices.get(next.name) as Device
  if (latchOf(state, device)) halt(state, device)
}

/**
 * A device is no longer part of the station. A stop of its own outlives it: who edits a config does not re-arm, and who
 * had not seen the stop is refused also by the next device of that name.
 */
export function dissolved(state: State, name: string): void {
  dissolve(state, name)
  if (state.stops.get(name)?.generation === 0) state.stops.delete(name)
}

function dissolve(state: State, name: string): void {
  const device = state.devices.get(name)
  if (!device) return
  for (const command of [...device.queue]) {
    const sentence = 'Not sent: the station was changed, and this device with it.'
    withdraw(state, command, { outcome: 'failed', detail: { reason: 'offline' }, sentence })
  }
  for (const control of device.controls.values()) {
    for (const command of [...control.open]) {
      const sentence = 'The station was changed, and this device with it, before it could confirm this.'
      if (command.progress.at === 'offered') {
        end(state, command, { outcome: 'failed', detail: { reason: 'offline' }, sentence: `Not sent. ${sentence}` })
      } else end(state, command, { outcome: 'unknown', detail: { reason: 'linkLost' }, sentence })
    }
    check(control.open.size === 0, 'I9 one outcome', control.key)
  }
  state.devices.delete(name)
  for (const key of [...state.keys.keys()]) if (key.startsWith(`${name}.`)) erase(state, key)
}

/** A key of the house. */
export function noted(state: State, key: HouseKey, value: unknown): void {
  if (value === undefined) erase(state, key)
  else write(state, key, { value })
}

/** A device becomes part of the station: everything is unknown but what its driver declares. */
export function found(state: State, { name, description, stopExpect }: Founded): void {
  const device: Device = {
    name,
    description,
    stopExpect,
    link: { state: 'opening' },
    job: undefined,
    queue: [],
    controls: new Map(),
    polls: [],
    verified: false,
    pollsTurn: false,
    stopCheck: undefined,
  }
  state.devices.set(name, device)
  if (!state.stops.has(name)) state.stops.set(name, { generation: 0, latched: false, at: state.now })
  write(state, `${name}.$about`, { value: description })
  write(state, `${name}.$link`, { value: device.link })
  const properties = Object.entries(description.properties)
  for (const [property, of] of properties) if (!of.writeOnly && !of.pushed) device.polls.push(pollOf(property, of))
  for (const [property, of] of properties) {
    write(state, `${name}.${property}`, {})
    addControl(state, device, { kind: 'property', name: property, description: of })
  }
  for (const [action, of] of Object.entries(description.actions)) {
    write(state, `${name}.${action}`, {})
    addControl(state, device, { kind: 'action', name: action, description: of })
  }
}

/**
 * A poll loses patience halfway between its period and the age at which its value counts as stale. What has no
 * period is read once each time that the link comes up.
 */
const pollOf = (property: string, { every = Infinity, staleAfter }: PropertyDescription): Poll => ({
  property,
  every,
  patience: Math.max(0, (staleAfter - every) / 2),
  due: 0,
})

function addControl(state: State, device: Device, target: Target): void {
  const spec = target.description.control
  if (!spec) return
  const key = `${device.name}.${target.name}`
  const control: Control = {
    key,
    device,
    target,
    spec,
    open: new Set(),
    acted: undefined,
    changed: undefined,
    changedByOther: undefined,
    grip: undefined,
    releasedAt: Number.NEGATIVE_INFINITY,
    lockedSince: undefined,
  }
  device.controls.set(key, control)
  lock(state, control)
}
