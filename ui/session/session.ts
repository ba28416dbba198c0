import {
  encode,
  type Hello,
  type KeyValue,
  type Op,
  PROTOCOL_VERSION,
  type Scalar,
  type Stopped,
  viewName,
} from '../../protocol/index.ts'
import { Acks } from './acks.ts'
import { Ages } from './ages.ts'
import type {
  Block,
  ControlStatus,
  Following,
  Gesture,
  Input,
  LinkStatus,
  Session,
  SessionListener,
  StreamStatus,
  Surroundings,
} from './api.ts'
import { inputBlocked, readBlocked, type Sight } from './blocked.ts'
import { Commands, type Draft } from './commands.ts'
import { callBlocked, draft, Hand, type Table, TOO_MANY } from './gestures.ts'
import { Link } from './link.ts'
import { Notices } from './notices.ts'
import { Pulse } from './pulse.ts'
import { Reception } from './reception.ts'
import { Slots } from './slots.ts'
import { Stopping } from './stopping.ts'
import { Telemetry } from './telemetry.ts'
import { Truth } from './truth.ts'

const NO_CONTACT = 'Contact with the station ended; it is not known whether the device did this.'

/** Opens a session: it connects, and stays connected until `close`. */
export function openSession(
  around: Surroundings,
  listener: SessionListener,
  selectors: readonly string[] = ['*']
): Session {
  const session = new LiveSession(around, listener, selectors)
  session.open()
  return session
}

class LiveSession implements Session {
  readonly #around: Surroundings
  readonly #selectors: readonly string[]
  /** In memory only: a duplicated tab is another session (TabTwin). */
  readonly #id: string
  readonly #truth = new Truth()
  readonly #ages: Ages
  readonly #link: Link
  readonly #pulse: Pulse
  readonly #notices: Notices
  readonly #commands: Commands
  readonly #slots: Slots
  readonly #stopping: Stopping
  readonly #telemetry: Telemetry
  readonly #reception: Reception
  readonly #hands = new Set<Hand>()
  readonly #table: Table
  #lastGesture = 0

  constructor(around: Surroundings, listener: SessionListener, selectors: readonly string[]) {
    const { clock } = around
    const send = (text: string) => this.#link.send(text)
    this.#around = around
    this.#selectors = selectors
    this.#id = around.randomHex()
    this.#ages = new Ages(clock)
    this.#pulse = new Pulse(clock, send)
    this.#notices = new Notices(listener, { link: () => this.link, control: name => this.control(name) })
    this.#commands = new Commands({
      clock,
      serverNow: () => this.serverNow(),
      wallClock: () => this.wallClockOf(this.serverNow()),
      send,
      notices: this.#notices,
    })
    this.#slots = new Slots(this.#commands)
    this.#stopping = new Stopping({ around, session: this.#id, send })
    this.#telemetry = new Telemetry({
      now: () => clock.now(),
      epoch: () => this.epoch,
      send,
      tell: deliver => this.#notices.samples(deliver),
    })
    this.#link = new Link(around, {
      hello: (ticket, connection) => this.#hello(ticket, connection),
      heard: text => this.#reception.heard(text),
      changed: () => this.#linkChanged(),
    })
    this.#reception = this.#receive(new Acks({ clock, send, revision: () => this.#reception.applied }))
    this.#table = this.#setTable()
  }

  open(): void {
    this.#link.open()
  }

  get name() {
    return this.#truth.name
  }

  get role() {
    return this.#truth.role
  }

  get epoch() {
    return this.#truth.epoch
  }

  get revision(): number {
    return this.#truth.revision
  }

  get link(): LinkStatus {
    return this.#link.status(this.#pulse.roundTrip)
  }

  serverNow(): number {
    return this.#ages.serverNow()
  }

  wallClockOf(serverTime: number): number {
    return this.#ages.wallClockOf(serverTime)
  }

  key(name: string): KeyValue | undefined {
    return this.#truth.keys.get(name)
  }

  control(name: string): ControlStatus {
    return this.#commands.status(name)
  }

  stopOf(scope: string): Stopped | undefined {
    return this.#truth.stops.get(scope)
  }

  blocked(control: string): string | undefined {
    return callBlocked(control, this.#table)
  }

  gesture(control: string): Gesture {
    return new Hand(this.#table, control)
  }

  set(control: string, value: Scalar): void {
    this.gesture(control).end(value)
  }

  call(action: string, input?: Input): void {
    this.#once({ op: 'call', control: action, input }, callBlocked(action, this.#table))
  }

  read(control: string): void {
    this.#once({ op: 'read', control }, readBlocked(control, this.#sight()))
  }

  stop(scope: string, reason?: string): Promise<number> {
    const floor = Math.max(0, ...[...this.#truth.stops.values()].map(stop => stop.generation))
    const confirmed = this.#stopping.press({ scope, reason, floor })
    this.#notices.stopping(scope)
    this.#notices.tell()
    return confirmed
  }

  rearm(scope: string): void {
    const stopGeneration = this.stopOf(scope)?.generation
    const { epoch } = this.#truth
    if (!this.#link.live || epoch === undefined || stopGeneration === undefined) return
    this.#link.send(encode({ t: 'rearm', epoch, scope, stopGeneration }))
  }

  follow(streams: readonly string[], heard: (block: Block) => void, options?: Following): () => void {
    return this.#telemetry.follow(streams, heard, options)
  }

  streamOf(stream: string): StreamStatus | undefined {
    return this.#telemetry.status(stream)
  }

  retry(): void {
    this.#link.retry()
  }

  close(): void {
    this.#stopping.close()
    this.#link.end('Closed.')
  }

  /** A gesture of one command, whole at its first contact. */
  #once(what: { op: Op; control: string; input?: Input | undefined }, blocked: string | undefined): void {
    const sentence = blocked ?? (this.#commands.full ? TOO_MANY : undefined)
    if (sentence !== undefined) this.#commands.notSent(what.control, { op: what.op, sentence })
    else {
      const intent = { ...what, final: true, gesture: ++this.#lastGesture, basis: this.revision }
      this.#commands.issue(draft(this.#table, intent))
    }
    this.#notices.tell()
  }

  #hello(ticket: string, connection: number): string {
    const { epoch, positions, event } = this.#truth
    const revision = positions.get(viewName(this.#selectors))
    const hello: Hello = {
      t: 'hello',
      version: PROTOCOL_VERSION,
      ticket,
      session: this.#id,
      connection,
      ...(epoch === undefined ? {} : { epoch, event }),
      views: [{ selectors: [...this.#selectors], ...(revision === undefined ? {} : { revision }) }],
      open: this.#commands.open.map(({ frame }) => frame.command),
    }
    return encode(hello)
  }

  /** Whatever is not live was cut: what waited for the finger or for an answer is not sent later (StaleReplay). */
  #linkChanged(): void {
    if (this.#link.at === 'live') this.#pulse.restart()
    else {
      this.#pulse.stop()
      this.#slots.cut()
      for (const hand of this.#hands) hand.cut()
    }
    if (this.#link.at === 'waiting' || this.#link.at === 'over') this.#reception.restart()
    if (this.#link.at === 'over') {
      for (const open of this.#commands.open) this.#commands.endUnknown(open, 'noContact', NO_CONTACT)
    }
    this.#notices.link()
    this.#notices.tell()
  }

  /** Changes nothing, so that a page may ask while it draws. */
  #sight(): Sight {
    const { clock } = this.#around
    return { truth: this.#truth, link: this.link, now: clock.now(), stopping: scope => this.#stopping.under(scope) }
  }

  #setTable(): Table {
    return {
      truth: this.#truth,
      ages: this.#ages,
      commands: this.#commands,
      slots: this.#slots,
      hands: this.#hands,
      sight: () => this.#sight(),
      now: () => this.#around.clock.now(),
      nextGesture: () => ++this.#lastGesture,
      tell: () => this.#notices.tell(),
    }
  }

  #receive(acks: Acks): Reception {
    const mayGo = ({ frame }: Draft) => inputBlocked(frame.control, this.#sight()) === undefined
    return new Reception({
      views: [viewName(this.#selectors)],
      now: () => this.#around.clock.now(),
      truth: this.#truth,
      ages: this.#ages,
      acks,
      pulse: this.#pulse,
      link: this.#link,
      commands: this.#commands,
      stopping: this.#stopping,
      notices: this.#notices,
      telemetry: this.#telemetry,
      gestureRefused: (gesture, sentence) => {
        for (const hand of this.#hands) hand.refused(gesture, sentence)
      },
      answered: () => this.#slots.open(mayGo),
    })
  }
}
