import { selects, viewName } from '../../protocol/index.ts'
import { fragmentOf, type State } from '../core/index.ts'

/**
 * What a subscription sees. All its watchers share one, and each frame is
 * encoded once for all who stand at the same place.
 *
 * `position` is the revision at which the view last changed: the one from which
 * its next delta starts.
 */
export class View {
  readonly name: string
  readonly selectors: readonly string[]
  position = 0
  /** How many connections watch it; without any it is forgotten. */
  watchers = 0
  readonly #state: State
  /** Frames to `position`, by where their reader stands; undefined: nowhere yet. */
  readonly #frames = new Map<number | undefined, string>()
  /** The step that led to `position`. */
  #last: { readonly from: number; readonly changed: readonly string[] } | undefined
  #looked: number

  constructor(state: State, selectors: readonly string[]) {
    this.name = viewName(selectors)
    this.selectors = selectors
    this.#state = state
    this.#looked = state.revision
    const keys = [...state.keys.keys()].filter(key => selects(selectors, key))
    this.position = Math.max(this.#newest(keys), state.shrunk)
  }

  /** Brings the view to the state's revision. */
  advance(): void {
    const { keys, revision, journal } = this.#state
    if (this.#looked === revision) return
    // A long turn may commit more than the ring holds: then all keys are looked at.
    const since = journal.since(this.#looked)
    const changed = [...(since ?? keys.keys())].filter(key => selects(this.selectors, key))
    const position = Math.max(this.#newest(changed), this.#state.shrunk)
    this.#looked = revision
    if (position === this.position) return
    this.#last = since && { from: this.position, changed }
    this.position = position
    this.#frames.clear()
  }

  /** Whether a delta can still bring who stands at `position` up to date. */
  covers(position: number): boolean {
    if (position < this.#state.shrunk) return false
    return position <= this.position && (position === this.position || this.#changedSince(position) !== undefined)
  }

  /** What brings a reader to `position`: a delta from where it stands, else a snapshot; nothing if it is there. */
  frameFrom(standing: number | undefined): string | undefined {
    if (standing === this.position) return undefined
    let frame = this.#frames.get(standing)
    if (frame === undefined) {
      // What ceased to be is in no delta: it is missing in a snapshot.
      const old = standing === undefined || standing < this.#state.shrunk
      frame = (old ? undefined : this.#delta(standing)) ?? this.#snapshot()
      this.#frames.set(standing, frame)
    }
    return frame
  }

  #newest(keys: Iterable<string>): number {
    let newest = this.position
    for (const key of keys) newest = Math.max(newest, this.#state.keys.get(key)?.changed ?? 0)
    return newest
  }

  /** A view that changes rarely stands further back than the ring reaches: its last step is known all the same. */
  #changedSince(position: number): Iterable<string> | undefined {
    return position === this.#last?.from ? this.#last.changed : this.#state.journal.since(position)
  }

  #snapshot(): string {
    const { epoch, keys } = this.#state
    const head = `{"t":"snap","view":${quote(this.name)},"epoch":${quote(epoch)},"revision":${this.position},"keys":{`
    return head + this.#fragments(keys.keys())
  }

  #delta(from: number): string | undefined {
    const changed = this.#changedSince(from)
    const head = `{"t":"delta","view":${quote(this.name)},"from":${from},"to":${this.position},"keys":{`
    return changed && head + this.#fragments(changed)
  }

  #fragments(keys: Iterable<string>): string {
    const fragments: string[] = []
    for (const key of keys) {
      const entry = this.#state.keys.get(key)
      if (entry && selects(this.selectors, key)) fragments.push(fragmentOf(key, entry))
    }
    return `${fragments.join(',')}}}`
  }
}

const quote = (text: string): string => JSON.stringify(text)
