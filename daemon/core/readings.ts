import type { AlarmLimits, PropertyDescription, Scalar, Severity, Verification } from '../../protocol/index.ts'
import type { Reading } from './events.ts'
import { unlock } from './locks.ts'
import { type End, end } from './outcome.ts'
import type { Command, Control, Device, State } from './state.ts'
import { confirmStop } from './stop.ts'
import { effect, write } from './transaction.ts'

/**
 * A reading arrived: it is committed together with everything that it decides. What was `heard` unasked is shown, and
 * decides nothing: when it was sampled is the device's secret.
 */
export function take(state: State, device: Device, reading: Reading, how: 'asked' | 'heard'): void {
  const { property, value: read, raw, sampled } = reading
  const key = `${device.name}.${property}`
  if (!Object.hasOwn(device.description.properties, property)) return
  const before = state.keys.get(key)?.value
  const { alarm, deadband } = device.description.properties[property] as PropertyDescription
  const control = device.controls.get(key)
  const was = before?.severity ?? 'none'
  const severity = severityOf(read, alarm, was)
  // Where something was asked for, or a limit is crossed, no difference is noise: I6, and an alarm shows its reason.
  const noisy = severity === was && !(control && control.open.size > 0)
  const value = noisy ? settled(read, before?.value, deadband) : read
  write(state, key, {
    value,
    raw,
    sampled,
    received: state.now,
    quality: undefined,
    reason: undefined,
    severity: severity === 'none' ? undefined : severity,
  })
  effect(state, { type: 'sample', key, value, at: sampled })
  if (how === 'heard') return
  unlock(state, device, property, sampled)
  if (control) verify(state, control, reading)
  confirmStop(state, device, property, read, sampled)
}

/** Within the deadband nothing has changed: noise is no news. */
const settled = (read: Scalar, before: unknown, deadband = 0): Scalar =>
  typeof read === 'number' && typeof before === 'number' && Math.abs(read - before) < deadband ? before : read

/** A sample counts only if its request left after release plus settle: EarlyReadback. */
function verify(state: State, control: Control, { value, sampled }: Reading): void {
  for (const command of [...control.open]) {
    const { progress } = command
    if (progress.at !== 'verifying' || sampled < progress.since) continue
    if (satisfies(control.spec.verify, command, value)) end(state, command, { outcome: 'done' })
    else {
      progress.seen = true
      progress.next = state.now + AGAIN
    }
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

/** What reads otherwise at the end of its window was not reached. Had a stop struck, or could it not be read, nobody knows. */
export function expireVerification(state: State, device: Device): void {
  for (const control of device.controls.values()) {
    for (const command of [...control.open]) {
      const { progress } = command
      if (progress.at !== 'verifying' || progress.until > state.now) continue
      end(state, command, notReached(state, command, progress.seen))
    }
  }
}

function notReached(state: State, { control, struck }: Command, seen: boolean): End {
  if (!seen || struck !== undefined) {
    const sentence = 'The device took it, but could not be read in time to see what came of it.'
    return { outcome: 'unknown', detail: { reason: 'timeout' }, sentence }
  }
  const current = state.keys.get(control.key)?.value.value as Scalar | undefined
  const detail = { reason: 'notReached', ...(current !== undefined && { current }) }
  return { outcome: 'failed', detail, sentence: `The device took it, but still reads ${String(current)}.` }
}

const RANK: readonly Severity[] = ['none', 'minor', 'major']

/** Severity by limits; a lower one is reached only beyond the hysteresis, so that noise at a limit does not flicker. */
export function severityOf(value: Scalar, limits: AlarmLimits | undefined, before: Severity): Severity {
  if (value === true) return limits?.on ?? 'none'
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
