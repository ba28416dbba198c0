import * as v from 'valibot'

/** A delta did not fit. Everything is sent anew, as snapshots. */
export const Resync = v.strictObject({ t: v.literal('resync') })
export type Resync = v.InferOutput<typeof Resync>
