import * as v from 'valibot'
import { Count, Millis, Ordinal, Scalar, SEVERITIES } from '../values.ts'

/** Something that happened, numbered. `lostTo`: everything up to that number is gone from the log. */
export const Evt = v.strictObject({
  t: v.literal('evt'),
  number: Ordinal,
  device: v.string(),
  event: v.string(),
  severity: v.picklist(SEVERITIES),
  data: v.exactOptional(v.record(v.string(), Scalar)),
  time: Millis,
  lostTo: v.exactOptional(Count),
})
export type Evt = v.InferOutput<typeof Evt>
