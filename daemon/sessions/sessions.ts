import {
  type Clock,
  type Evt,
  encode,
  type Hello,
  LIMITS,
  PROTOCOL_VERSION,
  type Scalar,
  type Stopped,
  type Sub,
  type Unsub,
  viewName,
} from '../../protocol/index.ts'
import type { Effect, Event, Person, State } from '../core/index.ts'
import type { Admitted } from './admitted.ts'
import { Agent } from './agent.ts'
import { Connection } from './connection.ts'
import { EventLog } from './event-log.ts'
import { encodedOnce, type Flush } from './flush.ts'
import { guarded } from './guarded.ts'
import { type Observe, Observers } from './observers.ts'
import { Pace } from './pace.ts'
import type { Port, Receiver } from './port.ts'
import { type Past, Streams, type Tap } from './streams.ts'
import { View } from './view.ts'
import { welcome } from './welcome.ts'

export interface Hosting {
  readonly state: State
  readonly clock: Clock
  readonly post: (event: Event) => void
  /** Uses a ticket up: whose it is (nobody's in particular where there is no access control), or undefined when there is none such. */
  readonly admit: (ticket: string) => Admitted | undefined
  /** Wall-clock ms, for `welcome`. */
  readonly wallClock: () => number
  /** A client does not keep up: by name, once each time. */
  readonly onSlow?: (name: string) => void
  /** A room of the house that watches failed: what, in a sentence. */
  readonly onFault?: (sentence: string) => void
}

/** The attached sessions: who watches what, how far each has come, and what waits for whom. */
export class Sessions {
  readonly #hosting: Hosting
  readonly #connections = new Set<Connection>()
  /** Newest connection of each session. */
  readonly #attached = new Map<string, Connection>()
  readonly #agents = new Map<string, Agent>()
  readonly #observers: Observers
  readonly #views = new Map<string, View>()
  /** Those that do not keep up, by name. */
  readonly #slow = new Map<Connection, string>()
  readonly #events: EventLog
  readonly #streams: Streams
  readonly #pace: Pace
  #forget: () => void

  constructor(hosting: Hosting) {
    this.#hosting = hosting
    this.#events = new EventLog(hosting.state)
    this.#observers = new Observers(hosting.state)
    this.#streams = new Streams(hosting.state)
    this.#pace = new Pace(hosting.clock, () => this.flush())
    this.#forget = this.#sweepLater()
  }

  readonly post = (event: Event): void => this.#hosting.post(event)
  now(): number {
    return this.#hosting.clock.now()
  }

  get size(): number {
    return this.#connections.size
  }

  /** How much is remembered: it follows `size`, or something leaks. */
  get views(): number {
    return this.#views.size
  }
  get slow(): readonly string[] {
    return [...this.#slow.values()]
  }
  /** Frames of the control class that wait for a window. */
  get held(): number {
    return [...this.#connections].reduce((sum, { outbox }) => sum + outbox.held, 0)
  }

  /** A socket opened. */
  open(port: Port): Receiver {
    const connection = new Connection(port, this)
    this.#connections.add(connection)
    if (this.#connections.size > LIMITS.connections) {
      connection.bye('full', `This daemon serves ${LIMITS.connections} pages at once; try again later.`, 5_000)
    }
    return connection
  }

  /**
   * A page says who it is. Its connection bars every older one *before* anything
   * is reported: only so is "not applied" a truth (FalseNo).
   */
  greet(connection: Connection, hello: Hello): void {
    const { state, admit } = this.#hosting
    if (hello.version !== PROTOCOL_VERSION) {
      return connection.bye('version', `This daemon speaks version ${PROTOCOL_VERSION}; reload the page.`)
    }
    const admitted = admit(hello.ticket)
    if (!admitted) return connection.bye('ticket', 'This ticket is not valid (any more); fetch another.', 0)
    const { person, from } = admitted
    if (hello.connection <= (state.sessions.get(hello.session)?.connection ?? 0)) {
      return connection.bye('connection', 'A newer connection of this page is already here.')
    }
    const sameEpoch = hello.epoch === state.epoch
    const sent = sameEpoch ? Math.max(0, ...hello.open) : 0
    const { session: id } = hello
    this.post({
      type: 'attached',
      session: id,
      connection: hello.connection,
      sent,
      ...(person && { person }),
      ...(from && { from }),
    })
    const session = state.sessions.get(hello.session)
    if (!session) return connection.bye('full', 'Too many pages have been here lately; try again later.', 5_000)
    const older = this.#attached.get(hello.session)
    this.#attached.set(hello.session, connection)
    connection.attach(hello, admitted)
    older?.bye('connection', 'This page has opened a newer connection.')
    const views = hello.views.map(({ selectors, revision }) => ({ view: this.#view(selectors), revision }))
    const resumed = sameEpoch && views.every(({ view, revision }) => revision !== undefined && view.covers(revision))
    connection.tell(encode(welcome(this.#hosting, session, { hello, resumed })))
    for (const { view, revision } of views) connection.watch(view, resumed ? revision : undefined)
    connection.outbox.event = (sameEpoch ? hello.event : undefined) ?? this.#events.last
    this.flushOne(connection)
  }

  gone(connection: Connection, was: { readonly session: string; readonly connection: number } | undefined): void {
    this.#connections.delete(connection)
    this.#slow.delete(connection)
    for (const view of connection.outbox.positions.keys()) this.#leave(view)
    connection.outbox.feeds.close()
    if (!was || this.#attached.get(was.session) !== connection) return
    this.#attached.delete(was.session)
    this.post({ type: 'detached', session: was.session, connection: was.connection })
  }

  subscribe(connection: Connection, sub: Sub): void {
    if (sub.class === 'telemetry') connection.follow(sub, this.#streams.selected(sub.selectors))
    else connection.watch(this.#view(sub.selectors), undefined)
    this.flushOne(connection)
  }

  unsubscribe(connection: Connection, { selectors, class: of }: Unsub): void {
    if (of === 'telemetry') return connection.outbox.feeds.unfollow(viewName(selectors))
    const view = this.#views.get(viewName(selectors))
    if (view && connection.outbox.positions.delete(view)) this.#leave(view)
  }

  #leave(view: View): void {
    if (--view.watchers === 0) this.#views.delete(view.name)
  }

  tell({ session, message }: Extract<Effect, { type: 'tell' }>): void {
    const agent = this.#agents.get(session)
    if (agent) agent.hear(message)
    else this.#attached.get(session)?.tell(encode(message))
  }

  /** An event needs no telling: every outbox has a cursor into their log. */
  announce(message: Stopped | Evt): void {
    if (message.t === 'evt') return
    const frame = encode(message)
    for (const connection of this.#attached.values()) connection.tell(frame)
  }

  /** A reading was committed: a sample of the stream of its name. Told with the flush that tells its revision. */
  sampled(key: string, at: number, value: Scalar): void {
    this.#streams.sampled(key, at, value)
  }

  /** A sample of a declared stream. Told at the next flush. */
  sample(stream: string, at: number, values: readonly number[]): void {
    this.#streams.push(stream, at, values)
  }

  /** A session without a socket. `id`: 32 hexadecimal digits, never used before. */
  employ(id: string, person: Person): Agent {
    const { state } = this.#hosting
    const agent: Agent = new Agent({ state, post: this.post, id, person, gone: () => this.#agents.delete(id) })
    this.#agents.set(id, agent)
    return agent
  }

  /** Told with every flush what changed, until the returned function is called. */
  observe(selectors: readonly string[], observe: Observe): () => void {
    return this.#observers.add(selectors, guarded(observe, this.#hosting.onFault))
  }

  /** Every sample of every stream, as it comes, until the returned function is called. */
  tap(tap: Tap): () => void {
    return this.#streams.tap(guarded(tap, this.#hosting.onFault))
  }

  /** The newest samples of a stream that are still held, at most `most`. */
  past(stream: string, most: number): Past | undefined {
    return this.#streams.get(stream)?.past(most)
  }

  /** The devices are others than before. */
  arrange(): void {
    this.#streams.arrange(this.#hosting.state)
  }

  /** Cursors into streams: they follow who follows, or something leaks. */
  get followers(): number {
    return this.#streams.followers
  }

  /** Samples that were gone before a page came to them. */
  get lost(): number {
    return this.#streams.lost
  }

  /** Memory for samples. */
  get sampleBytes(): number {
    return this.#streams.bytes
  }

  /** The end of a turn: each view is encoded once, each client gets one write. */
  flush(): void {
    this.#streams.announce()
    for (const view of this.#views.values()) view.advance()
    this.#observers.flush()
    const flush = this.#flush()
    let due = Number.POSITIVE_INFINITY
    for (const connection of [...this.#connections]) due = Math.min(due, connection.flush(flush))
    this.#pace.wake(due)
  }

  flushOne(connection: Connection): void {
    this.#streams.announce()
    for (const view of connection.outbox.positions.keys()) view.advance()
    this.#pace.wake(connection.flush(this.#flush()))
  }

  /** Ends whoever came in as one of these: their pages ask anew who they are. */
  dismiss(whom: (admitted: Admitted) => boolean): void {
    for (const connection of [...this.#connections]) {
      if (connection.admitted && whom(connection.admitted)) connection.bye('ticket', 'Who you are has changed.', 0)
    }
  }

  /** Says good-bye to everybody. */
  close(reason: string): void {
    this.#forget()
    this.#pace.close()
    for (const connection of [...this.#connections]) connection.bye('stopping', reason, 500)
  }

  #flush(): Flush {
    const { epoch, revision } = this.#hosting.state
    let frame: string | undefined
    const at = (): string => (frame ??= encode({ t: 'at', epoch, revision, time: this.now() }))
    return { revision, events: this.#events, now: this.now(), tele: encodedOnce(), at }
  }

  #view(selectors: readonly string[]): View {
    const name = viewName(selectors)
    const view = this.#views.get(name) ?? new View(this.#hosting.state, selectors)
    this.#views.set(name, view)
    view.advance()
    return view
  }

  #sweepLater(): () => void {
    return this.#hosting.clock.after(LIMITS.beatAfter / 2, () => {
      this.#forget = this.#sweepLater()
      const now = this.now()
      for (const connection of [...this.#connections]) {
        connection.sweep(now)
        if (this.#connections.has(connection)) this.#nameSlow(connection, now)
      }
    })
  }

  #nameSlow(connection: Connection, now: number): void {
    const slow = connection.shutFor(now) >= LIMITS.slowAfter
    if (slow === this.#slow.has(connection)) return
    if (!slow) return void this.#slow.delete(connection)
    const id = [...this.#attached].find(([, attached]) => attached === connection)?.[0] ?? ''
    const name = this.#hosting.state.sessions.get(id)?.name ?? 'somebody'
    this.#slow.set(connection, name)
    this.#hosting.onSlow?.(name)
  }
}
