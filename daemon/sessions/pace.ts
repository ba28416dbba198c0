import type { Clock } from '../../protocol/index.ts'

/** One timer, for the earliest frame that a subscription asked to be held back. */
export class Pace {
  readonly #clock: Clock
  readonly #ring: () => void
  #at = Number.POSITIVE_INFINITY
  #forget: (() => void) | undefined

  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock
    this.#ring = ring
  }

  /** Rings at `due`, or earlier if that was asked before. Infinity asks for nothing. */
  wake(due: number): void {
    if (due >= this.#at) return
    this.#forget?.()
    this.#at = due
    this.#forget = this.#clock.after(Math.max(0, Math.ceil(due - this.#clock.now())), () => {
      this.#at = Number.POSITIVE_INFINITY
      this.#forget = undefined
      this.#ring()
    })
  }

  close(): void {
    this.#forget?.()
    this.#at = Number.NEGATIVE_INFINITY
  }
}
