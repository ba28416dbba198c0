import type { EventLog } from './event-log.ts'
import type { Stream } from './streams.ts'

/** What all outboxes have in common at one flush. */
export interface Flush {
  readonly revision: number
  readonly events: EventLog
  readonly now: number
  /** Samples of a stream after this one: encoded once for all who stand at one place, and forgotten with the flush. */
  readonly tele: (stream: Stream, after: number) => readonly string[]
  /** The frame that ends it. */
  readonly at: () => string
}

/** Encodes for one flush: each place of each stream once. */
export function encodedOnce(): Flush['tele'] {
  const encoded = new Map<Stream, Map<number, readonly string[]>>()
  return (stream, after) => {
    const places = encoded.get(stream) ?? new Map<number, readonly string[]>()
    encoded.set(stream, places)
    const frames = places.get(after) ?? stream.framesFrom(after)
    places.set(after, frames)
    return frames
  }
}
