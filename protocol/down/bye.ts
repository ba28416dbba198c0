import * as v from 'valibot'
import { Millis } from '../values.ts'

const BYES = ['version', 'ticket', 'connection', 'protocol', 'slow', 'full', 'stopping'] as const

/** The daemon closes this socket, and why. Without `retryAfter` another attempt is pointless. */
export const Bye = v.strictObject({
  t: v.literal('bye'),
  code: v.picklist(BYES),
  reason: v.string(),
  retryAfter: v.exactOptional(Millis),
})
export type Bye = v.InferOutput<typeof Bye>
