import * as v from 'valibot'
import { Count, Hex128, Millis, Scope } from '../values.ts'

/** The stop of a scope, or (latched: false) its re-arming. The first thing in a flush. */
export const Stopped = v.strictObject({
  t: v.literal('stopped'),
  scope: Scope,
  generation: Count,
  latched: v.boolean(),
  by: v.exactOptional(v.string()),
  reason: v.exactOptional(v.string()),
  /** Whose press it was: every page sees it, one knows it. */
  nonce: v.exactOptional(Hex128),
  /** From the frame's arrival to the last device's stop bytes handed to its transport, ms. */
  took: v.exactOptional(Millis),
})
export type Stopped = v.InferOutput<typeof Stopped>
