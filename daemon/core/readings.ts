import type { AlarmLimits, Scalar, Severity, Verification } from '../../protocol/index.ts'
import type { Reading } from './events.ts'
import { end } from './outcome.ts'
import type { Command, Control, Device, State } from './state.ts'
import { confirmStop } from './stop.ts'
import { write } from './transaction.ts'

/** A reading arrived: it is committed together with everything that it decides. */
export function take(state: State, device: Device, reading: Reading): void {
  const { property, value, sampled } = reading
  const key = `${device.name}.${property}`
  const description = device.description.properties[property]
  if (!description) return
  const before = state.keys.get(key)?.value
  const severity = severityOf(value, description.alarm, before?.severity ?? 'none')
  write(state, key, {
    value,
    sampled,
    received: state.now,
    quality: undefined,
    reason: undefined,
    severity: severity === 'none' ? undefined : severity,
  })
  unlock(state, device, property, sampled)
  const control = device.controls.get(key)
  if (control) verify(state, control, reading)
  const expected = device.stopExpect[property]
  if (expected !== undefined && sampled >= (device.stopCheck?.since ?? Number.POSITIVE_INFINITY)) {
    confirmStop(state, device, property, value === expected)
  }
}

/** Only a request that left after the doubt arose settles it. An action is settled by any reading of its device. */
function unlock(state: State, device: Device, property: string, sampled: number): void {
  for (const control of device.controls.values()) {
    const touched = control.target.kind === 'action' || control.target.name === property
    if (!touched || control.lockedSince === undefined || sampled < control.lockedSince) continue
    control.lockedSince = undefined
    write(state, control.key, { locked: undefined })
  }
}

/** A sample counts only if its request left after release plus settle: EarlyReadback. */
function verify(state: State, control: Control, { value, sampled }: Reading): void {
  for (const command of [...control.open]) {
    const { progress } = command
    if (progress.at !== 'verifying' || sampled < progress.since) continue
    if (satisfies(control.spec.verify, command, value)) end(state, command, { outcome: 'done' })
    else progress.next = state.now + AGAIN
  }
}

/** Wait between two readings of one verification, ms. */
export const AGAIN = 20

export function satisfies(verification: Verification, { value: asked }: Pick<Command, 'value'>, read: Scalar): boolean {
  if (verification.by !== 'readback') return false
  if (typeof asked !== 'number' || typeof read !== 'number') return asked === read
  // 1e-9: the tolerance is decimal, the numbers are binary.
  return Math.abs(asked - read) <= verification.within + 1e-9
}

/** What was not seen within its window was not reached; had a stop struck, nobody knows. */
export function expireVerification(state: State, device: Device): void {
  for (const control of device.controls.values()) {
    for (const command of [...control.open]) {
      const { progress } = command
      if (progress.at !== 'verifying' || progress.until > state.now) continue
      if (command.struck !== undefined) {
        const sentence = 'The device took it, and then it was stopped.'
        end(state, command, { outcome: 'unknown', detail: { reason: 'stop' }, sentence })
      } else {
        const current = state.keys.get(control.key)?.value.value as Scalar | undefined
        const detail = { reason: 'notReached', ...(current !== undefined && { current }) }
        const sentence = `The device took it, but still reads ${String(current)}.`
        end(state, command, { outcome: 'failed', detail, sentence })
      }
    }
  }
}

const RANK: readonly Severity[] = ['none', 'minor', 'major']

/** Severity by limits; a lower one is reached only beyond the hysteresis, so that noise at a limit does not flicker. */
export function severityOf(value: Scalar, limits: AlarmLimits | undefined, before: Severity): Severity {
  if (!limits || typeof value !== 'number') return 'none'
  const now = rank(value, limits, 0)
  const held = rank(value, limits, limits.hysteresis ?? 0)
  return RANK[Math.max(now, Math.min(held, RANK.indexOf(before)))] as Severity
}

function rank(value: number, limits: AlarmLimits, slack: number): number {
  const { low = -Infinity, lowLow = -Infinity, high = Infinity, highHigh = Infinity } = limits
  if (value >= highHigh - slack || value <= lowLow + slack) return 2
  return value >= high - slack || value <= low + slack ? 1 : 0
}
