import type { Message } from './message.ts'

/** What was dropped: how many messages, and the times of the first and the last of them (wall-clock ms). */
export interface Loss {
  readonly count: number
  readonly since: number
  readonly until: number
}

/** Longest that all waiting messages may be together, UTF-16 units. */
const LONGEST = 8 * 1024 * 1024

/**
 * What waits to be sent, in order and bounded: the oldest goes first, and goes first when there is no room. The newest
 * message of a retained topic is never dropped, or the topic would go on telling something older for ever.
 *
 * Invariant: a topic that is in `#ahead` is not in `#ring`. So whatever the two hold, one topic is sent in order.
 */
export class Backlog {
  readonly #most: number
  readonly #longest: number
  #ring: Message[] = []
  /** Begin of the ring within the array: shifting thousands of messages one by one would move them all each time. */
  #first = 0
  #length = 0
  /** Sent before the ring: repeats, and the newest of topics that were crowded out. */
  readonly #ahead = new Map<string, Message>()
  /** The newest of every retained topic, sent or not. */
  readonly #newest = new Map<string, Message>()
  #loss: Loss | undefined

  constructor(most: number, longest = LONGEST) {
    this.#most = most
    this.#longest = longest
  }

  /** How many wait. */
  get size(): number {
    return this.#ahead.size + this.#ring.length - this.#first
  }

  /** What was dropped and not declared yet. */
  get loss(): Loss | undefined {
    return this.#loss
  }

  /** Retained topics that say something. */
  retains(topic: string): boolean {
    return (this.#newest.get(topic)?.payload ?? '') !== ''
  }

  push(message: Message): void {
    const { topic, retain } = message
    const ahead = this.#ahead.get(topic)
    if (ahead && !ahead.again) this.#lose(ahead)
    this.#ahead.delete(topic)
    if (retain) this.#newest.set(topic, message)
    this.#ring.push(message)
    this.#length += lengthOf(message)
    this.#trim()
  }

  take(): Message | undefined {
    for (const [topic, message] of this.#ahead) {
      this.#ahead.delete(topic)
      return message
    }
    return this.#shift()
  }

  /** It has arrived. What was taken back needs to be remembered no longer. */
  arrived({ topic, payload }: Message): void {
    if (payload === '' && this.#newest.get(topic)?.payload === '') this.#newest.delete(topic)
  }

  /** The connection ended with these on their way, oldest first: nobody knows which arrived, so all go again, in order. */
  putBack(underway: readonly Message[]): void {
    const unsent = [...underway, ...this.#ahead.values()].filter(({ again }) => !again)
    this.#ahead.clear()
    this.#ring = [...unsent, ...this.#ring.slice(this.#first)]
    this.#first = 0
    this.#length = this.#ring.reduce((sum, message) => sum + lengthOf(message), 0)
    this.#trim()
  }

  /** A connection is there: what no waiting message says anew is repeated, for a broker that forgot it. */
  repeat(): void {
    const waiting = new Set(this.#ring.slice(this.#first).map(({ topic }) => topic))
    for (const [topic, message] of this.#newest) {
      if (waiting.has(topic) || this.#ahead.has(topic) || message.payload === '') continue
      this.#ahead.set(topic, { ...message, again: true })
    }
  }

  /** A loss was told to whom it concerns; what was lost since remains to be told. */
  declared({ count, until }: Loss): void {
    const left = (this.#loss?.count ?? 0) - count
    this.#loss = left > 0 && this.#loss ? { count: left, since: until, until: this.#loss.until } : undefined
  }

  #trim(): void {
    while (this.#ring.length - this.#first > this.#most || this.#length > this.#longest) {
      const oldest = this.#shift()
      if (!oldest) return
      if (this.#newest.get(oldest.topic) === oldest) this.#ahead.set(oldest.topic, oldest)
      else this.#lose(oldest)
    }
  }

  #shift(): Message | undefined {
    const message = this.#ring[this.#first]
    if (!message) return undefined
    this.#length -= lengthOf(message)
    this.#first++
    if (this.#first >= 1_024 && this.#first * 2 >= this.#ring.length) {
      this.#ring = this.#ring.slice(this.#first)
      this.#first = 0
    }
    return message
  }

  #lose({ at }: Message): void {
    const { count, since, until } = this.#loss ?? { count: 0, since: at, until: at }
    this.#loss = { count: count + 1, since: Math.min(since, at), until: Math.max(until, at) }
  }
}

const lengthOf = ({ topic, payload }: Message): number => topic.length + payload.length
