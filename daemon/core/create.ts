import type { DeviceDescription, PropertyDescription, Scalar, StationDescription } from '../../protocol/index.ts'
import type { Latch } from './effects.ts'
import { Journal } from './journal.ts'
import { lock } from './locks.ts'
import type { Control, Device, Entry, Poll, State, Target } from './state.ts'
import { publishStop, STATION } from './stop.ts'
import { commit, write } from './transaction.ts'

export interface Founding {
  /** Boot counter and chance: a life of the sequence of revisions. */
  readonly epoch: string
  readonly now: number
  readonly station: StationDescription
  readonly devices: readonly Founded[]
  /** Latches that outlived the last daemon. */
  readonly latches: readonly Latch[]
}

export interface Founded {
  readonly name: string
  readonly description: DeviceDescription
  readonly stopExpect: Readonly<Record<string, Scalar>>
}

/** A new life: revision 1 holds what is known without asking anybody. */
export function createState({ epoch, now, station, devices, latches }: Founding): State {
  const state: State = {
    epoch,
    revision: 0,
    now,
    keys: new Map<string, Entry>(),
    journal: new Journal(),
    devices: new Map(),
    sessions: new Map(),
    stops: new Map(),
    stopGeneration: 0,
    nonces: new Map(),
    events: [],
    eventNumber: 0,
    guests: 0,
    transaction: { touched: new Set(), outs: [], effects: [] },
  }
  for (const scope of [STATION, ...devices.map(({ name }) => name)]) {
    state.stops.set(scope, { generation: 0, latched: false, at: now })
  }
  for (const { scope, by, reason } of latches) {
    const record = state.stops.get(scope)
    if (record) Object.assign(record, { latched: true, generation: ++state.stopGeneration, by, reason })
  }
  write(state, `${STATION}.$about`, { value: station })
  for (const founded of devices) found(state, founded)
  for (const scope of state.stops.keys()) publishStop(state, scope)
  commit(state)
  return state
}

function found(state: State, { name, description, stopExpect }: Founded): void {
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
