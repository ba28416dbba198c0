/** A chance that repeats: the same seed gives the same numbers, 0 <= n < 1. Not for secrets. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x9e3779b9) >>> 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 0x1_0000_0000
  }
}

export const between = (random: () => number, least: number, most: number): number => least + random() * (most - least)

/** Bell-shaped around 0 with a deviation of 1, never beyond 3: the sum of four even ones is near enough for a sensor. */
export const bell = (random: () => number): number =>
  Math.max(-3, Math.min(3, (random() + random() + random() + random() - 2) * Math.sqrt(3)))
