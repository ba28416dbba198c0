import type { Ended, Evt, KeyValue, Scalar, Stopped } from '../../protocol/index.ts'
import type {
  Block,
  ControlStatus,
  Gesture,
  HistoryEntry,
  Input,
  LinkStatus,
  Session,
  SessionListener,
  StreamStatus,
} from '../session/api.ts'

/** One call that a widget made, to look at. */
export type Call = readonly [what: string, control: string, value?: Scalar | Input]

/**
 * A session without a wire, for the gallery and for tests: whoever has it says what is true, and what the widgets
 * ask for is written down. With `obeys`, it also plays a daemon that does, `delay` later, what it is told.
 */
export class FakeSession implements Session {
  name: string | undefined = 'Guest 2'
  role = 'operator' as const
  epoch: string | undefined = '1.fake'
  revision = 48_213
  link: LinkStatus = { state: 'live', roundTrip: 4.2 }
  obeys = true
  delay = 40
  /** Number of its last command. */
  command = 0
  readonly calls: Call[] = []
  readonly keys = new Map<string, KeyValue>()
  readonly #statuses = new Map<string, ControlStatus>()
  readonly #stops = new Map<string, Stopped>()
  readonly #blocks = new Map<string, string>()
  readonly #followers = new Map<string, Set<(block: Block) => void>>()
  /** What the daemon that it plays still holds. */
  readonly #rings = new Map<string, [time: number, value: number][]>()
  readonly #wallOffset: number
  readonly #clock: { now(): number }
  #listener: SessionListener = {}
  #frozen: number | undefined

  constructor(clock: { now(): number }) {
    this.#clock = clock
    this.#wallOffset = Date.now() - clock.now()
  }

  listen(listener: SessionListener): void {
    this.#listener = listener
  }

  // --- what its owner says

  say(keys: Record<string, KeyValue>): void {
    const changed = new Map(Object.entries(keys))
    for (const [name, key] of changed) {
      this.keys.set(name, key)
      if (typeof key.value === 'number' && key.sampled !== undefined) this.#sampled(name, key.sampled, key.value)
    }
    this.revision++
    this.#listener.applied?.({ keys: changed, gone: [], revision: this.revision, epoch: this.epoch ?? '' })
  }

  sayStatus(control: string, status: ControlStatus): void {
    this.#statuses.set(control, status)
    this.#listener.control?.(control, status)
  }

  sayLink(link: LinkStatus): void {
    this.link = link
    this.#listener.status?.(link)
  }

  tellStopping(scope: string): void {
    this.#listener.stopping?.(scope)
  }

  sayBlocked(control: string, sentence: string | undefined): void {
    if (sentence === undefined) this.#blocks.delete(control)
    else this.#blocks.set(control, sentence)
    this.say({ [control]: { ...this.keys.get(control), received: this.#clock.now() } })
  }

  sayHistory(entry: HistoryEntry): void {
    this.#listener.history?.(entry)
  }

  sayEvent(event: Omit<Evt, 't'>): void {
    this.#listener.event?.(event)
  }

  /** Samples of a stream, as one block; `per` and `high` make it a thinned one. */
  saySamples(stream: string, block: Pick<Block, 'times' | 'low'> & Partial<Block>): void {
    const whole: Block = { stream, epoch: this.epoch ?? '', last: 0, lost: 0, per: 1, high: block.low, ...block }
    for (const heard of this.#followers.get(stream) ?? []) heard(whole)
  }

  /** The daemon's time stands still, `later` than now or than where it stood: no test depends on how long it takes. */
  freeze(later = 0): void {
    this.#frozen = this.serverNow() + later
  }

  // --- the session

  serverNow = (): number => this.#frozen ?? this.#clock.now()
  wallClockOf = (serverTime: number): number => this.#wallOffset + serverTime
  streamOf = (_: string): StreamStatus | undefined => undefined
  follow(streams: readonly string[], heard: (block: Block) => void): () => void {
    for (const stream of streams) {
      this.#followers.set(stream, (this.#followers.get(stream) ?? new Set()).add(heard))
      const ring = this.#rings.get(stream)
      if (ring) heard(this.#block(stream, ring))
    }
    return () => {
      for (const stream of streams) this.#followers.get(stream)?.delete(heard)
    }
  }
  key = (name: string): KeyValue | undefined => this.keys.get(name)
  control = (name: string): ControlStatus => this.#statuses.get(name) ?? {}
  stopOf = (scope: string): Stopped | undefined => this.#stops.get(scope)

  blocked(control: string): string | undefined {
    if (this.link.state !== 'live') return 'No contact with the station.'
    if (this.#stops.get('station')?.latched) return 'Stopped by Guest 2. Re-arm before you go on.'
    const grip = this.keys.get(control)?.grip
    if (grip !== undefined && grip !== this.name) return `${grip} is setting this.`
    return this.#blocks.get(control)
  }

  gesture(control: string): Gesture {
    this.calls.push(['gesture', control])
    return {
      move: value => {
        this.calls.push(['move', control, value])
        this.sayStatus(control, { requested: value })
      },
      end: value => {
        this.calls.push(['end', control, value])
        this.#issue(control, 'set', value)
      },
      cancel: () => {
        this.calls.push(['cancel', control])
        this.sayStatus(control, {})
      },
    }
  }

  set(control: string, value: Scalar): void {
    this.calls.push(['set', control, value])
    this.#issue(control, 'set', value)
  }

  call(action: string, input?: Input): void {
    this.calls.push(input === undefined ? ['call', action] : ['call', action, input])
    this.#issue(action, 'call', undefined, input)
  }

  read(control: string): void {
    this.calls.push(['read', control])
    const { locked: _, ...key } = this.keys.get(control) ?? {}
    this.say({ [control]: { ...key, sampled: this.serverNow() } })
    this.#issue(control, 'read')
  }

  async stop(scope: string): Promise<number> {
    this.calls.push(['stop', scope])
    await this.#wait(12)
    this.#latch(scope, true)
    return 12.4
  }

  rearm(scope: string): void {
    this.calls.push(['rearm', scope])
    this.#latch(scope, false)
  }

  retry(): void {
    this.calls.push(['retry', ''])
  }

  close(): void {}

  // --- the daemon that it plays

  #sampled(stream: string, time: number, value: number): void {
    const ring = this.#rings.get(stream) ?? []
    if (ring[ring.length - 1]?.[0] === time) return
    ring.push([time, value])
    this.#rings.set(stream, ring)
    for (const heard of this.#followers.get(stream) ?? []) heard(this.#block(stream, [[time, value]]))
  }

  #block(stream: string, samples: readonly [number, number][]): Block {
    const times = Float64Array.from(samples, ([time]) => time)
    const low = [Float64Array.from(samples, ([, value]) => value)]
    return { stream, epoch: this.epoch ?? '', last: 0, lost: 0, per: 1, times, low, high: low }
  }

  #issue(control: string, op: HistoryEntry['op'], value?: Scalar, input?: Input): void {
    const command = ++this.command
    const issued = this.#clock.now()
    const entry: HistoryEntry = {
      command,
      control,
      op,
      gesture: command,
      issued,
      wallClock: Date.now(),
      stage: 'accepted',
      way: [{ stage: 'accepted', after: 2 }],
      ...(value === undefined ? {} : { value }),
      ...(input === undefined ? {} : { input }),
    }
    this.sayStatus(control, {
      ...(value === undefined ? {} : { requested: value }),
      stage: 'accepted',
      pendingSince: issued,
    })
    this.sayHistory(entry)
    if (this.obeys) void this.#obey(entry)
  }

  async #obey(entry: HistoryEntry): Promise<void> {
    const { control, value, command } = entry
    if (entry.op === 'call') await this.#run(control)
    else await this.#wait(this.delay)
    if (this.control(control).pendingSince !== entry.issued) return
    const took = this.#clock.now() - entry.issued
    const now = this.serverNow()
    const sentence = 'Done; the device confirms it.'
    const ended: Ended = { ...OUT, command, revision: this.revision, time: now, outcome: 'done', sentence }
    const together = this.#listener.together ?? (calls => calls())
    together(() => {
      if (value !== undefined) {
        const by = this.name ?? ''
        this.say({ [control]: { ...this.keys.get(control), value, asked: value, by, sampled: now, received: now } })
      }
      this.sayStatus(control, { last: ended, took })
      const way = [...(entry.way ?? []), { stage: 'verifying', after: took } as const]
      this.sayHistory({ ...entry, way, ended, took })
    })
  }

  /** An action says how far it has come. */
  async #run(action: string): Promise<void> {
    for (let done = 0; done < 1; done += 0.1) {
      this.say({ [action]: { ...this.keys.get(action), value: Math.round(10 * done) / 10 } })
      await this.#wait(140)
    }
  }

  #latch(scope: string, latched: boolean): void {
    const generation = (this.#stops.get(scope)?.generation ?? 0) + 1
    const stopped: Stopped = { t: 'stopped', scope, generation, latched, by: 'Guest 2', took: 3.1 }
    this.#stops.set(scope, stopped)
    this.say({
      [`${scope}.$stop`]: { value: { generation, latched, by: 'Guest 2', wrote: 3.1, confirmed: true } },
    })
    this.#listener.stopped?.(stopped)
  }

  #wait = (ms: number): Promise<void> => new Promise(done => setTimeout(done, ms))
}

const OUT = { t: 'out', epoch: '1.fake' } as const

export function ended(outcome: 'unknown' | 'failed' | 'clamped' | 'done', sentence: string, time = 0): Ended {
  return { ...OUT, command: 1, revision: 1, time, outcome, sentence }
}

export function refused(code: 'latched' | 'changedMeanwhile' | 'inUse', sentence: string): Ended {
  return { ...OUT, command: 1, revision: 1, time: 0, refused: code, sentence }
}
