import { LIMITS, type Sub } from '../../protocol/index.ts'
import type { Stream } from './streams.ts'

/** What one subscription gets. */
interface Following {
  readonly streams: readonly Stream[]
  /** Least time between two frames of a stream, ms; 0: each turn may bring one. */
  readonly gap: number
}

export type Start = Pick<Sub, 'after' | 'depth'>

/** How far this connection has come in one stream. */
interface Feed {
  readonly stream: Stream
  position: number
  gap: number
  sent: number
}

/**
 * The telemetry of one connection: a cursor into each stream's ring. Whoever is slow holds nothing but a number,
 * and what the ring has lost meanwhile is counted in the frame that steps over it.
 */
export class Feeds {
  readonly #followings = new Map<string, Following>()
  /** The one that was served longest ago stands first: no stream starves behind a busy one. */
  readonly #feeds = new Map<Stream, Feed>()

  get size(): number {
    return this.#feeds.size
  }
  get followings(): number {
    return this.#followings.size
  }

  /**
   * @param after the last sample that the reader says it has; beyond what there is, it has but the newest
   * @param depth samples to go back where it has none. A stream that it follows already goes on where it stands.
   * @returns the sample after which each stream begins
   */
  follow(name: string, following: Following, { after = {}, depth = 0 }: Start): Record<string, number> {
    this.#followings.set(name, following)
    const begins: Record<string, number> = {}
    for (const stream of following.streams) {
      const known = Object.hasOwn(after, stream.name) ? after[stream.name] : this.#feeds.get(stream)?.position
      const position = Math.max(0, Math.min(known ?? stream.position - depth, stream.position))
      const feed = this.#feeds.get(stream)
      if (feed) feed.position = position
      else this.#feeds.set(stream, { stream, position, gap: 0, sent: Number.NEGATIVE_INFINITY })
      begins[stream.name] = position
    }
    this.#arrange()
    return begins
  }

  unfollow(name: string): void {
    this.#followings.delete(name)
    this.#arrange()
  }

  /** What is due, at most about a window's worth. */
  take(now: number): string[] {
    const frames: string[] = []
    let bytes = 0
    for (const feed of [...this.#feeds.values()]) {
      if (bytes > LIMITS.window) break
      if (this.#due(feed) > now) continue
      for (const frame of feed.stream.framesFrom(feed.position)) {
        frames.push(frame)
        bytes += frame.length
      }
      feed.position = feed.stream.position
      feed.sent = now
      this.#feeds.delete(feed.stream)
      this.#feeds.set(feed.stream, feed)
    }
    return frames
  }

  /** When something will be due that is here already; Infinity: nothing is. */
  get due(): number {
    let due = Number.POSITIVE_INFINITY
    for (const feed of this.#feeds.values()) due = Math.min(due, this.#due(feed))
    return due
  }

  /** Cells of time that are the same for all who asked for one rate: they get the same bytes. One frame a cell. */
  #due({ stream, position, gap, sent }: Feed): number {
    if (position === stream.position) return Number.POSITIVE_INFINITY
    return gap === 0 ? Number.NEGATIVE_INFINITY : (Math.floor(sent / gap) + 1) * gap
  }

  /** Each stream as often as the most eager of its subscriptions wants it; without any, not at all. */
  #arrange(): void {
    const gaps = new Map<Stream, number>()
    for (const { streams, gap } of this.#followings.values()) {
      for (const stream of streams) gaps.set(stream, Math.min(gap, gaps.get(stream) ?? gap))
    }
    for (const [stream, feed] of this.#feeds) {
      const gap = gaps.get(stream)
      if (gap === undefined) this.#feeds.delete(stream)
      else feed.gap = gap
    }
  }
}
