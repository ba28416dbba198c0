import * as v from 'valibot'
import {
  type Cmd,
  Down,
  decodeUp,
  type Hello,
  type KeyValue,
  LIMITS,
  type Out,
  type Stopped,
  type Up,
  viewName,
  type Welcome,
} from '../../protocol/index.ts'
import type { SocketListener, Surroundings } from '../../ui/session/index.ts'
import { LoginNeeded } from '../../ui/session/login-needed.ts'
import { VirtualClock } from '../virtual-clock.ts'
import { firstKeys } from './plate.ts'

/** The daemon's monotonic clock stands elsewhere than the page's: whoever mixes the two is found out. */
const AHEAD = 1_000_000

class FakeSocket {
  readonly heard: Up[] = []
  /** Of telemetry, by name. */
  readonly subscriptions = new Map<string, Extract<Up, { t: 'sub' }>>()
  readonly listener: SocketListener
  open = true

  constructor(listener: SocketListener) {
    this.listener = listener
  }

  /** Whoever has too many subscriptions even for a moment is sent away by the daemon: here it fails the test. */
  hear(message: Up): void {
    this.heard.push(message)
    if (message.t === 'sub') this.subscriptions.set(viewName(message.selectors), message)
    if (message.t === 'unsub') this.subscriptions.delete(viewName(message.selectors))
    if (this.subscriptions.size > LIMITS.views) throw new Error(`${this.subscriptions.size} subscriptions at once`)
  }

  /** Even on a socket that the page has closed: a zombie speaks on. Nothing invalid leaves. */
  say(...frames: Down[]): void {
    for (const frame of frames) this.listener.heard(JSON.stringify(v.parse(Down, frame)))
  }

  all<T extends Up['t']>(kind: T): Extract<Up, { t: T }>[] {
    return this.heard.filter(frame => frame.t === kind) as Extract<Up, { t: T }>[]
  }

  /** The wire breaks. */
  cut(): void {
    this.open = false
    this.listener.closed()
  }
}

/** Does nothing by itself but to greet; what it says beyond that, a test writes. */
export class FakeDaemon {
  readonly timers = new VirtualClock(5_000)
  readonly sockets: FakeSocket[] = []
  readonly posts: { session: string; nonce: string; scope: string }[] = []
  keys: Record<string, KeyValue> = firstKeys()
  epoch = 'epoch-1'
  revision = 10
  lastCommand = 0
  stops: Stopped[] = []
  /** Answers to the open commands that the next welcome brings. */
  outcomes: Out[] = []
  /** Undefined: silent after hello. */
  start: Welcome['start'] | undefined = 'snapshot'
  reachable = true
  loginNeeded = false
  /** Asked for, so far. */
  tickets = 0
  welcomeMore: Partial<Welcome> = {}
  /** What `POST /stop` does; never answers by default. */
  post: () => Promise<boolean> = () => new Promise(() => {})
  #chance: number
  #slept = 0

  constructor(chance = 1) {
    this.#chance = chance * 1000
  }

  readonly around: Surroundings = {
    clock: { now: () => this.now, after: (ms, fn) => this.timers.after(ms, fn) },
    randomHex: () => (++this.#chance).toString(16).padStart(32, '8'),
    ticket: async () => {
      this.tickets++
      if (this.loginNeeded) throw new LoginNeeded()
      if (!this.reachable) throw new Error('unreachable')
      return 'f'.repeat(32)
    },
    connect: listener => this.#connect(listener),
    postStop: body => {
      this.posts.push(body)
      return this.post()
    },
  }

  get now(): number {
    return this.timers.now() + this.#slept
  }

  get time(): number {
    return this.now + AHEAD
  }

  get socket(): FakeSocket {
    return this.sockets.at(-1)!
  }

  get hello(): Hello {
    return this.socket.all('hello')[0]!
  }

  /** All commands, over all sockets, in the order in which they came. */
  get commands(): Cmd[] {
    return this.sockets.flatMap(socket => socket.all('cmd'))
  }

  /** The machine sleeps: time passes, and no timer runs. */
  sleep(ms: number): void {
    this.#slept += ms
  }

  pass(ms: number): Promise<void> {
    return this.timers.pass(ms)
  }

  /** Time passes on a healthy link. */
  async beats(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 200) {
      await this.pass(Math.min(left, 200))
      this.socket.say({ t: 'beat', time: this.time })
    }
  }

  snap(): Down {
    return { t: 'snap', view: '*', epoch: this.epoch, revision: this.revision, keys: this.keys }
  }

  at(): Down {
    return { t: 'at', epoch: this.epoch, revision: this.revision, time: this.time }
  }

  /** Commits, and returns the delta. */
  delta(keys: Record<string, KeyValue>): Down {
    const from = this.revision++
    Object.assign(this.keys, keys)
    return { t: 'delta', view: '*', from, to: this.revision, keys }
  }

  /** A whole flush: a commit with what goes along. */
  flush(keys: Record<string, KeyValue>, ...more: Down[]): void {
    const delta = this.delta(keys)
    this.socket.say(...more, delta, this.at())
  }

  stage(command: number, stage: 'accepted' | 'released' | 'verifying'): Out {
    return { t: 'out', epoch: this.epoch, command, revision: this.revision, time: this.time, stage }
  }

  out(command: number, outcome: Extract<Out, { outcome: string }>['outcome'] = 'done', ahead = 0): Out {
    const revision = this.revision + ahead
    return { t: 'out', epoch: this.epoch, command, revision, time: this.time, outcome, sentence: `It is ${outcome}.` }
  }

  refusal(command: number, refused: Extract<Out, { refused: string }>['refused']): Out {
    const { epoch, revision, time } = this
    return { t: 'out', epoch, command, revision, time, refused, sentence: `Refused: ${refused}.` }
  }

  stopped(more: Partial<Stopped> = {}): Stopped {
    return { t: 'stopped', scope: 'station', generation: 1, latched: true, by: 'Anna', ...more }
  }

  welcome(): Welcome {
    return {
      t: 'welcome',
      version: 1,
      epoch: this.epoch,
      name: 'Guest 1',
      role: 'operator',
      start: this.start ?? 'snapshot',
      lastCommand: this.lastCommand,
      outcomes: this.outcomes,
      stops: this.stops,
      revision: this.revision,
      time: this.time,
      wallClock: 1_700_000_000_000,
      ...this.welcomeMore,
    }
  }

  /** The process ends and another one begins: nothing that is numbered goes on. */
  restart(): void {
    this.epoch = `${this.epoch}+`
    this.revision = 2
    this.lastCommand = 0
    this.start = 'snapshot'
    this.keys = firstKeys()
    if (this.socket.open) this.socket.cut()
  }

  #connect(listener: SocketListener) {
    const socket = new FakeSocket(listener)
    this.sockets.push(socket)
    this.timers.after(1, () => listener.opened())
    return {
      send: (text: string) => socket.open && this.#hear(socket, text),
      close: () => {
        socket.open = false
      },
    }
  }

  #hear(socket: FakeSocket, text: string): void {
    const read = decodeUp(text)
    if (!read.ok) throw new Error(read.sentence)
    socket.hear(read.message)
    const { start } = this
    if (read.message.t !== 'hello' || start === undefined) return
    this.timers.after(1, () => socket.say(this.welcome(), ...(start === 'snapshot' ? [this.snap()] : []), this.at()))
  }
}
