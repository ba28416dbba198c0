import { encode, type Granted, LIMITS, type Sub, type Tele, viewName } from '../../protocol/index.ts'
import type { Block, Following, StreamStatus } from './api.ts'
import { pointsOf } from './blocks.ts'
import { Faults } from './faults.ts'
import { checkFollowing } from './following.ts'
import { type Subscription, subscriptions } from './subscriptions.ts'

interface Wire {
  readonly now: () => number
  readonly epoch: () => string | undefined
  readonly send: (text: string) => boolean
  /** Delivers with what else is to be told. */
  readonly tell: (deliver: () => void) => void
}

interface Listener {
  readonly heard: (block: Block) => void
  readonly maxHz: number
  readonly depth: number
}

const NO_FIT = 'What the daemon sends of this stream does not fit together, again and again.'
const UNKNOWN = 'The daemon has no stream of this name.'
const TOO_MANY = `A page may follow ${LIMITS.streams} streams at once; this one is more.`
/** Beyond every sample there is: the stream begins at its newest. */
const NEWEST = Number.MAX_SAFE_INTEGER

/** One stream as this page follows it. */
class Feed {
  readonly listeners = new Set<Listener>()
  epoch: string | undefined
  /** Received + thinned + lost = last - after: the samples `after + 1` to `last`, each counted in one way. */
  after = 0
  last = 0
  /** Lost since the last block: the next one tells of it. */
  gone = 0
  received = 0
  thinned = 0
  lost = 0
  /** The `sub` of this socket whose answer says where it goes on; nothing of the stream is heard before. */
  asked = 0
  begun = false
  faults = new Faults()
  fault: string | undefined

  get maxHz(): number {
    return Math.max(...[...this.listeners].map(({ maxHz }) => maxHz))
  }

  get depth(): number {
    return Math.max(...[...this.listeners].map(({ depth }) => depth))
  }
}

/**
 * The streams that this page follows. On the wire they are few subscriptions, however many listeners there are:
 *
 *   follow, stop ---> the subscriptions that serve all who listen; what is new is asked for, what is over is ended
 *   moved ----------> ended in one subscription, then asked for in another, from where it stopped
 *   granted --------> the stream goes on after the sample that it names
 *   tele -----------> n0 == last + 1?  yes: told     no: asked for again from there; after three times, given up
 *   another socket -> everything is asked for again, in the same epoch from where it stopped
 *
 * The first `sub` of a socket leaves after its first flush: no sample is told of an epoch that is not shown.
 */
export class Telemetry {
  readonly #wire: Wire
  readonly #feeds = new Map<string, Feed>()
  /** What the daemon was asked for on this socket, by name. Each stream is in one of them at most. */
  readonly #subs = new Map<string, Subscription>()
  /** Each `sub` is answered by one `granted`, in order. */
  #asked = 0
  #granted = 0
  #open = false
  #arranging = false

  constructor(wire: Wire) {
    this.#wire = wire
  }

  follow(streams: readonly string[], heard: (block: Block) => void, options: Following = {}): () => void {
    const listener = { heard, ...checkFollowing(streams, options) }
    for (const stream of streams) {
      const feed = this.#feeds.get(stream) ?? new Feed()
      feed.listeners.add(listener)
      this.#feeds.set(stream, feed)
    }
    this.#arrangeSoon()
    return () => {
      for (const stream of streams) {
        const feed = this.#feeds.get(stream)
        if (feed?.listeners.delete(listener) && feed.listeners.size === 0) this.#feeds.delete(stream)
      }
      this.#arrangeSoon()
    }
  }

  status(stream: string): StreamStatus | undefined {
    const feed = this.#feeds.get(stream)
    if (feed?.epoch === undefined && feed?.fault === undefined) return undefined
    const { epoch = '', after, last, received, thinned, lost, fault } = feed
    return { epoch, after, last, received, thinned, lost, ...(fault === undefined ? {} : { fault }) }
  }

  /** State is in place: streams may be asked for on this socket. */
  begin(): void {
    this.#open = true
    this.#arrange()
  }

  /** The socket is gone, and all that was asked for on it. */
  cut(): void {
    this.#open = false
    this.#subs.clear()
    this.#asked = 0
    this.#granted = 0
    for (const feed of this.#feeds.values()) {
      feed.asked = 0
      feed.begun = false
      feed.fault = undefined
      feed.faults = new Faults()
    }
  }

  granted({ streams }: Granted): void {
    if (!this.#open) return
    this.#granted++
    for (const [stream, feed] of this.#feeds) {
      const position = streams?.[stream]
      if (feed.asked !== this.#granted || feed.begun) continue
      if (typeof position === 'number') this.#goOn(feed, position)
      else feed.fault = UNKNOWN
    }
  }

  heard(frame: Tele): void {
    const feed = this.#feeds.get(frame.stream)
    if (!feed?.begun) return
    const points = frame.n0 === feed.last + 1 ? pointsOf(frame) : undefined
    if (!points) return this.#misfit(feed)
    const lost = feed.gone + frame.lost
    feed.gone = 0
    const here = frame.n1 - frame.n0 + 1 - frame.lost
    feed.last = frame.n1
    feed.lost += frame.lost
    if (points.per === 1) feed.received += here
    else feed.thinned += here
    const block: Block = { stream: frame.stream, epoch: feed.epoch ?? '', last: frame.n1, lost, ...points }
    for (const { heard } of feed.listeners) this.#wire.tell(() => heard(block))
  }

  /** In another epoch samples are counted from one; in the same, what lies between is gone. */
  #goOn(feed: Feed, position: number): void {
    const epoch = this.#wire.epoch()
    feed.begun = true
    feed.fault = undefined
    if (feed.epoch === epoch && position >= feed.last) {
      feed.gone += position - feed.last
      feed.lost += position - feed.last
    } else {
      feed.epoch = epoch
      feed.after = position
      feed.gone = 0
      feed.received = 0
      feed.thinned = 0
      feed.lost = 0
    }
    feed.last = position
  }

  #misfit(feed: Feed): void {
    feed.begun = false
    if (feed.faults.next(this.#wire.now()) === 'give up') feed.fault = NO_FIT
    else feed.asked = 0
    this.#arrange()
  }

  /** What changes in one turn is one subscription. */
  #arrangeSoon(): void {
    if (this.#arranging) return
    this.#arranging = true
    void Promise.resolve().then(() => {
      this.#arranging = false
      this.#arrange()
    })
  }

  /**
   * Ends what is wanted no more, then asks for what is wanted and was not asked for on this socket: in this order
   * there are never more subscriptions than a connection may have.
   */
  #arrange(): void {
    if (!this.#open) return
    const found = subscriptions(this.#wanted(), this.#subs.values())
    const wanted = new Map(found.map(one => [viewName(one.streams), one]))
    for (const [view, { streams }] of [...this.#subs]) {
      if (!wanted.has(view) || streams.some(stream => this.#wantsHistory(stream))) this.#end(view, streams)
    }
    for (const [view, one] of wanted) {
      if (this.#subs.get(view)?.maxHz === one.maxHz && one.streams.every(stream => this.#feeds.get(stream)?.asked))
        continue
      this.#subs.set(view, one)
      this.#ask(one)
    }
  }

  /** How often each stream is wanted. */
  #wanted(): Map<string, number> {
    const wanted = new Map<string, number>()
    for (const [stream, feed] of this.#feeds) {
      if (wanted.size === LIMITS.streams) feed.fault ??= TOO_MANY
      else if (feed.fault !== NO_FIT) {
        if (feed.fault === TOO_MANY) feed.fault = undefined
        wanted.set(stream, feed.maxHz)
      }
    }
    return wanted
  }

  /** A stream that the daemon still sends goes on where it stands, and would begin without its history. */
  #wantsHistory(stream: string): boolean {
    const feed = this.#feeds.get(stream)
    return feed?.asked === 0 && feed.depth > 0 && feed.epoch !== this.#wire.epoch()
  }

  #end(view: string, streams: readonly string[]): void {
    this.#subs.delete(view)
    this.#wire.send(encode({ t: 'unsub', selectors: view.split(','), class: 'telemetry' }))
    for (const stream of streams) {
      const feed = this.#feeds.get(stream)
      if (!feed) continue
      feed.asked = 0
      feed.begun = false
    }
  }

  /** One depth serves all that begin: those that want none begin at their newest. */
  #ask({ streams, maxHz }: Subscription): void {
    const number = ++this.#asked
    const after: Record<string, number> = {}
    const begin: [stream: string, depth: number][] = []
    for (const stream of streams) {
      const feed = this.#feeds.get(stream)
      if (feed?.asked !== 0) continue
      feed.asked = number
      if (feed.epoch !== undefined && feed.epoch === this.#wire.epoch()) after[stream] = feed.last
      else begin.push([stream, feed.depth])
    }
    const depth = Math.max(0, ...begin.map(([, depth]) => depth))
    if (depth > 0) for (const [stream, own] of begin) if (own === 0) after[stream] = NEWEST
    const sub: Sub = {
      t: 'sub',
      selectors: [...streams].sort(),
      class: 'telemetry',
      ...(Number.isFinite(maxHz) && { maxHz }),
      ...(depth > 0 && { depth }),
      ...(Object.keys(after).length > 0 && { after }),
    }
    this.#wire.send(encode(sub))
  }
}
