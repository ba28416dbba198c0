import type { Track } from '../../replica/track.ts'

export interface Window {
  readonly from: number
  readonly to: number
  /** Milliseconds of a pixel. */
  readonly step: number
}

/**
 * A channel as far as it is seen: one point for each pixel that has any, with its lowest, its highest and the mean.
 * Pixels are counted from the beginning of time, so that the same samples share one whatever the window does:
 * a line that moves does not shimmer. Used again for every frame.
 */
export class Columns {
  length = 0
  times = new Float64Array(0)
  low = new Float64Array(0)
  high = new Float64Array(0)
  mean = new Float64Array(0)
  /** 1: nothing is known between the column before and this one. */
  breaks = new Uint8Array(0)
  /** Bounds of all of it; Infinity and -Infinity where there is nothing. */
  least = Number.POSITIVE_INFINITY
  most = Number.NEGATIVE_INFINITY

  fill(track: Track, channel: number, window: Window): void {
    this.length = 0
    this.least = Number.POSITIVE_INFINITY
    this.most = Number.NEGATIVE_INFINITY
    const low = track.low[channel]
    const high = track.high[channel]
    if (!low || !high) return
    // One more on either side: the line goes on beyond the edge.
    const begin = Math.max(0, track.indexOf(window.from) - 1)
    const end = Math.min(track.length, track.indexOf(window.to) + 1)
    this.#room(end - begin)
    this.#gather({ track, low, high, begin, end }, window.step)
    this.#bound(track, window)
  }

  #gather({ track, low, high, begin, end }: Part, step: number): void {
    const { times, breaks } = track
    let at = -1
    let pixel = Number.NaN
    let count = 0
    let sum = 0
    for (let i = begin; i < end; i++) {
      const least = low[i] as number
      const most = high[i] as number
      const time = times[i] as number
      const here = Math.floor(time / step)
      const broken = breaks[i] === 1
      if (here !== pixel || broken) {
        if (count > 1) this.#close(at, (pixel + 0.5) * step, sum / count)
        at++
        pixel = here
        count = 0
        sum = 0
        this.times[at] = time
        this.low[at] = least
        this.high[at] = most
        this.mean[at] = (least + most) / 2
        this.breaks[at] = Number(broken)
      } else {
        if (least < (this.low[at] as number)) this.low[at] = least
        if (most > (this.high[at] as number)) this.high[at] = most
      }
      count++
      sum += (least + most) / 2
    }
    if (count > 1) this.#close(at, (pixel + 0.5) * step, sum / count)
    this.length = at + 1
  }

  /**
   * Of what is seen. One that lies just outside leads a line in or out and counts for nothing; but what was asked
   * before (a track without a pace) holds.
   */
  #bound({ pace }: Track, { from, to, step }: Window): void {
    for (let i = 0; i < this.length; i++) {
      const time = this.times[i] as number
      if (time > to + step || (pace && time < from - step)) continue
      if ((this.low[i] as number) < this.least) this.least = this.low[i] as number
      if ((this.high[i] as number) > this.most) this.most = this.high[i] as number
    }
  }

  /** Several samples share the column: it stands in the middle of its pixel. */
  #close(at: number, time: number, mean: number): void {
    this.times[at] = time
    this.mean[at] = mean
  }

  #room(points: number): void {
    if (this.times.length >= points) return
    const [times, low, high, mean] = [0, 1, 2, 3].map(() => new Float64Array(2 * points))
    Object.assign(this, { times, low, high, mean, breaks: new Uint8Array(2 * points) })
  }
}

interface Part {
  readonly track: Track
  readonly low: Float64Array
  readonly high: Float64Array
  readonly begin: number
  readonly end: number
}
