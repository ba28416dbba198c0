import * as v from 'valibot'
import { Count, Millis, Ordinal } from '../values.ts'

const Numbers = v.array(v.number())
/** Channel by channel, in the order of the stream's description. */
const Channels = v.array(Numbers)

/**
 * Samples `n0` to `n1` of a stream; the next frame of it begins at `n1 + 1`. Each is in exactly one of three ways accounted for (S4):
 *
 *   lost      the first `lost` of them are gone: nothing is known of them
 *   thinned   with `per`: each point stands for that many samples (the last for what is left), by its `low` and its `high`
 *   received  without `per`: each point is one sample, its values in `v`
 *
 * `time` is when the first point was sampled (or began), daemon's monotonic ms; `dt` how many microseconds lie between
 * it and the next, and so on: one number if they are all the same. No point: neither is there.
 */
export const Tele = v.strictObject({
  t: v.literal('tele'),
  stream: v.string(),
  n0: Ordinal,
  n1: Ordinal,
  lost: Count,
  per: v.exactOptional(Ordinal),
  time: v.exactOptional(Millis),
  dt: v.exactOptional(v.union([v.number(), Numbers])),
  v: v.exactOptional(Channels),
  low: v.exactOptional(Channels),
  high: v.exactOptional(Channels),
})
export type Tele = v.InferOutput<typeof Tele>
