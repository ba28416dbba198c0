import * as v from 'valibot'
import { LIMITS } from '../limits.ts'
import { Count, Selectors } from '../values.ts'

/**
 * Watch one more thing.
 *
 *   class state       (the default) a view: its first frame is a snapshot.
 *   class telemetry   the selected streams, every sample of them: `granted` answers, then come `tele` frames.
 *
 * Of telemetry alone: `maxHz` frames a second at most, which only delays; `depth` samples that the daemon already
 * holds are sent at first; `after` names, by stream, the last sample that this page has of the same epoch: it goes on
 * from there, and what is gone in between is declared lost.
 */
export const Sub = v.strictObject({
  t: v.literal('sub'),
  selectors: Selectors,
  class: v.exactOptional(v.picklist(['state', 'telemetry'])),
  maxHz: v.exactOptional(v.pipe(v.number(), v.minValue(LIMITS.leastHz), v.maxValue(LIMITS.mostHz))),
  depth: v.exactOptional(Count),
  after: v.exactOptional(v.record(v.pipe(v.string(), v.maxLength(128)), Count)),
})
export type Sub = v.InferOutput<typeof Sub>
