import { type Clock, encode, type Pong } from '../../protocol/index.ts'

const EVERY = 1_000
const KEPT = 5

/** Measures the round trip once a second: the median of the last five, so that one hiccup does not move it. */
export class Pulse {
  readonly #clock: Clock
  readonly #send: (text: string) => boolean
  #asked: { readonly id: number; readonly at: number } | undefined
  #id = 0
  #trips: number[] = []
  #forget: (() => void) | undefined

  constructor(clock: Clock, send: (text: string) => boolean) {
    this.#clock = clock
    this.#send = send
  }

  /** A socket went live: what another one took says nothing about it. */
  restart(): void {
    this.stop()
    this.#trips = []
    this.#tick()
  }

  stop(): void {
    this.#forget?.()
    this.#forget = undefined
    this.#asked = undefined
  }

  /** Whether the measure changed. */
  pong({ id }: Pong): boolean {
    if (this.#asked?.id !== id) return false
    const before = this.roundTrip
    this.#trips = [...this.#trips, this.#clock.now() - this.#asked.at].slice(-KEPT)
    this.#asked = undefined
    return this.roundTrip !== before
  }

  get roundTrip(): number | undefined {
    const sorted = [...this.#trips].sort((a, b) => a - b)
    return sorted[Math.floor(sorted.length / 2)]
  }

  /** One question at a time: a late answer is a long trip, not a lost one. */
  #tick(): void {
    if (this.#asked === undefined) {
      this.#asked = { id: ++this.#id, at: this.#clock.now() }
      this.#send(encode({ t: 'ping', id: this.#id }))
    }
    this.#forget = this.#clock.after(EVERY, () => this.#tick())
  }
}
