import { type Clock, encode, LIMITS } from '../../protocol/index.ts'

interface Wire {
  readonly clock: Clock
  readonly revision: () => number
  readonly send: (text: string) => void
}

/** Tells the daemon how far this page has read, which alone opens its window again. */
export class Acks {
  readonly #wire: Wire
  #frames = 0
  #bytes = 0
  #forget: (() => void) | undefined

  constructor(wire: Wire) {
    this.#wire = wire
  }

  /** Another socket: its frames are counted from one. */
  restart(): void {
    this.#forget?.()
    this.#forget = undefined
    this.#frames = 0
    this.#bytes = 0
  }

  frame(length: number): void {
    this.#frames++
    this.#bytes += length
    this.#forget ??= this.#wire.clock.after(LIMITS.ackEvery, () => this.#send())
  }

  /** After a frame was dealt with, so that `revision` is the one it brought. */
  dealt(): void {
    if (this.#bytes >= LIMITS.ackBytes) this.#send()
  }

  #send(): void {
    this.#forget?.()
    this.#forget = undefined
    this.#bytes = 0
    this.#wire.send(encode({ t: 'ack', frames: this.#frames, revision: this.#wire.revision() }))
  }
}
