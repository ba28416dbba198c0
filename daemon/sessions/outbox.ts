import { LIMITS } from '../../protocol/index.ts'
import type { View } from './view.ts'

/**
 * What waits for one client; the structure is the coalescer. Of the state it
 * holds no value: a position for each view says it all, the latest of every key
 * is in the state. Control frames and events are bounded queues.
 */
export class Outbox {
  /** Position per view; undefined: a snapshot is owed. */
  readonly positions = new Map<View, number | undefined>()
  readonly #control: string[] = []
  readonly #events: string[] = []
  /** Revision of the last `at`. */
  #at = -1

  /** False when the client is so far behind that it has to start anew. */
  control(frame: string): boolean {
    this.#control.push(frame)
    return this.#control.length <= LIMITS.controlFrames
  }

  event(frame: string): void {
    this.#events.push(frame)
    if (this.#events.length > LIMITS.events) this.#events.shift()
  }

  /**
   * Everything for one flush, in the order of PROTOCOL.md section 8:
   * stopped and out, state, events, and the `at` that ends it. Empty when there is nothing to say.
   */
  take(revision: number, at: () => string): string[] {
    const frames = this.#control.splice(0)
    for (const [view, position] of this.positions) {
      const frame = this.#state(view, position)
      if (frame === undefined) continue
      frames.push(frame)
      this.positions.set(view, view.position)
    }
    frames.push(...this.#events.splice(0))
    if (frames.length === 0 && this.#at === revision) return frames
    this.#at = revision
    frames.push(at())
    return frames
  }

  #state(view: View, position: number | undefined): string | undefined {
    if (position === undefined) return view.snapshot()
    if (position === view.position) return undefined
    if (view.shared?.from === position) return view.shared.text
    return view.deltaFrom(position) ?? view.snapshot()
  }
}
