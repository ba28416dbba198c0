import { selects, viewName } from '../../protocol/index.ts'
import { fragmentOf, type State } from '../core/index.ts'

/**
 * What a subscription sees. All its watchers share one; a delta is encoded once
 * for those who stand where the view stood.
 *
 * `position` is the revision at which the view last changed: the one from which
 * its next delta starts.
 */
export class View {
  readonly name: string
  readonly selectors: readonly string[]
  readonly #state: State
  position = 0
  /** The delta of the flush under way, for who stands at its `from`. */
  shared: { readonly from: number; readonly text: string } | undefined
  #looked: number

  constructor(state: State, selectors: readonly string[]) {
    this.name = viewName(selectors)
    this.selectors = selectors
    this.#state = state
    this.#looked = state.revision
    for (const [key, entry] of state.keys)
      if (selects(selectors, key)) this.position = Math.max(this.position, entry.changed)
  }

  /** Brings the view to the state's revision, and encodes what changed. */
  advance(): void {
    this.shared = undefined
    if (this.#looked === this.#state.revision) return
    const changed = this.#changedSince(this.#looked)
    this.#looked = this.#state.revision
    if (changed === undefined || changed.length === 0) return
    const from = this.position
    for (const key of changed) this.position = Math.max(this.position, this.#state.keys.get(key)?.changed ?? 0)
    this.shared = { from, text: this.#delta(from, changed) }
  }

  /** Whether a delta can still bring who stands at `position` up to date. */
  covers(position: number): boolean {
    return position <= this.position && this.#state.journal.since(position) !== undefined
  }

  /** The conflated delta for who stands elsewhere, or undefined when only a snapshot helps. */
  deltaFrom(position: number): string | undefined {
    const changed = this.#changedSince(position)
    return changed && this.#delta(position, changed)
  }

  snapshot(): string {
    const keys: string[] = []
    for (const [key, entry] of this.#state.keys) if (selects(this.selectors, key)) keys.push(fragmentOf(key, entry))
    const { epoch } = this.#state
    return `{"t":"snap","view":${quote(this.name)},"epoch":${quote(epoch)},"revision":${this.position},"keys":{${keys.join(',')}}}`
  }

  #changedSince(revision: number): string[] | undefined {
    const keys = this.#state.journal.since(revision)
    return keys && [...keys].filter(key => selects(this.selectors, key))
  }

  #delta(from: number, changed: readonly string[]): string {
    const keys = changed.map(key => fragmentOf(key, this.#state.keys.get(key) as never))
    return `{"t":"delta","view":${quote(this.name)},"from":${from},"to":${this.position},"keys":{${keys.join(',')}}}`
  }
}

const quote = (text: string): string => JSON.stringify(text)
