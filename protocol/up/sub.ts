import * as v from 'valibot'
import { Selectors } from '../values.ts'

/** Watch one more view. Its first frame is a snapshot. */
export const Sub = v.strictObject({ t: v.literal('sub'), selectors: Selectors })
export type Sub = v.InferOutput<typeof Sub>
