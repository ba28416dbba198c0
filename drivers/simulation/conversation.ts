import type { Decoder, Framing } from '../framing.ts'
import type { MachineHost, Order } from '../machine.ts'
import { between } from './random.ts'

/** What a machine that answers requests is made of. */
export interface Manners {
  readonly framing: Framing
  /** Characters that act the moment they are heard, also in the middle of a line, and belong to no line. */
  readonly realtime: string
  interrupt(character: string): void
  /** A whole request was heard, before it is handled. */
  heard(): void
  /** ms that a request needs beyond the usual delay. */
  takes(request: string): number
  /**
   * Acts on a request and says the reply; nothing where it is empty.
   * @param overtaken a realtime character came after the request had begun: what it asks may be outdated
   */
  answer(request: string, overtaken: boolean): string
  /** What it says to a line that is none. */
  readonly broken: string
  /** What it says to a request when it does not feel like doing it. */
  busy(request: string): string
}

interface Request {
  readonly text: string
  readonly tag: string | undefined
  overtaken: boolean
}

/** Requests heard and not yet handled. A machine has little memory: one more is lost. */
const MOST_WAITING = 64

/**
 * Lines in, lines out: requests are handled strictly one after another in the
 * order heard, each after a delay; it acts at the end of that, and replies at once.
 */
export class Conversation {
  readonly #host: MachineHost
  readonly #manners: Manners
  readonly #decoder: Decoder
  readonly #waiting: Request[] = []
  #handling: (() => void) | undefined
  /** A realtime character came in the middle of the line that is being heard. */
  #lineOvertaken = false
  #delay = { least: 8, most: 35 }
  #refuse = 0.005
  /** It was ordered to refuse: then it refuses anything. */
  #told = false

  constructor(host: MachineHost, manners: Manners) {
    this.#host = host
    this.#manners = manners
    this.#decoder = manners.framing.decoder()
  }

  receive(bytes: Uint8Array): void {
    let from = 0
    for (const [i, byte] of bytes.entries()) {
      const character = String.fromCharCode(byte)
      if (!this.#manners.realtime.includes(character)) continue
      this.#hear(bytes.subarray(from, i))
      from = i + 1
      for (const request of this.#waiting) request.overtaken = true
      this.#lineOvertaken = this.#decoder.begun
      this.#manners.interrupt(character)
    }
    this.#hear(bytes.subarray(from))
  }

  /** Says something unasked, or answers `tag`. */
  say(text: string, tag?: string): void {
    if (text !== '') this.#host.send(this.#manners.framing.encode(text, tag))
  }

  /** Changes its manners; false if the order is about something else. */
  order(order: Order): boolean {
    if (order.order === 'delay') this.#delay = { least: order.least, most: order.most }
    else if (order.order === 'refuse') {
      this.#refuse = order.chance
      this.#told = true
    } else return false
    return true
  }

  stop(): void {
    this.#handling?.()
    this.#handling = undefined
    this.#waiting.length = 0
    this.#decoder.reset()
  }

  #hear(bytes: Uint8Array): void {
    const { garbage } = this.#decoder
    for (const { text, tag } of this.#decoder.push(bytes)) {
      if (this.#waiting.length < MOST_WAITING) this.#waiting.push({ text, tag, overtaken: this.#lineOvertaken })
      this.#lineOvertaken = false
      this.#manners.heard()
    }
    if (this.#decoder.garbage > garbage) this.say(this.#manners.broken)
    this.#handleNext()
  }

  #handleNext(): void {
    const request = this.#waiting[0]
    if (this.#handling || request === undefined) return
    const { clock, random } = this.#host
    const delay = between(random, this.#delay.least, this.#delay.most) + this.#manners.takes(request.text)
    this.#handling = clock.after(delay, () => {
      this.#handling = undefined
      // Only now does it leave the row: until it is handled, a realtime character overtakes it.
      this.#waiting.shift()
      this.say(this.#answerTo(request), request.tag)
      this.#handleNext()
    })
  }

  #answerTo({ text, overtaken }: Request): string {
    // Of itself it refuses only what would change something: instruments are seldom too busy to be read.
    const refusable = this.#told || !text.endsWith('?')
    if (refusable && this.#refuse > 0 && this.#host.random() < this.#refuse) return this.#manners.busy(text)
    return this.#manners.answer(text, overtaken)
  }
}
