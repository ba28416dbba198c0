import { LIMITS } from '../../protocol/index.ts'
import { Feeds } from './feeds.ts'
import type { Flush } from './flush.ts'
import type { View } from './view.ts'

/**
 * What waits for one client; the structure is the coalescer. Of the state it
 * holds no value: a position for each view says it all, the latest of every key
 * is in the state. Of the events it holds a cursor, of each stream too. Control frames are a bounded queue.
 */
export class Outbox {
  /** Position per view; undefined: a snapshot is owed. */
  readonly positions = new Map<View, number | undefined>()
  readonly feeds = new Feeds()
  /** Number of the last event that was sent. */
  event = 0
  readonly #control: string[] = []
  /** Revision of the last `at`. */
  #at = -1

  get held(): number {
    return this.#control.length
  }

  /** False when the client is so far behind that it has to start anew. */
  control(frame: string): boolean {
    this.#control.push(frame)
    return this.#control.length <= LIMITS.controlFrames
  }

  /**
   * Everything for one flush, in the order of PROTOCOL.md section 8:
   * stopped and out, state, events, telemetry, and the `at` that ends it. Empty when there is nothing to say.
   */
  take({ revision, events, now, tele, at }: Flush): string[] {
    const frames = this.#control.splice(0)
    for (const [view, position] of this.positions) {
      const frame = view.frameFrom(position)
      if (frame === undefined) continue
      frames.push(frame)
      this.positions.set(view, view.position)
    }
    frames.push(...events.since(this.event))
    this.event = events.last
    frames.push(...this.feeds.take({ now, tele }))
    if (frames.length === 0 && this.#at === revision) return frames
    this.#at = revision
    frames.push(at())
    return frames
  }
}
