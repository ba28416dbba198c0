/** Least room, samples: what a stream of a slow reading needs for its first minutes. */
const FIRST = 64

/**
 * The last samples of a stream, numbered from 1: a time and a value for each
 * channel. Room doubles as it fills, up to its cap; then the oldest go.
 */
export class Ring {
  readonly channels: number
  /** Number of the newest sample; 0: there was none. */
  last = 0
  readonly #most: number
  #room: number
  #times: Float64Array
  #values: Float64Array[]

  /** @param bytes what it may grow to */
  constructor(channels: number, bytes: number) {
    this.channels = channels
    this.#most = Math.max(FIRST, Math.floor(bytes / (Float64Array.BYTES_PER_ELEMENT * (channels + 1))))
    this.#room = FIRST
    this.#times = new Float64Array(FIRST)
    this.#values = Array.from({ length: channels }, () => new Float64Array(FIRST))
  }

  /** Number of the oldest sample that is still here. */
  get first(): number {
    return Math.max(1, this.last - this.#room + 1)
  }

  get bytes(): number {
    return this.#room * (this.channels + 1) * Float64Array.BYTES_PER_ELEMENT
  }

  /** Times never go back: a reading asked for long ago may answer after one that came unasked. */
  push(at: number, values: ArrayLike<number>): void {
    if (this.last === this.#room && this.#room < this.#most) this.#grow()
    const newest = this.last === 0 ? at : Math.max(at, this.time(this.last))
    const place = this.last++ % this.#room
    this.#times[place] = newest
    for (let c = 0; c < this.channels; c++) (this.#values[c] as Float64Array)[place] = values[c] as number
  }

  time(number: number): number {
    return this.#times[(number - 1) % this.#room] as number
  }

  value(number: number, channel: number): number {
    return (this.#values[channel] as Float64Array)[(number - 1) % this.#room] as number
  }

  /** Called while sample 1 stands first: what is here keeps its place. */
  #grow(): void {
    this.#room = Math.min(2 * this.#room, this.#most)
    this.#times = wider(this.#times, this.#room)
    this.#values = this.#values.map(column => wider(column, this.#room))
  }
}

function wider(column: Float64Array, room: number): Float64Array {
  const wide = new Float64Array(room)
  wide.set(column)
  return wide
}
