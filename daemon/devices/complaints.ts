import type { Clock } from '../../drivers/transports/transport.ts'
import type { Log } from './ownership.ts'

/** What goes wrong with every sample goes wrong a thousand times a second: the first few in this time are said, the others are counted. */
const SPAN = 10_000
const FEW = 10

export class Complaints {
  readonly #clock: Clock
  readonly #log: Log | undefined
  #since = Number.NEGATIVE_INFINITY
  #count = 0

  constructor(clock: Clock, log: Log | undefined) {
    this.#clock = clock
    this.#log = log
  }

  say(sentence: string): void {
    const now = this.#clock.now()
    const untold = Math.max(0, this.#count - FEW)
    if (now - this.#since >= SPAN) {
      this.#since = now
      this.#count = 0
    }
    if (this.#count++ >= FEW) return
    const more = this.#count === 1 && untold > 0 ? ` (${untold} more before this one)` : ''
    this.#log?.(sentence + more, 'warn')
  }
}
