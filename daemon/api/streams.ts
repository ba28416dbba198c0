import { LIMITS } from '../../protocol/index.ts'
import type { EventStream } from './event-stream.ts'
import { Problem } from './problem.ts'

/** All streams of events that are open: bounded, and each its person's. */
export class EventStreams {
  readonly #open = new Map<EventStream, string | undefined>()

  get size(): number {
    return this.#open.size
  }

  /** Bytes that wait in this process for those who do not read. */
  get waiting(): number {
    return [...this.#open.keys()].reduce((sum, { waiting }) => sum + waiting, 0)
  }

  checkRoom(): void {
    if (this.#open.size < LIMITS.eventStreams) return
    const sentence = `This daemon serves ${LIMITS.eventStreams} streams of events at once; close one, or try again later.`
    throw new Problem(503, 'full', sentence, { 'Retry-After': '5' })
  }

  add(stream: EventStream, name: string | undefined): void {
    this.#open.set(stream, name)
    stream.onEnd = () => this.#open.delete(stream)
  }

  dismiss(name: string): void {
    for (const [stream, whose] of [...this.#open]) if (whose === name) stream.end()
  }
}
