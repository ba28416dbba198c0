import * as v from 'valibot'
import { Count, Epoch, Millis } from '../values.ts'

/** Ends a flush: everything since the last one is applied together. */
export const At = v.strictObject({ t: v.literal('at'), epoch: Epoch, revision: Count, time: Millis })
export type At = v.InferOutput<typeof At>
