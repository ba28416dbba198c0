import { lines } from '../../framing.ts'

/** `07 T?*5A`: spoken by the driver and by the simulator alike. */
export const framing = lines({ end: '\r\n', longest: 64, checksum: 'xor8', tag: 'hex2' })
