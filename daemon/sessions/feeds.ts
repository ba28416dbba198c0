import { LIMITS, type Sub } from '../../protocol/index.ts'
import type { Flush } from './flush.ts'
import type { Follower, Stream } from './streams.ts'

/** What one subscription gets. */
interface Following {
  readonly streams: readonly Stream[]
  /** Least time between two frames of a stream, ms; 0: each turn may bring one. */
  readonly gap: number
}

export type Start = Pick<Sub, 'after' | 'depth'>

/** How far a connection has come in one stream. */
class Feed implements Follower {
  readonly stream: Stream
  position: number
  gap = 0
  sent = Number.NEGATIVE_INFINITY
  /** Of its connection: the one that has waited longest stands first, so that none starves behind a busy one. */
  readonly #owed: Set<Feed>

  constructor(stream: Stream, position: number, owed: Set<Feed>) {
    this.stream = stream
    this.position = position
    this.#owed = owed
    stream.followers.add(this)
  }

  grown(): void {
    this.#owed.add(this)
  }

  end(): void {
    this.stream.followers.delete(this)
    this.#owed.delete(this)
  }

  /** Cells of time that are the same for all who asked for one rate: they get the same bytes. One frame a cell. */
  get due(): number {
    return this.gap === 0 ? Number.NEGATIVE_INFINITY : (Math.floor(this.sent / this.gap) + 1) * this.gap
  }
}

/**
 * The telemetry of one connection: a cursor into each stream's ring. Whoever is slow holds nothing but a number,
 * and what the ring has lost meanwhile is counted in the frame that steps over it.
 */
export class Feeds {
  readonly #followings = new Map<string, Following>()
  readonly #feeds = new Map<Stream, Feed>()
  /** Those that have samples to bring. */
  readonly #owed = new Set<Feed>()

  /**
   * @param after the last sample that the reader says it has; beyond what there is, it has but the newest
   * @param depth samples to go back where it has none. A stream that it follows already goes on where it stands.
   * @returns the sample after which each stream begins; nothing of what is more than one connection may have
   */
  follow(name: string, following: Following, { after = {}, depth = 0 }: Start): Record<string, number> {
    if (this.#tooMany(name, following)) return {}
    this.#followings.set(name, following)
    const begins: Record<string, number> = {}
    for (const stream of following.streams) {
      const known = Object.hasOwn(after, stream.name) ? after[stream.name] : this.#feeds.get(stream)?.position
      const position = Math.max(0, Math.min(known ?? stream.position - depth, stream.position))
      const feed = this.#feeds.get(stream) ?? new Feed(stream, position, this.#owed)
      this.#feeds.set(stream, feed)
      feed.position = position
      feed.grown()
      begins[stream.name] = position
    }
    this.#arrange()
    return begins
  }

  unfollow(name: string): void {
    this.#followings.delete(name)
    this.#arrange()
  }

  /** The connection is gone. */
  close(): void {
    this.#followings.clear()
    this.#arrange()
  }

  /** What is due, at most about a window's worth. */
  take({ now, tele }: Pick<Flush, 'now' | 'tele'>): string[] {
    const frames: string[] = []
    let bytes = 0
    for (const feed of this.#owed) {
      if (bytes > LIMITS.window) break
      if (feed.position < feed.stream.position) {
        if (feed.due > now) continue
        for (const frame of tele(feed.stream, feed.position)) {
          frames.push(frame)
          bytes += frame.length
        }
        feed.stream.passed(feed.position)
        feed.position = feed.stream.position
        feed.sent = now
      }
      this.#owed.delete(feed)
    }
    return frames
  }

  /** When something will be due that is here already; Infinity: nothing is. */
  get due(): number {
    let due = Number.POSITIVE_INFINITY
    for (const feed of this.#owed) if (feed.position < feed.stream.position) due = Math.min(due, feed.due)
    return due
  }

  #tooMany(name: string, { streams }: Following): boolean {
    const more = streams.filter(stream => !this.#feeds.has(stream)).length
    const followings = this.#followings.size + (this.#followings.has(name) ? 0 : 1)
    return followings > LIMITS.views || this.#feeds.size + more > LIMITS.streams
  }

  /** Each stream as often as the most eager of its subscriptions wants it; without any, not at all. */
  #arrange(): void {
    const gaps = new Map<Stream, number>()
    for (const { streams, gap } of this.#followings.values()) {
      for (const stream of streams) gaps.set(stream, Math.min(gap, gaps.get(stream) ?? gap))
    }
    for (const [stream, feed] of this.#feeds) {
      const gap = gaps.get(stream)
      if (gap !== undefined) feed.gap = gap
      else {
        feed.end()
        this.#feeds.delete(stream)
      }
    }
  }
}
