import * as v from 'valibot'
import { Count, Millis } from '../values.ts'

export const Pong = v.strictObject({ t: v.literal('pong'), id: Count, time: Millis })
export type Pong = v.InferOutput<typeof Pong>
