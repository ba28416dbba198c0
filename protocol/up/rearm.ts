import * as v from 'valibot'
import { Count, Epoch, Scope } from '../values.ts'

/** Lift the latch of exactly the stop that its person saw. */
export const Rearm = v.strictObject({ t: v.literal('rearm'), epoch: Epoch, scope: Scope, stopGeneration: Count })
export type Rearm = v.InferOutput<typeof Rearm>
