import * as v from 'valibot'
import { LIMITS } from '../limits.ts'
import { Count, Epoch, Hex128, Ordinal, Selectors } from '../values.ts'

/**
 * First frame of a socket. `connection` is one more than that of the session's
 * last socket: accepting it bars every smaller one. `open` are the commands
 * whose outcome the page does not know; `welcome` answers each.
 */
export const Hello = v.strictObject({
  t: v.literal('hello'),
  version: Ordinal,
  ticket: Hex128,
  session: Hex128,
  connection: Ordinal,
  epoch: v.exactOptional(Epoch),
  views: v.pipe(
    v.array(v.strictObject({ selectors: Selectors, revision: v.exactOptional(Count) })),
    v.maxLength(LIMITS.views)
  ),
  event: v.exactOptional(Count),
  open: v.pipe(v.array(Ordinal), v.maxLength(LIMITS.openPerSession)),
})
export type Hello = v.InferOutput<typeof Hello>
