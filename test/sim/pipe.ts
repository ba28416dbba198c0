import type { VirtualClock } from '../virtual-clock.ts'

type Load = readonly string[] | undefined

/**
 * One direction of one socket. Whatever is sent arrives in order, each write whole
 * and after a time of its own; `undefined` is its end. It may be held up, or die.
 */
export class Pipe {
  readonly #clock: VirtualClock
  readonly #latency: () => number
  readonly #arrive: (frame: string | undefined) => void
  #last = 0
  #held: Load[] | undefined
  #dead = false
  #ended = false
  /** Each frame of a write arrives by itself, so that hands and cuts may come between two of one flush. */
  split = false
  /** So much longer does everything take, ms. */
  delay = 0
  /** The next delta that passes is spoilt, so that it does not fit. */
  spoil: (() => void) | undefined

  constructor(clock: VirtualClock, latency: () => number, arrive: (frame: string | undefined) => void) {
    this.#clock = clock
    this.#latency = latency
    this.#arrive = arrive
  }

  send(frames: readonly string[]): void {
    if (this.#ended) return
    if (!this.split || frames.length < 2) return this.#put(frames)
    for (const frame of frames) this.#put([frame])
  }

  end(): void {
    if (!this.#ended) this.#put(undefined)
    this.#ended = true
  }

  /** Nothing arrives any more, also of what is under way. */
  die(): void {
    this.#dead = true
    this.#held = undefined
  }

  hold(): void {
    this.#held ??= []
  }

  /** Everything that was held up arrives, all at once. */
  release(): void {
    const held = this.#held
    this.#held = undefined
    for (const load of held ?? []) this.#unload(load)
  }

  #put(load: Load): void {
    if (this.#dead) return
    const gap = this.split ? this.#latency() / 20 : 0
    this.#last = Math.max(this.#last + gap, this.#clock.now() + this.#latency() + this.delay)
    this.#clock.after(this.#last - this.#clock.now(), () => {
      if (this.#held) this.#held.push(load)
      else this.#unload(load)
    })
  }

  #unload(load: Load): void {
    if (this.#dead) return
    if (load === undefined) return this.#arrive(undefined)
    for (const frame of load) {
      if (this.#dead) return
      this.#arrive(this.spoil && frame.startsWith('{"t":"delta"') ? this.#spoilt(frame) : frame)
    }
  }

  #spoilt(frame: string): string {
    this.spoil?.()
    this.spoil = undefined
    return frame.replace(/"from":\d+/, '"from":999999999')
  }
}
