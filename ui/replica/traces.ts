import { effect, type ReadonlySignal } from '@preact/signals-core'
import type { KeyValue } from '../../protocol/index.ts'
import type { Block, LinkStatus, Session } from '../session/api.ts'
import { type Pace, Track } from './track.ts'

/** More often than a screen can show it, no chart needs it. */
const MAX_HZ = 60
/** Samples to begin with, of those that the daemon holds: a chart is full at once. */
const DEPTH = 4_000

/** As much of the replica as traces are made of. */
interface Truth {
  readonly link: ReadonlySignal<LinkStatus>
  key(name: string): ReadonlySignal<KeyValue | undefined>
}

export interface Wanted {
  readonly streams: Readonly<Record<string, Pace>>
  /** Controls of which it wants what was asked. */
  readonly asked: readonly string[]
}

interface Kept {
  readonly track: Track
  readonly changed: Set<() => void>
  readonly end: () => void
}

/** Those of a replica, made for the first who asks: the page has not to fetch all this before it is drawn. */
export function tracesOf(replica: Truth & { traces: Traces | undefined }, session: Session): Traces {
  replica.traces ??= new Traces(replica, session)
  return replica.traces
}

/** What this page has received, for drawing: one track a stream, however many charts show it. Times are wall clock. */
export class Traces {
  readonly #truth: Truth
  readonly #session: Session
  readonly #streams = new Map<string, Kept>()
  readonly #asked = new Map<string, Kept>()

  constructor(truth: Truth, session: Session) {
    this.#truth = truth
    this.#session = session
  }

  /** The daemon's wall clock, ms. */
  now(): number {
    return this.#session.wallClockOf(this.#session.serverNow())
  }

  /** Keeps these until the returned function is called; `changed` says that one of them has grown. */
  follow({ streams, asked }: Wanted, changed: () => void): () => void {
    const stops = [
      ...Object.entries(streams).map(([name, pace]) =>
        use(this.#streams, name, changed, () => this.#stream(name, pace))
      ),
      ...asked.map(name => use(this.#asked, name, changed, () => this.#control(name))),
    ]
    return () => {
      for (const stop of stops) stop()
    }
  }

  stream(name: string): Track | undefined {
    return this.#streams.get(name)?.track
  }

  asked(name: string): Track | undefined {
    return this.#asked.get(name)?.track
  }

  #stream(name: string, pace: Pace): Kept {
    const changed = new Set<() => void>()
    const track = new Track(pace)
    let epoch: string | undefined
    const heard = (block: Block): void => {
      const broken = block.lost > 0 || block.epoch !== epoch
      epoch = block.epoch
      track.add(block, { broken, per: block.per, shift: this.#session.wallClockOf(0) })
      for (const tell of changed) tell()
    }
    const end = this.#session.follow([name], heard, { maxHz: MAX_HZ, depth: DEPTH })
    return { track, changed, end }
  }

  /** While nobody is heard, nothing is known to be asked. */
  #control(name: string): Kept {
    const changed = new Set<() => void>()
    const track = new Track()
    let before = Number.NaN
    const end = effect(() => {
      const live = this.#truth.link.value.state === 'live'
      const { asked } = this.#truth.key(name).value ?? {}
      const value = live && typeof asked === 'number' ? asked : Number.NaN
      if (Object.is(value, before)) return
      before = value
      track.add({ times: [this.now()], low: [[value]], high: [[value]] })
      for (const tell of changed) tell()
    })
    return { track, changed, end }
  }
}

function use(kept: Map<string, Kept>, name: string, changed: () => void, begin: () => Kept): () => void {
  const found = kept.get(name) ?? begin()
  kept.set(name, found)
  found.changed.add(changed)
  return () => {
    found.changed.delete(changed)
    if (found.changed.size > 0) return
    kept.delete(name)
    found.end()
  }
}
