import * as v from 'valibot'
import { Count, KeyValue } from '../values.ts'

/**
 * What changed in a view. `from` is the last revision at which this view had changed, `to` the one it is brought to;
 * it holds the latest value of every key changed in between, and fits only who stands exactly at `from`.
 */
export const Delta = v.strictObject({
  t: v.literal('delta'),
  view: v.string(),
  from: Count,
  to: Count,
  keys: v.record(v.string(), KeyValue),
})
export type Delta = v.InferOutput<typeof Delta>
