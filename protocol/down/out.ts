import * as v from 'valibot'
import { OUTCOMES, REFUSALS, STAGES, type Stage } from '../codes.ts'
import { Count, Epoch, Millis, Ordinal, Scalar } from '../values.ts'

/** What a program may want to know beyond the code; the `sentence` holds all of it in words. */
export const Detail = v.strictObject({
  /** The other person. */
  by: v.exactOptional(v.string()),
  /** What is asked, or read, instead. */
  current: v.exactOptional(Scalar),
  /** The command that superseded. */
  command: v.exactOptional(Ordinal),
  /** The stop that struck. */
  generation: v.exactOptional(Count),
  /** A stable code of the reason within `failed` and `unknown`. */
  reason: v.exactOptional(v.string()),
})
export type Detail = v.InferOutput<typeof Detail>

const common = { t: v.literal('out'), epoch: Epoch, command: Ordinal, revision: Count, time: Millis }
const words = { detail: v.exactOptional(Detail), sentence: v.string() }

/** How far one of this session's commands has come: a stage, its one outcome, or its refusal. */
export const Out = v.union([
  v.strictObject({ ...common, stage: v.picklist(STAGES) }),
  v.strictObject({ ...common, outcome: v.picklist(OUTCOMES), ...words }),
  v.strictObject({ ...common, refused: v.picklist(REFUSALS), ...words }),
])
export type Out = v.InferOutput<typeof Out>
export type Ended = Exclude<Out, { stage: Stage }>
