/** Channels of a sample. */
export const CHANNELS = 8
/** Channels that carry more than a voltage: when it was written (or a voltage), and its number. */
export const STAMP = 0
export const NUMBER = 1

/** What channel `k` reads in sample `n`: known to device and clients alike. */
export const voltage = (n: number, k: number): number => (((n * (k + 3)) % 2_000) - 1_000) / 100
