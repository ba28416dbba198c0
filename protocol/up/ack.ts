import * as v from 'valibot'
import { Count } from '../values.ts'

/** Frames received on this socket so far, and the revision applied: opens the window. */
export const Ack = v.strictObject({ t: v.literal('ack'), frames: Count, revision: Count })
export type Ack = v.InferOutput<typeof Ack>
