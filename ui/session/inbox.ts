import type { Delta, Evt, Out, Snap, Stopped } from '../../protocol/index.ts'

export type Buffered = Snap | Delta | Evt | Out | Stopped

/**
 * Holds frames until the `at` that ends their flush, and knows whether they fit.
 *
 *   snap ---> position of its view := revision, no longer missing
 *   delta --> from == position?  yes: position := to     no: everything is missing, until snapshots came
 *
 * While a view is missing, no flush is whole: state waits, and so do the outcomes that go with it.
 */
export class Inbox {
  #frames: Buffered[] = []
  #views: readonly string[] = []
  #positions = new Map<string, number>()
  #missing = new Set<string>()

  /** A new socket. `positions` are those to go on from; without them each view starts with a snapshot. */
  begin(views: readonly string[], positions?: ReadonlyMap<string, number>): void {
    this.#frames = []
    this.#views = views
    this.#positions = new Map(positions)
    this.#missing = new Set(views.filter(view => !this.#positions.has(view)))
  }

  /** False: this delta does not fit. */
  put(frame: Buffered): boolean {
    if (frame.t === 'snap') {
      this.#positions.set(frame.view, frame.revision)
      this.#missing.delete(frame.view)
    } else if (frame.t === 'delta') {
      if (this.#missing.has(frame.view)) return true
      if (this.#positions.get(frame.view) !== frame.from) return false
      this.#positions.set(frame.view, frame.to)
    }
    this.#frames.push(frame)
    return true
  }

  get whole(): boolean {
    return this.#missing.size === 0
  }

  get positions(): ReadonlyMap<string, number> {
    return this.#positions
  }

  /** The flush that ends at `revision`. An `out` of a later one stays: its state is not here yet. */
  take(revision: number): readonly Buffered[] {
    const later = (frame: Buffered) => frame.t === 'out' && frame.revision > revision
    const taken = this.#frames.filter(frame => !later(frame))
    this.#frames = this.#frames.filter(later)
    return taken
  }

  /** Stops wait for no state. */
  takeStops(): readonly Stopped[] {
    const stops = this.#frames.filter(frame => frame.t === 'stopped')
    this.#frames = this.#frames.filter(frame => frame.t !== 'stopped')
    return stops
  }

  /** From here on only snapshots are taken. */
  demandAll(): void {
    this.#frames = this.#frames.filter(frame => frame.t !== 'snap' && frame.t !== 'delta')
    this.#positions.clear()
    this.#missing = new Set(this.#views)
  }
}
