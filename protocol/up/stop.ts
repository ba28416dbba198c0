import * as v from 'valibot'
import { Hex128, Scope } from '../values.ts'

/** Stop. Sent on the socket and as `POST /stop` until confirmed; the nonce makes it one. Never expires, needs no lease. */
export const Stop = v.strictObject({
  t: v.literal('stop'),
  nonce: Hex128,
  scope: Scope,
  reason: v.exactOptional(v.pipe(v.string(), v.maxLength(200))),
})
export type Stop = v.InferOutput<typeof Stop>
