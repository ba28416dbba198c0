import { encode, type Granted, LIMITS, type Sub, type Tele, viewName } from '../../protocol/index.ts'
import type { Block, Following, StreamStatus } from './api.ts'
import { pointsOf } from './blocks.ts'
import { Faults } from './faults.ts'

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

/** One stream as this page follows it. */
class Feed {
  readonly listeners = new Set<Listener>()
  epoch: string | undefined
  /** Received + thinned + lost = last - after: the samples `after + 1` to `last`, each counted in one way. */
  after = 0
  last = 0
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
 *   granted --------> the stream goes on after the sample that it names
 *   tele -----------> n0 == last + 1?  yes: told     no: asked for again from there; after three times, given up
 *   another socket -> everything is asked for again, in the same epoch from where it stopped
 *
 * The first `sub` of a socket leaves after its first flush: no sample is told of an epoch that is not shown.
 */
export class Telemetry {
  readonly #wire: Wire
  readonly #feeds = new Map<string, Feed>()
  /** What the daemon was asked for on this socket: its name, and how often. */
  readonly #subs = new Map<string, number>()
  /** Each `sub` is answered by one `granted`, in order. */
  #asked = 0
  #granted = 0
  #open = false
  #arranging = false

  constructor(wire: Wire) {
    this.#wire = wire
  }

  follow(streams: readonly string[], heard: (block: Block) => void, options: Following = {}): () => void {
    const { maxHz = Number.POSITIVE_INFINITY, depth = 0 } = options
    const listener = { heard, maxHz, depth }
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
    if (feed?.epoch === undefined) return undefined
    const { epoch, after, last, received, thinned, lost, fault } = feed
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
      if (feed.asked !== this.#granted || typeof position !== 'number' || feed.begun) continue
      this.#goOn(feed, position)
    }
  }

  heard(frame: Tele): void {
    const feed = this.#feeds.get(frame.stream)
    if (!feed?.begun) return
    const points = frame.n0 === feed.last + 1 ? pointsOf(frame) : undefined
    if (!points) return this.#misfit(feed)
    const lost = frame.n0 - 1 - feed.last + frame.lost
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
    if (feed.epoch === epoch && position >= feed.last) {
      feed.lost += position - feed.last
    } else {
      feed.epoch = epoch
      feed.after = position
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

  /** Asks for what is wanted and was not asked for on this socket, and ends what is wanted no more. */
  #arrange(): void {
    if (!this.#open) return
    const wanted = this.#subscriptions()
    for (const { streams, maxHz } of wanted) {
      const view = viewName(streams)
      if (this.#subs.get(view) !== maxHz || streams.some(stream => this.#feeds.get(stream)?.asked === 0)) {
        this.#subs.set(view, maxHz)
        this.#ask(streams, maxHz)
      }
    }
    const names = new Set(wanted.map(({ streams }) => viewName(streams)))
    for (const view of [...this.#subs.keys()]) {
      if (names.has(view)) continue
      this.#subs.delete(view)
      this.#wire.send(encode({ t: 'unsub', selectors: view.split(','), class: 'telemetry' }))
    }
  }

  /** As few as can be: all streams of one rate, as many as a subscription may name. */
  #subscriptions(): { streams: string[]; maxHz: number }[] {
    const rates = new Map<number, string[]>()
    for (const [stream, feed] of this.#feeds) {
      if (feed.fault === undefined) rates.set(feed.maxHz, [...(rates.get(feed.maxHz) ?? []), stream])
    }
    return [...rates].flatMap(([maxHz, streams]) => {
      const sorted = streams.sort()
      const parts = Math.ceil(sorted.length / LIMITS.selectors)
      return Array.from({ length: parts }, (_, i) => ({
        streams: sorted.slice(i * LIMITS.selectors, (i + 1) * LIMITS.selectors),
        maxHz,
      }))
    })
  }

  #ask(streams: readonly string[], maxHz: number): void {
    const number = ++this.#asked
    const after: Record<string, number> = {}
    let depth = 0
    for (const stream of streams) {
      const feed = this.#feeds.get(stream)
      if (feed?.asked !== 0) continue
      feed.asked = number
      if (feed.epoch !== undefined && feed.epoch === this.#wire.epoch()) after[stream] = feed.last
      else depth = Math.max(depth, feed.depth)
    }
    const sub: Sub = {
      t: 'sub',
      selectors: [...streams],
      class: 'telemetry',
      ...(Number.isFinite(maxHz) && { maxHz }),
      ...(depth > 0 && { depth }),
      ...(Object.keys(after).length > 0 && { after }),
    }
    this.#wire.send(encode(sub))
  }
}
