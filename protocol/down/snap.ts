import * as v from 'valibot'
import { Count, Epoch, KeyValue } from '../values.ts'

/** A view as a whole. `revision` is that of the view's last change: the position from which deltas go on. */
export const Snap = v.strictObject({
  t: v.literal('snap'),
  view: v.string(),
  epoch: Epoch,
  revision: Count,
  keys: v.record(v.string(), KeyValue),
})
export type Snap = v.InferOutput<typeof Snap>
