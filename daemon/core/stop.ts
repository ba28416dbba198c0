import type { Rearm, Scalar, Stop, Stopped } from '../../protocol/index.ts'
import { LIMITS } from '../../protocol/index.ts'
import { withdraw } from './outcome.ts'
import type { Control, Device, Session, State, StopCheck, StopRecord } from './state.ts'
import { announce, effect, write } from './transaction.ts'

export const STATION = 'station'

/** How long a stop is read back before it counts as not confirmed, ms. */
const CONFIRM_WITHIN = 3_000

/**
 * Stop, in this order: generation up and latched before anything can throw;
 * queues of the scope flushed; the drivers' stop, past every queue; everybody
 * told; latch to the ledger; then read back what the hardware says of it.
 */
export function stop(state: State, who: { readonly name: string } | undefined, { scope, nonce, reason }: Stop): void {
  const known = state.nonces.get(nonce)
  if (known !== undefined) return announceStop(state, known)
  const record = state.stops.get(scope)
  if (!record) return
  record.generation = ++state.stopGeneration
  record.latched = true
  record.at = state.now
  record.nonce = nonce
  record.by = who?.name ?? 'somebody'
  delete record.wrote
  if (reason === undefined) delete record.reason
  else record.reason = reason
  rememberNonce(state, nonce, scope)
  for (const device of devicesOf(state, scope)) strike(state, device, record)
  announceStop(state, scope)
  persistLatches(state)
  publish(state, scope)
}

function strike(state: State, device: Device, record: StopRecord): void {
  const { generation, by } = record
  const waiting = [...device.queue]
  const offered = device.job?.command
  if (offered?.progress.at === 'offered') waiting.push(offered)
  for (const command of waiting) {
    if (command.op === 'read') continue
    withdraw(state, command, { outcome: 'stopped', detail: { generation, ...(by && { by }) } })
  }
  for (const control of device.controls.values()) {
    for (const command of control.open) if (command.op !== 'read') command.struck = generation
    forgetAsked(state, control)
  }
  halt(state, device)
}

/** After a stop nothing is asked of anything any more: what the device reads is all there is. */
function forgetAsked(state: State, control: Control): void {
  control.acted = undefined
  control.grip = undefined
  const { asked, grip } = state.keys.get(control.key)?.value ?? {}
  if (asked !== undefined || grip !== undefined)
    write(state, control.key, { asked: undefined, by: undefined, grip: undefined })
}

/** The driver's stop, now; and its effect is read back. Also when a device turns up while it is latched. */
export function halt(state: State, device: Device): void {
  effect(state, { type: 'halt', device: device.name })
  const { generation } = latchOf(state, device) as StopRecord
  const { now: since } = state
  device.stopCheck = { generation, since, talking: device.job !== undefined, seen: new Map(), verdict: undefined }
}

/** The stop bytes were handed over (or could not be): say how long it took, and read back at once. */
export function halted(state: State, device: Device, delivered: boolean): void {
  const check = device.stopCheck
  if (!check) return
  for (const record of recordsOf(state, device)) {
    // Not for a device that turned up later: how long the stop took is a matter of its own turn.
    const ordered = record.generation === check.generation && record.at === check.since
    if (delivered && ordered) record.wrote = state.now - record.at
  }
  if (!delivered && device.description.stop !== 'none') check.verdict = false
  publishLatched(state, device)
  for (const poll of device.polls) if (poll.property in device.stopExpect) poll.due = state.now
}

/**
 * A reading arrived: does the hardware confirm its stop? Also one that comes late, and one that says otherwise after
 * all. What was under way when the stop came does not count: it may have been sampled before.
 */
export function confirmStop(state: State, device: Device, property: string, value: Scalar, sampled: number): void {
  const check = device.stopCheck
  const expected = device.stopExpect[property]
  if (!check || expected === undefined) return
  if (check.talking ? sampled <= check.since : sampled < check.since) return
  check.seen.set(property, value === expected)
  const all = Object.keys(device.stopExpect).every(name => check.seen.get(name))
  if (all || check.verdict === true) settleCheck(state, device, check, all)
}

/** Time passed: what was not confirmed by now is said to be not confirmed. */
export function expireStopCheck(state: State, device: Device): void {
  const check = device.stopCheck
  if (check && state.now >= stopCheckExpires(device)) settleCheck(state, device, check, false)
}

export const stopCheckExpires = ({ stopCheck, description }: Device): number =>
  stopCheck && stopCheck.verdict === undefined && description.stop !== 'none'
    ? stopCheck.since + CONFIRM_WITHIN
    : Number.POSITIVE_INFINITY

function settleCheck(state: State, device: Device, check: StopCheck, verdict: boolean): void {
  if (check.verdict === verdict) return
  check.verdict = verdict
  publishLatched(state, device)
}

/** The hardware of a scope says it is safe when every device that can be stopped does; one no is a no. */
function confirmation(state: State, scope: string): boolean | undefined {
  const verdicts: (boolean | undefined)[] = []
  for (const { description, stopCheck } of devicesOf(state, scope))
    if (description.stop !== 'none') verdicts.push(stopCheck?.verdict)
  if (verdicts.includes(false)) return false
  return verdicts.length === 0 || verdicts.includes(undefined) ? undefined : true
}

function unreachedOf(state: State, scope: string): string[] | undefined {
  const names = [...devicesOf(state, scope)]
    .filter(({ stopCheck }) => stopCheck?.verdict === false)
    .map(({ name }) => name)
  return names.length === 0 ? undefined : names
}

/** Lifts exactly the latch that its person saw, if they may operate; else says how it stands. Generations stay: nobody gets behind a stop. */
export function rearm(state: State, { role }: Session, { epoch, scope, stopGeneration }: Rearm): void {
  const record = state.stops.get(scope)
  if (!record) return
  const seen = epoch === state.epoch && stopGeneration === record.generation
  if (record.latched && seen && role !== 'viewer') {
    record.latched = false
    for (const device of devicesOf(state, scope)) if (!latchOf(state, device)) device.stopCheck = undefined
    persistLatches(state)
    publish(state, scope)
  }
  announceStop(state, scope)
}

/** The newest stop that concerns a device: of the station or its own. */
export function stopOf(state: State, device: Device): StopRecord | undefined {
  const station = state.stops.get(STATION)
  const own = state.stops.get(device.name)
  return (own?.generation ?? 0) > (station?.generation ?? 0) ? own : station
}

export const generationOf = (state: State, device: Device): number => stopOf(state, device)?.generation ?? 0

/** The newest latch that holds a device. */
export function latchOf(state: State, device: Device): StopRecord | undefined {
  let newest: StopRecord | undefined
  for (const record of recordsOf(state, device))
    if (record.latched && record.generation > (newest?.generation ?? -1)) newest = record
  return newest
}

const recordsOf = (state: State, { name }: Device): StopRecord[] =>
  [STATION, name].map(scope => state.stops.get(scope) as StopRecord)

/** The stop of a scope as the wire says it. */
export function stopped(state: State, scope: string): Stopped {
  const { generation, latched, by, reason, nonce, wrote } = state.stops.get(scope) as StopRecord
  return {
    t: 'stopped',
    scope,
    generation,
    latched,
    ...(by !== undefined && { by }),
    ...(reason !== undefined && { reason }),
    ...(nonce !== undefined && { nonce }),
    ...(wrote !== undefined && { took: wrote }),
  }
}

const announceStop = (state: State, scope: string): void => announce(state, stopped(state, scope))

function publish(state: State, scope: string): void {
  if (scope !== STATION && !state.devices.has(scope)) return
  const { generation, latched, by, reason, wrote } = state.stops.get(scope) as StopRecord
  const confirmed = latched ? confirmation(state, scope) : undefined
  const unreached = latched ? unreachedOf(state, scope) : undefined
  const value = { generation, latched, by, reason, wrote, confirmed, unreached }
  write(state, `${scope}.$stop`, { value: JSON.parse(JSON.stringify(value)) })
}

export { publish as publishStop }

function publishLatched(state: State, { name }: Device): void {
  for (const scope of [STATION, name]) if (state.stops.get(scope)?.latched) publish(state, scope)
}

function persistLatches(state: State): void {
  const latches = [...state.stops]
    .filter(([, record]) => record.latched)
    .map(([scope, { by, reason }]) => ({ scope, ...(by && { by }), ...(reason && { reason }) }))
  effect(state, { type: 'persist', latches })
}

function rememberNonce(state: State, nonce: string, scope: string): void {
  state.nonces.set(nonce, scope)
  if (state.nonces.size > LIMITS.nonces) state.nonces.delete(state.nonces.keys().next().value as string)
}

function* devicesOf(state: State, scope: string): Iterable<Device> {
  if (scope === STATION) yield* state.devices.values()
  else {
    // A latch outlives its device.
    const device = state.devices.get(scope)
    if (device) yield device
  }
}
