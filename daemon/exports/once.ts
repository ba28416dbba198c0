import { createHash } from 'node:crypto'
import type { Incoming } from './message.ts'

/** How long a request is remembered, ms, and how many are. */
const LIFE = 10 * 60_000
const MOST = 1_024

interface Known<T> {
  readonly at: number
  readonly payload: string
  readonly answer: T
}

/**
 * Requests that were taken, by the correlation data that their senders gave them: one that comes again gets the answer that
 * there is, and does not act (DoubleApply). Its sender may have resent it, since it did not hear that the broker had it.
 */
export class Once<T> {
  readonly #now: () => number
  readonly #known = new Map<string, Known<T>>()

  constructor(now: () => number) {
    this.#now = now
  }

  /** What was answered before; `other` where the same data stood on another request. */
  find(message: Incoming): { readonly answer: T } | 'other' | undefined {
    const known = this.#known.get(nameOf(message))
    if (!known || this.#now() - known.at > LIFE) return undefined
    return known.payload === hashOf(message.payload) ? { answer: known.answer } : 'other'
  }

  add(message: Incoming, answer: T): void {
    const name = nameOf(message)
    this.#known.delete(name)
    this.#known.set(name, { at: this.#now(), payload: hashOf(message.payload), answer })
    if (this.#known.size > MOST) this.#known.delete(this.#known.keys().next().value as string)
  }
}

/** Short, whatever they are: each of the three may have 64 kB. */
const nameOf = ({ topic, responseTopic = '', correlation = new Uint8Array() }: Incoming): string =>
  hashOf(Buffer.from(`${topic}\0${responseTopic}\0${Buffer.from(correlation).toString('base64')}`))

const hashOf = (payload: Uint8Array): string => createHash('sha256').update(payload).digest('base64')
