import { lines } from '../../framing.ts'

/** `W 1.250`: spoken by the driver and by the simulator alike. */
export const framing = lines({ end: '\n', longest: 128 })
