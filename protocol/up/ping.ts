import * as v from 'valibot'
import { Count } from '../values.ts'

/** Asks for a `pong` with the same id: the page measures its round trip. */
export const Ping = v.strictObject({ t: v.literal('ping'), id: Count })
export type Ping = v.InferOutput<typeof Ping>
