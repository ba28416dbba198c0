import * as v from 'valibot'
import { Count, Hex128, Millis, Scope } from '../values.ts'

/** The stop of a scope, or (latched: false) its re-arming. The first thing in a flush. */
export const Stopped = v.strictObject({
  t: v.literal('stopped'),
  scope: Scope,
  generation: Count,
  latched: v.boolean(),
  by: v.optional(v.string()),
  reason: v.optional(v.string()),
  /** Whose press it was: every page sees it, one knows it. */
  nonce: v.optional(Hex128),
  /** From the frame's arrival to the last device's stop bytes handed to its transport, ms. */
  took: v.optional(Millis),
})
export type Stopped = v.InferOutput<typeof Stopped>
