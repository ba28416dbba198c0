import { type Evt, encode } from '../../protocol/index.ts'
import type { State } from '../core/index.ts'

/** The log of events as frames: one for all clients, each of which is but a cursor into it. */
export class EventLog {
  readonly #state: State
  readonly #frames = new WeakMap<Evt, string>()

  constructor(state: State) {
    this.#state = state
  }

  /** Number of the newest event. */
  get last(): number {
    return this.#state.eventNumber
  }

  /** Everything after `number` that is still there; the first says what is not. */
  since(number: number): string[] {
    const { events } = this.#state
    const missed = this.last - number
    if (missed <= 0) return []
    const frames = events.slice(-missed).map(event => this.#frame(event))
    const first = events[0]
    if (first && missed > events.length) frames[0] = encode({ ...first, lostTo: first.number - 1 })
    return frames
  }

  #frame(event: Evt): string {
    const frame = this.#frames.get(event) ?? encode(event)
    this.#frames.set(event, frame)
    return frame
  }
}
