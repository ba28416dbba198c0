import { type Evt, type KeyValue, selects } from '../../protocol/index.ts'
import type { State } from '../core/index.ts'

/** What an observer is told at the end of a turn that changed something it looks at. */
export interface Observation {
  readonly revision: number
  /** The latest of every key that changed since it was last told. */
  readonly keys: ReadonlyMap<string, KeyValue>
  /** Keys that ceased to be. */
  readonly gone: readonly string[]
  readonly events: readonly Evt[]
}

export type Observe = (seen: Observation) => void

interface Observer {
  readonly selectors: readonly string[]
  readonly observe: Observe
  revision: number
  event: number
}

/**
 * Rooms of the house that watch the truth (exports, records, the REST interface): told with the same flushes as the
 * pages, and like these they hold a position and no queue. Nothing that an observer does may wait.
 */
export class Observers {
  readonly #state: State
  readonly #observers = new Set<Observer>()

  constructor(state: State) {
    this.#state = state
  }

  /** Begins with all that there is at the next flush, and with the events to come. */
  add(selectors: readonly string[], observe: Observe): () => void {
    const observer: Observer = { selectors, observe, revision: -1, event: this.#state.eventNumber }
    this.#observers.add(observer)
    return () => void this.#observers.delete(observer)
  }

  flush(): void {
    for (const observer of [...this.#observers]) this.#tell(observer)
  }

  #tell(observer: Observer): void {
    const { keys, journal, revision, events, eventNumber } = this.#state
    if (observer.revision === revision && observer.event === eventNumber) return
    const changed = new Map<string, KeyValue>()
    const gone: string[] = []
    const since = observer.revision < 0 ? undefined : journal.since(observer.revision)
    for (const key of since ?? keys.keys()) {
      if (!selects(observer.selectors, key)) continue
      const entry = keys.get(key)
      if (entry) changed.set(key, entry.value)
      else gone.push(key)
    }
    const heard = events.filter(
      ({ number, device, event }) => number > observer.event && selects(observer.selectors, `${device}.${event}`)
    )
    observer.revision = revision
    observer.event = eventNumber
    if (changed.size + gone.length + heard.length > 0)
      observer.observe({ revision, keys: changed, gone, events: heard })
  }
}
