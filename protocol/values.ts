import * as v from 'valibot'
import { LIMITS } from './limits.ts'

/** What a property may hold. Numbers are finite; `null` is a value ("none"), not "unknown". */
export const Scalar = v.union([
  v.pipe(v.number(), v.finite()),
  v.boolean(),
  v.pipe(v.string(), v.maxLength(LIMITS.text)),
  v.null(),
])
export type Scalar = v.InferOutput<typeof Scalar>

/** A count or a revision: a safe integer from 0. */
export const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
/** A number that starts at 1: commands, connections, gestures. */
export const Ordinal = v.pipe(v.number(), v.safeInteger(), v.minValue(1))
/** Monotonic milliseconds of the daemon; fractions allowed. */
export const Millis = v.pipe(v.number(), v.finite(), v.minValue(0))

const name = (longest: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(longest))
/** `plate.target`: device, dot, property or action. */
export const ControlName = v.pipe(name(128), v.regex(/^[a-z][\w-]*\.[a-z]\w*$/i, 'expected device.name'))
/** `station` or the name of a device. */
export const Scope = v.pipe(name(64), v.regex(/^[a-z][\w-]*$/i, 'expected "station" or the name of a device'))
export const Epoch = name(64)
/** 128 bits as 32 hexadecimal digits: session ids and the nonces of stops. */
export const Hex128 = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/, 'expected 32 hexadecimal digits'))
/** `plate.target`, `plate.*` or `*`. */
const Selector = v.pipe(name(128), v.regex(/^(\*|[\w-]+\.(\*|\$?\w+))$/, 'expected *, device.* or device.name'))
export const Selectors = v.pipe(v.array(Selector), v.minLength(1), v.maxLength(LIMITS.selectors))

export const QUALITIES = ['good', 'uncertain', 'bad'] as const
export type Quality = (typeof QUALITIES)[number]
export const SEVERITIES = ['none', 'minor', 'major', 'invalid'] as const
export type Severity = (typeof SEVERITIES)[number]

/**
 * One key of the state as the wire carries it.
 *
 * A property holds a scalar. Keys whose name starts with `$` hold a record of
 * the house (`plate.$link`, `plate.$about`, `plate.$stop`, `station.$about`).
 * `value` is absent until it was first read: unknown, `null` and stale are three things.
 */
export interface KeyValue {
  readonly value?: unknown
  /** What the device said, where the value is calibrated from it. */
  readonly raw?: number
  /** The last accepted setpoint. Absent until somebody asked in this epoch. */
  readonly asked?: Scalar
  /** Who asked: a name, never a session id. */
  readonly by?: string
  /** Who has a hand on it right now. */
  readonly grip?: string
  /** When the request of the sample left, and when the answer was there (daemon's monotonic ms). */
  readonly sampled?: number
  readonly received?: number
  /** Absent means good. */
  readonly quality?: Quality
  readonly reason?: string
  /** Absent means none. */
  readonly severity?: Severity
  /** The control refuses commands until it was read afresh, and why. */
  readonly locked?: string
}

export const KeyValue = v.strictObject({
  value: v.exactOptional(v.unknown()),
  raw: v.exactOptional(v.pipe(v.number(), v.finite())),
  asked: v.exactOptional(Scalar),
  by: v.exactOptional(v.string()),
  grip: v.exactOptional(v.string()),
  sampled: v.exactOptional(Millis),
  received: v.exactOptional(Millis),
  quality: v.exactOptional(v.picklist(QUALITIES)),
  reason: v.exactOptional(v.string()),
  severity: v.exactOptional(v.picklist(SEVERITIES)),
  locked: v.exactOptional(v.string()),
})
