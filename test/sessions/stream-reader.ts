import type { Down, Tele } from '../../protocol/index.ts'

/** A point as a reader got it: one sample, or the bounds of `per`. */
export interface Got {
  readonly n: number
  readonly per: number
  readonly time: number
  readonly low: readonly number[]
  readonly high: readonly number[]
}

/** Reads the frames of one stream as a page must, and complains where one would: S4, sample by sample. */
export class StreamReader {
  readonly points: Got[] = []
  received = 0
  thinned = 0
  lost = 0
  /** Number of the last sample accounted for; undefined before it was granted. */
  last: number | undefined
  begun = 0

  constructor(readonly_: { readonly stream: string }) {
    this.#stream = readonly_.stream
  }
  readonly #stream: string

  take(frames: readonly Down[]): this {
    for (const frame of frames) {
      if (frame.t === 'granted' && this.#stream in frame.streams) {
        const begin = frame.streams[this.#stream] as number
        if (this.last !== undefined && begin !== this.last) throw new Error(`granted from ${begin}, not ${this.last}`)
        this.last ??= begin
        this.begun = this.begun || begin
      }
      if (frame.t === 'tele' && frame.stream === this.#stream) this.#tele(frame)
    }
    return this
  }

  get counted(): number {
    return this.received + this.thinned + this.lost
  }

  #tele({ n0, n1, lost, per, time = 0, dt = 0, v, low = v ?? [], high = v ?? [] }: Tele): void {
    if (n0 !== (this.last ?? 0) + 1) throw new Error(`a frame from ${n0} for who has ${this.last}`)
    if (n1 < n0 || lost > n1 - n0 + 1) throw new Error(`a frame from ${n0} to ${n1} with ${lost} lost`)
    const present = n1 - n0 + 1 - lost
    const points = Math.ceil(present / (per ?? 1))
    for (const column of [...low, ...high])
      if (column.length !== points) throw new Error(`${column.length} points for ${points}`)
    let at = Math.round(time * 1_000)
    for (let i = 0; i < points; i++) {
      if (i > 0) at += typeof dt === 'number' ? dt : (dt[i - 1] as number)
      const n = n0 + lost + i * (per ?? 1)
      const of = (columns: readonly (readonly number[])[]) => columns.map(column => column[i] as number)
      this.points.push({ n, per: Math.min(per ?? 1, n1 - n + 1), time: at / 1_000, low: of(low), high: of(high) })
    }
    this.lost += lost
    if (per === undefined) this.received += present
    else this.thinned += present
    this.last = n1
  }
}
