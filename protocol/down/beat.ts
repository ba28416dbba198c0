import * as v from 'valibot'
import { Millis } from '../values.ts'

/** Sent after a silence: the link is alive and this is the time. */
export const Beat = v.strictObject({ t: v.literal('beat'), time: Millis })
export type Beat = v.InferOutput<typeof Beat>
