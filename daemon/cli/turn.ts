import type { Clock } from '../../protocol/index.ts'

/** Longest wait that Node's timers know, ms; a longer one would ring at once. */
const LONGEST = 2 ** 31 - 1

interface Wait {
  readonly at: number
  readonly fn: () => void
}

/**
 * Many waits on one timer of Node. Nearly all are given up before they ring (each answer of a device ends two), so
 * giving up must cost nothing: the timer is left as it is, and when it rings for nobody it is set for the next.
 */
class Waits implements Clock {
  readonly #waits = new Set<Wait>()
  #timer: NodeJS.Timeout | undefined
  #rings = Number.POSITIVE_INFINITY

  now(): number {
    return performance.now()
  }

  after(ms: number, fn: () => void): () => void {
    const wait = { at: performance.now() + ms, fn }
    this.#waits.add(wait)
    if (wait.at < this.#rings) this.#set(wait.at)
    return () => this.#giveUp(wait)
  }

  /** The last one takes the timer with it: it would keep a process alive that has nothing left to wait for. */
  #giveUp(wait: Wait): void {
    if (!this.#waits.delete(wait) || this.#waits.size > 0) return
    clearTimeout(this.#timer)
    this.#rings = Number.POSITIVE_INFINITY
  }

  #set(at: number): void {
    clearTimeout(this.#timer)
    this.#rings = at
    const left = Math.max(1, Math.ceil(at - performance.now()))
    this.#timer = setTimeout(() => this.#ring(), Math.min(left, LONGEST))
  }

  #ring(): void {
    this.#rings = Number.POSITIVE_INFINITY
    const now = performance.now()
    // In the order of their times, and of being asked for: what one of them gives up does not ring.
    const due = [...this.#waits].filter(({ at }) => at <= now).sort((a, b) => a.at - b.at)
    try {
      for (const wait of due) if (this.#waits.delete(wait)) wait.fn()
    } finally {
      let next = Number.POSITIVE_INFINITY
      for (const { at } of this.#waits) next = Math.min(next, at)
      if (next < this.#rings) this.#set(next)
    }
  }
}

/** Time and turns as this process has them. */
export const nodeTurn: { readonly clock: Clock; endOfTurn(fn: () => void): void } = {
  clock: new Waits(),
  endOfTurn: fn => void setImmediate(fn),
}
