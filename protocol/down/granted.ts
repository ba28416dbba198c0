import * as v from 'valibot'
import { Count } from '../values.ts'

/** Answers a `sub` of the class telemetry: what it gets, and after which sample of each stream it begins. */
export const Granted = v.strictObject({
  t: v.literal('granted'),
  /** Name of the subscription: its selectors, sorted. */
  view: v.string(),
  maxHz: v.exactOptional(v.number()),
  depth: Count,
  streams: v.record(v.string(), Count),
})
export type Granted = v.InferOutput<typeof Granted>
