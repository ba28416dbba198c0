import * as v from 'valibot'
import { LIMITS } from '../limits.ts'
import { ControlName, Count, Epoch, Millis, Ordinal, Scalar } from '../values.ts'

/** `set` writes a property, `call` runs an action, `read` reads a property afresh (it unlocks an unknown control). */
export const OPS = ['set', 'call', 'read'] as const
export type Op = (typeof OPS)[number]

const FieldName = v.pipe(v.string(), v.maxLength(64), v.regex(/^[a-z]\w*$/i, 'expected the name of a field'))

/**
 * A numbered request of a session.
 *
 * `basis` is the revision its person was looking at when the gesture began.
 * `seen` and `elapsed` date it without a common clock: the last server time its
 * sender had seen, and the sender's own milliseconds since. They are set once, at the gesture,
 * and never again, also when the frame is sent anew.
 */
export const Cmd = v.strictObject({
  t: v.literal('cmd'),
  epoch: Epoch,
  command: Ordinal,
  control: ControlName,
  op: v.picklist(OPS),
  value: v.exactOptional(Scalar),
  /** Of an action: its fields by their names. */
  input: v.exactOptional(v.pipe(v.record(FieldName, Scalar), v.maxEntries(LIMITS.inputs))),
  gesture: Ordinal,
  final: v.exactOptional(v.boolean()),
  basis: Count,
  seen: Millis,
  elapsed: Millis,
  ttl: v.exactOptional(v.pipe(Millis, v.maxValue(LIMITS.ttl))),
  stopGeneration: Count,
})
export type Cmd = v.InferOutput<typeof Cmd>
