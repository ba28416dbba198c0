import type { Clock } from '../../protocol/index.ts'

interface Timer {
  readonly due: number
  readonly fn: () => void
}

/** The page's clock, which can be pushed ahead: two minutes of a trace without waiting for them. */
export class WarpClock implements Clock {
  #ahead = 0
  readonly #timers = new Set<Timer>()

  now(): number {
    return performance.now() + this.#ahead
  }

  after(ms: number, fn: () => void): () => void {
    const timer = { due: this.now() + ms, fn }
    this.#timers.add(timer)
    setTimeout(() => this.#run(timer), ms)
    return () => void this.#timers.delete(timer)
  }

  warp(ms: number): void {
    this.#ahead += ms
    for (const timer of [...this.#timers]) if (timer.due <= this.now()) this.#run(timer)
  }

  #run(timer: Timer): void {
    if (this.#timers.delete(timer)) timer.fn()
  }
}
