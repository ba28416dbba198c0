/** What a frame that does not fit leads to: each step is heavier, and the last one ends (L7: resyncs are finite). */
export type Cure = 'resync' | 'reconnect' | 'give up'

const SOON = 10_000
const OFTEN = 60_000

export class Faults {
  #times: number[] = []

  next(now: number): Cure {
    const before = this.#times.filter(time => now - time < OFTEN)
    this.#times = [...before, now]
    if (before.length >= 2) return 'give up'
    return before.some(time => now - time < SOON) ? 'reconnect' : 'resync'
  }
}
