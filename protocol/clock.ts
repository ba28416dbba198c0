/** Time, handed in. The one way in which portable code knows or waits. */
export interface Clock {
  /** Monotonic milliseconds; whose, depends on who hands it in. */
  now(): number
  /** Runs `fn` once after `ms`; the returned function forgets it. */
  after(ms: number, fn: () => void): () => void
}
