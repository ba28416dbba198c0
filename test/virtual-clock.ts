import type { Clock } from '../protocol/index.ts'

interface Timer {
  readonly at: number
  /** Timers of one moment run in the order in which they were set. */
  readonly number: number
  fn: (() => void) | undefined
}

/**
 * Time that passes only when told to. Between two timers all microtasks are done,
 * as in a real process; the same calls give the same run, always.
 */
export class VirtualClock implements Clock {
  #now: number
  #count = 0
  /** A binary heap: no timer is before its parent at (i - 1) >> 1. */
  readonly #heap: Timer[] = []

  constructor(start = 0) {
    this.#now = start
  }

  now(): number {
    return this.#now
  }

  after(ms: number, fn: () => void): () => void {
    const timer: Timer = { at: this.#now + Math.max(0, ms), number: this.#count++, fn }
    this.#push(timer)
    return () => {
      timer.fn = undefined
    }
  }

  /** When the next timer is due; undefined if there is none. */
  get next(): number | undefined {
    while (this.#heap[0] && !this.#heap[0].fn) this.#pop()
    return this.#heap[0]?.at
  }

  /** Runs all that is due by then, then stands at `until`. */
  async run(until: number): Promise<void> {
    await settle()
    for (let at = this.next; at !== undefined && at <= until; at = this.next) {
      this.step()
      await settle()
    }
    this.#now = Math.max(this.#now, until)
  }

  /** Runs for `ms` more. */
  async pass(ms: number): Promise<void> {
    await this.run(this.#now + ms)
  }

  /** Runs the next timer alone; false if there was none. Microtasks are the caller's. */
  step(): boolean {
    if (this.next === undefined) return false
    const timer = this.#pop()
    this.#now = timer.at
    const { fn } = timer
    timer.fn = undefined
    fn?.()
    return true
  }

  #push(timer: Timer): void {
    const heap = this.#heap
    let i = heap.length
    heap.push(timer)
    while (i > 0) {
      const parent = (i - 1) >> 1
      const above = heap[parent]!
      if (!isBefore(timer, above)) break
      heap[i] = above
      i = parent
    }
    heap[i] = timer
  }

  #pop(): Timer {
    const heap = this.#heap
    const first = heap[0]!
    const last = heap.pop()!
    if (heap.length > 0) this.#sink(last)
    return first
  }

  #sink(timer: Timer): void {
    const heap = this.#heap
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++
      if (!isBefore(heap[child]!, timer)) break
      heap[i] = heap[child]!
      i = child
    }
    heap[i] = timer
  }
}

const isBefore = (a: Timer, b: Timer): boolean => a.at < b.at || (a.at === b.at && a.number < b.number)

/** Resolves when all microtasks are done, whatever they started: a macrotask comes after the last of them. */
export const settle = (): Promise<void> => new Promise(resolve => setImmediate(resolve))
