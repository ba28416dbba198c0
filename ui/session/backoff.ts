const FIRST = 100
const LONGEST = 5_000

/** The wait before attempt n = 1, 2, 3 ...: doubled each time, spread so that a restarted daemon is not hit by all at once. */
export function backoff(attempt: number, hex: string): number {
  const chance = Number.parseInt(hex.slice(0, 4), 16) / 0xffff
  return Math.min(LONGEST, FIRST * 2 ** Math.min(attempt - 1, 10)) * (0.75 + chance / 2)
}
