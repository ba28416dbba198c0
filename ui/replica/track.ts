/** Points kept of a track; of these the newest half is never thinned. */
const MOST = 20_480
const FIRST = 1_280
/** What is thinned keeps a point for each so much of its age: in any window it fills, that is finer than a pixel. */
const FINENESS = 1_024

/** What may lie between two samples before nothing is known in between, ms. */
export interface Pace {
  readonly longest: number
  /** Promised period of the samples. */
  readonly every: number
}

/** Points of all channels, in the order of time. */
export interface Points {
  readonly times: ArrayLike<number>
  readonly low: readonly ArrayLike<number>[]
  readonly high: readonly ArrayLike<number>[]
}

/**
 * What this page has received of one stream, bounded: times ascend, each point has the lowest and the highest value
 * of every channel, and `breaks` marks those before which nothing is known. When it is full, what is old is thinned,
 * the older the more: no peak is lost, and an hour stays an hour.
 *
 * @param pace undefined: each value holds until the next one (what was asked); no number ends it
 */
export class Track {
  readonly pace: Pace | undefined
  length = 0
  times = new Float64Array(FIRST)
  breaks = new Uint8Array(FIRST)
  low: Float64Array[] = []
  high: Float64Array[] = []
  /** A block without any point said so: the next point has it. */
  #broken = false

  constructor(pace?: Pace) {
    this.pace = pace
  }

  get first(): number | undefined {
    return this.length > 0 ? this.times[0] : undefined
  }

  get last(): number | undefined {
    return this.length > 0 ? this.times[this.length - 1] : undefined
  }

  /**
   * Time never runs back: what lies after the first new point (a clock was set, an epoch began) makes room. What lies
   * at the same time stays: it may be a peak.
   *
   * @param broken something between the last point and the first new one is lost
   * @param per samples of each point
   */
  add({ times, low, high }: Points, { broken = false, per = 1, shift = 0 } = {}): void {
    this.#broken ||= broken
    if (times.length === 0) return
    this.length = this.#search((times[0] as number) + shift, true)
    if (this.low.length !== low.length) this.#begin(low.length)
    const longest = this.pace ? this.pace.longest + (per - 1) * this.pace.every : Number.POSITIVE_INFINITY
    for (let i = 0; i < times.length; i++) {
      if (this.length === this.times.length) this.#makeRoom()
      const at = this.length++
      const time = (times[i] as number) + shift
      const far = at > 0 && time - (this.times[at - 1] as number) > longest
      this.times[at] = time
      this.breaks[at] = Number(far || (this.#broken && i === 0))
      for (let c = 0; c < low.length; c++) {
        ;(this.low[c] as Float64Array)[at] = low[c]?.[i] as number
        ;(this.high[c] as Float64Array)[at] = high[c]?.[i] as number
      }
    }
    this.#broken = false
  }

  /** Of the first point at or after a time; the length, if there is none. */
  indexOf(time: number): number {
    return this.#search(time, false)
  }

  /** Of the first point after a time; or at it, unless `past`. */
  #search(time: number, past: boolean): number {
    let from = 0
    let to = this.length
    while (from < to) {
      const middle = (from + to) >> 1
      const at = this.times[middle] as number
      if (at < time || (past && at === time)) from = middle + 1
      else to = middle
    }
    return from
  }

  /** Of the point that tells what is known at a time: the last of what holds, else the nearest; -1 within a gap. */
  placeOf(time: number): number {
    const { times, breaks, length, pace } = this
    const after = this.#search(time, true)
    if (after > 0 && times[after - 1] === time) return after - 1
    if (!pace) return after - 1
    const distance = (i: number) =>
      i >= 0 && i < length ? Math.abs((times[i] as number) - time) : Number.POSITIVE_INFINITY
    const nearest = distance(after) < distance(after - 1) ? after : after - 1
    const known = after > 0 && after < length && breaks[after] === 0
    return known || distance(nearest) <= pace.longest ? nearest : -1
  }

  /** The stream has other channels than before: nothing of it can be told together. */
  #begin(channels: number): void {
    const columns = () => Array.from({ length: channels }, () => new Float64Array(this.times.length))
    this.length = 0
    this.low = columns()
    this.high = columns()
  }

  #makeRoom(): void {
    const room = this.times.length
    if (room >= MOST) return this.#thin()
    const wider = (column: Float64Array) => {
      const wide = new Float64Array(2 * room)
      wide.set(column)
      return wide
    }
    this.times = wider(this.times)
    this.low = this.low.map(wider)
    this.high = this.high.map(wider)
    const breaks = new Uint8Array(2 * room)
    breaks.set(this.breaks)
    this.breaks = breaks
  }

  #thin(): void {
    const old = this.length / 2
    const starts = this.#groups(old)
    // Steps, and what is all gaps, cannot be thinned: then the oldest go.
    const kept = starts.slice(-old / 2)
    const until = [...kept.slice(1), old]
    const pick = (column: Float64Array | Uint8Array, choose: (from: number, until: number) => number) => {
      for (let i = 0; i < kept.length; i++) column[i] = choose(kept[i] as number, until[i] as number)
      column.copyWithin(kept.length, old, this.length)
    }
    for (const low of this.low) pick(low, (from, to) => Math.min(...low.subarray(from, to)))
    for (const high of this.high) pick(high, (from, to) => Math.max(...high.subarray(from, to)))
    for (const column of [this.times, this.breaks]) pick(column, from => column[from] as number)
    this.length += kept.length - old
  }

  /** Where each point begins that is made of the first `old`. None goes over a gap. */
  #groups(old: number): number[] {
    const { times, breaks } = this
    const newest = times[this.length - 1] as number
    const starts = [0]
    let begin = times[0] as number
    for (let i = 1; i < old; i++) {
      const fine = (times[i + 1] as number) - begin <= (newest - begin) / FINENESS
      if (this.pace && fine && breaks[i] === 0) continue
      starts.push(i)
      begin = times[i] as number
    }
    return starts
  }
}
