import type { Clock } from '../../protocol/index.ts'

/**
 * What this page knows of the daemon's clock: the last time it heard, and how long ago by its own.
 * Nothing is compared across the two clocks, so neither being set can age or rejuvenate a command.
 */
export class Ages {
  readonly #clock: Clock
  #time = 0
  #heardAt = 0
  #wallOffset = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** A new socket, perhaps a new epoch, whose monotonic clock started anew: the old time says nothing. */
  begin(time: number, wallClock: number): void {
    this.#wallOffset = wallClock - time
    this.#time = time
    this.#heardAt = this.#clock.now()
  }

  heard(time: number): void {
    if (time < this.#time) return
    this.#time = time
    this.#heardAt = this.#clock.now()
  }

  /** Dates a command at the moment of its gesture. */
  stamp(): { readonly seen: number; readonly elapsed: number } {
    return { seen: this.#time, elapsed: Math.max(0, this.#clock.now() - this.#heardAt) }
  }

  serverNow(): number {
    return this.#time + this.#clock.now() - this.#heardAt
  }

  wallClockOf(serverTime: number): number {
    return serverTime + this.#wallOffset
  }
}
