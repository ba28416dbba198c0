import * as v from 'valibot'
import { Selectors } from '../values.ts'

/** Watch a view no longer. */
export const Unsub = v.strictObject({ t: v.literal('unsub'), selectors: Selectors })
export type Unsub = v.InferOutput<typeof Unsub>
