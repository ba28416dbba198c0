import * as v from 'valibot'
import { Selectors } from '../values.ts'

/** Watch it no longer: names the selectors and the class of a `sub`. */
export const Unsub = v.strictObject({
  t: v.literal('unsub'),
  selectors: Selectors,
  class: v.exactOptional(v.picklist(['state', 'telemetry'])),
})
export type Unsub = v.InferOutput<typeof Unsub>
