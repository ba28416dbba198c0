/** Least room, samples: what a stream of a slow reading needs for its first minutes. */
const FIRST = 64

/**
 * The last samples of a stream, numbered without a gap: a time and a value for each
 * channel. Room doubles as it fills, up to its cap; then the oldest go.
 */
export class Ring {
  readonly channels: number
  /** Number of the newest sample; where it begins, if there was none. */
  last: number
  readonly #begins: number
  readonly #most: number
  #room: number
  #times: Float64Array
  #values: Float64Array[]

  /**
   * @param bytes what it may grow to
   * @param begins the number before its first: that of the last sample of the ring in whose place it comes
   */
  constructor(channels: number, bytes: number, begins = 0) {
    this.channels = channels
    this.#begins = begins
    this.last = begins
    this.#most = Math.max(FIRST, Math.floor(bytes / (Float64Array.BYTES_PER_ELEMENT * (channels + 1))))
    this.#room = FIRST
    this.#times = new Float64Array(FIRST)
    this.#values = Array.from({ length: channels }, () => new Float64Array(FIRST))
  }

  /** Number of the oldest sample that is still here. */
  get first(): number {
    return Math.max(this.#begins + 1, this.last - this.#room + 1)
  }

  get bytes(): number {
    return this.#room * (this.channels + 1) * Float64Array.BYTES_PER_ELEMENT
  }

  /** Times never go back: a reading asked for long ago may answer after one that came unasked. */
  push(at: number, values: ArrayLike<number>): void {
    const held = this.last - this.#begins
    if (held === this.#room && this.#room < this.#most) this.#grow()
    const newest = held === 0 ? at : Math.max(at, this.time(this.last))
    const place = held % this.#room
    this.last++
    this.#times[place] = newest
    for (let c = 0; c < this.channels; c++) (this.#values[c] as Float64Array)[place] = values[c] as number
  }

  time(number: number): number {
    return this.#times[this.#place(number)] as number
  }

  value(number: number, channel: number): number {
    return (this.#values[channel] as Float64Array)[this.#place(number)] as number
  }

  #place(number: number): number {
    return (number - this.#begins - 1) % this.#room
  }

  /** Called while its first sample stands first: what is here keeps its place. */
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
