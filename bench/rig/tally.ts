import { type Down, decodeDown, type Tele } from '../../protocol/index.ts'
import { CHANNELS, NUMBER, STAMP, voltage } from './signal.ts'

/** Of which server a client reads. */
export type Kind = 'bare' | 'ours'

/** What became of the samples of one client, or of several. */
export interface Sums {
  received: number
  thinned: number
  lost: number
  faults: string[]
}

export const accounted = ({ received, thinned, lost }: Sums): number => received + thinned + lost

/**
 * Accounts for every sample that one client is sent. It reads the heads of frames; one that verifies reads
 * all of them, to the last value.
 */
export class Tally implements Sums {
  received = 0
  thinned = 0
  lost = 0
  readonly faults: string[] = []
  /** Number of the last sample, as the server counts; unknown before the first of a bare one. */
  #last: number | undefined
  /** What the device's own number is above the server's. */
  #offset: number | undefined
  readonly #stamped: boolean
  readonly #verifies: boolean

  constructor(options: { verifies: boolean; stamped: boolean }) {
    this.#verifies = options.verifies
    this.#stamped = options.stamped
  }

  /** The server said after which sample it begins. */
  begin(last: number): void {
    this.#last = last
  }

  bare(frame: Buffer): void {
    this.received++
    if (!this.#verifies) return
    const { n, v } = JSON.parse(frame.toString()) as { n: number; v: number[] }
    if (this.#last !== undefined && n !== this.#last + 1) this.#fault(`sample ${n} follows ${this.#last}`)
    this.#last = n
    this.#check(n, v)
  }

  tele(frame: Buffer): void {
    const head = HEAD.exec(frame.toString('latin1', 0, 200))
    if (!head) return this.#fault(`a frame that cannot be read: ${frame.toString('latin1', 0, 200)}`)
    const [n0 = 0, n1 = 0, lost = 0, per] = head.slice(1).map(digits => (digits === undefined ? undefined : +digits))
    if (n0 !== (this.#last ?? Number.NaN) + 1) this.#fault(`samples from ${n0} follow ${this.#last}`)
    this.#last = n1
    this.lost += lost
    if (per === undefined) this.received += n1 - n0 + 1 - lost
    else this.thinned += n1 - n0 + 1 - lost
    if (this.#verifies) this.#checkFrame(decodeDown(frame.toString()))
  }

  #checkFrame(frame: Down): void {
    if (frame.t !== 'tele') return
    const { n0, n1, lost, per, v, low, high } = frame
    const count = n1 - n0 + 1 - lost
    const points = per === undefined ? count : Math.ceil(count / per)
    const columns = per === undefined ? [v] : [low, high]
    if (!columns.every(of => of?.length === CHANNELS && of.every(values => values.length === points))) {
      return this.#fault(`${n0} to ${n1} bring not ${points} points of ${CHANNELS} channels`)
    }
    if (per === undefined) this.#checkSamples(n0 + lost, v ?? [])
    else this.#checkBounds(frame as Required<Tele>)
  }

  #checkSamples(first: number, columns: readonly (readonly number[])[]): void {
    const count = columns[0]?.length ?? 0
    for (let i = 0; i < count; i++) {
      this.#check(
        first + i,
        columns.map(column => column[i] as number)
      )
    }
  }

  /** Of the channel that counts the lowest is the first and the highest the last; no other leaves its bounds. */
  #checkBounds({ n0, n1, lost, per, low, high }: Required<Tele>): void {
    const from = n0 + lost
    for (const [i, first] of (low[NUMBER] ?? []).entries()) {
      this.#offset ??= first - (from + i * per)
      const last = Math.min(from + (i + 1) * per - 1, n1) + this.#offset
      if (first !== from + i * per + this.#offset || high[NUMBER]?.[i] !== last) {
        this.#fault(`a thinned point covers other samples than it says: ${first} to ${high[NUMBER]?.[i]}`)
      }
      for (let k = NUMBER + 1; k < CHANNELS; k++) {
        const all = Array.from({ length: last - first + 1 }, (_, j) => voltage(first + j, k))
        if (Math.min(...all) !== low[k]?.[i] || Math.max(...all) !== high[k]?.[i]) {
          this.#fault(`bounds of channel ${k} from ${first} to ${last} are not those of its samples`)
        }
      }
    }
  }

  #check(n: number, values: readonly number[]): void {
    const number = values[NUMBER] as number
    this.#offset ??= number - n
    if (number - n !== this.#offset) this.#fault(`sample ${n} is number ${number} of the device`)
    for (let k = 0; k < CHANNELS; k++) {
      if (k === NUMBER || (k === STAMP && this.#stamped)) continue
      if (values[k] !== voltage(number, k)) this.#fault(`channel ${k} of ${number} reads ${values[k]}`)
    }
  }

  #fault(what: string): void {
    if (this.faults.length < 5) this.faults.push(what)
  }
}

const HEAD = /^\{"t":"tele","stream":"[^"]+","n0":(\d+),"n1":(\d+),"lost":(\d+)(?:,"per":(\d+))?/

/** When the samples of a frame were written, ms: all of a frame of ours, the one of a bare one, none of a thinned one. */
export function stampsOf(frame: Buffer): number[] {
  const text = frame.toString('latin1')
  const [, stamps] = /"v":\[+([^\]]+)\]/.exec(text) ?? []
  if (stamps === undefined) return []
  // Bare: the channels of one sample; ours: the samples of one channel.
  return text.startsWith('{"n":') ? [Number.parseFloat(stamps)] : stamps.split(',').map(Number)
}
