import type { Clock, Ended, Evt, KeyValue, Op, Scalar, Stage, Stopped, Welcome } from '../../protocol/index.ts'

/** What a session stands on: handed in, so that page, Node and the simulated world run the same modules. */
export interface Surroundings {
  readonly clock: Clock
  /** 32 hexadecimal digits of chance. */
  randomHex(): string
  /** A single-use ticket. Rejects while the daemon cannot be reached; with `LoginNeeded` where it wants to know who this is. */
  ticket(): Promise<string>
  /** Opens a socket; calls back later, never within the call. */
  connect(listener: SocketListener): Socket
  /** The second path of Stop: `POST /stop`. Resolves with whether the daemon confirmed. */
  postStop(body: { session: string; nonce: string; scope: string; reason?: string }): Promise<boolean>
}

export interface Socket {
  send(text: string): void
  close(): void
}

export interface SocketListener {
  opened(): void
  heard(text: string): void
  closed(): void
}

/** How the link is. `live` alone takes input; each other state says in words why not. */
export type LinkStatus =
  | { readonly state: 'connecting'; readonly attempt: number }
  | { readonly state: 'live'; readonly roundTrip?: number }
  /** No frame for a second: values age, input is refused. */
  | { readonly state: 'silent'; readonly since: number }
  | { readonly state: 'waiting'; readonly until: number; readonly reason: string }
  /** The daemon said that trying again is pointless (other version, too many faults); `login`: before one has logged in. */
  | { readonly state: 'given up'; readonly reason: string; readonly login?: true }

/** What one control's own commands are doing, as this page knows it. */
export interface ControlStatus {
  /** What this page asks for and has no answer to yet: shown by the handle. */
  readonly requested?: Scalar
  readonly stage?: 'sending' | Stage
  /** What its newest command was. */
  readonly op?: Op
  /** Clock time at which the oldest open command was issued. */
  readonly pendingSince?: number
  /** How the last command ended, until the next begins; `notSent` never left this page. */
  readonly last?: Ended | { readonly notSent: true; readonly sentence: string; readonly value?: Scalar }
  /** Clock time from issue to outcome of the last command that ended, ms. */
  readonly took?: number
}

/** One drag or press: its first command carries the basis, its last is final. */
export interface Gesture {
  /** A value on the way; a later one may replace it before it acts. */
  move(value: Scalar): void
  /** The value at release. Ends the gesture. */
  end(value: Scalar): void
  /** The finger left without meaning it. Nothing further is sent. */
  cancel(): void
}

/** One entry of this page's command history, newest last. */
export interface HistoryEntry {
  /** Its number; below 0, of one that never left this page. */
  readonly command: number
  readonly control: string
  readonly op: Op
  /** Commands of one gesture are one doing of one hand. */
  readonly gesture: number
  readonly value?: Scalar
  readonly input?: Input
  /** Clock time of issue; wall-clock ms too. */
  readonly issued: number
  readonly wallClock: number
  readonly stage?: 'sending' | Stage
  /** The stages it went through, each with the ms from its issue until this page heard of it. */
  readonly way?: readonly Passed[]
  readonly ended?: ControlStatus['last']
  readonly took?: number
}

export interface Passed {
  readonly stage: Stage
  readonly after: number
}

/** What an action is told: its fields by their names. */
export type Input = Readonly<Record<string, Scalar>>

export interface Change {
  /** Keys that this flush brought, whole. All of one flush come together. */
  readonly keys: ReadonlyMap<string, KeyValue>
  /** A snapshot replaces everything in its view. */
  readonly gone: readonly string[]
  readonly revision: number
  readonly epoch: string
}

export interface SessionListener {
  /** Runs all calls that belong together (those of one flush): a place to batch them. */
  together?(calls: () => void): void
  /** A flush was applied: state, outcomes and stops of it are all in place. */
  applied?(change: Change): void
  status?(link: LinkStatus): void
  control?(name: string, status: ControlStatus): void
  stopped?(stop: Stopped): void
  /** This page pressed Stop: from now on `blocked` says so of whatever lies in that scope. */
  stopping?(scope: string): void
  history?(entry: HistoryEntry): void
  event?(event: Omit<Evt, 't'>): void
}

/** Samples of one stream, in the order of their numbers. Made by `session.follow`. */
export interface Block {
  readonly stream: string
  readonly epoch: string
  /** Number of its last sample; numbers count from one in each epoch. */
  readonly last: number
  /** So many before its first point are gone: nothing is known of them. */
  readonly lost: number
  /** Each point stands for so many samples. */
  readonly per: number
  /** Daemon's monotonic ms at which each point was sampled, or began. */
  readonly times: Float64Array
  /** Lowest and highest of each point, channel by channel. One and the same column where `per` is 1. */
  readonly low: readonly Float64Array[]
  readonly high: readonly Float64Array[]
}

export interface Following {
  /**
   * Blocks of a stream per second, at most; above 0, and brought into what the wire carries (0.01 to 1000). Whoever
   * shares the stream with a more eager listener hears as many as that one, and so do streams of the slowest rates,
   * where a page asks for more rates than it may have subscriptions.
   */
  readonly maxHz?: number
  /**
   * Samples to begin with, of those that the daemon still holds; more, if another stream that begins in the same turn
   * asks for more. None: it begins at the newest. A further listener of a stream that is followed already hears what
   * comes from then on, whatever its depth: what came before was told.
   */
  readonly depth?: number
}

/** What became of the samples `after + 1` to `last` of a stream: received + thinned + lost = last - after. */
export interface StreamStatus {
  readonly epoch: string
  readonly after: number
  readonly last: number
  readonly received: number
  readonly thinned: number
  readonly lost: number
  /** Nothing of it is heard on this connection, and why. With an empty `epoch` nothing of it ever was. */
  readonly fault?: string
}

/** The page's end of the wire. Made by `openSession(surroundings, listener, selectors)`. */
export interface Session {
  readonly name: string | undefined
  readonly role: Welcome['role'] | undefined
  readonly epoch: string | undefined
  readonly revision: number
  readonly link: LinkStatus
  /** Daemon's monotonic now, estimated from the last flush: ages are `serverNow() - sampled`. */
  serverNow(): number
  /** Daemon monotonic ms to wall-clock ms. */
  wallClockOf(serverTime: number): number
  key(name: string): KeyValue | undefined
  control(name: string): ControlStatus
  stopOf(scope: string): Stopped | undefined

  /** A sentence that says why this control takes no input now, or undefined when it does. */
  blocked(control: string): string | undefined
  gesture(control: string): Gesture
  /** A gesture of one. */
  set(control: string, value: Scalar): void
  call(action: string, input?: Input): void
  /** Reads afresh what a command may have touched; unlocks an unknown control. */
  read(control: string): void
  /** Both paths, until confirmed; resolves with the milliseconds from press to confirmation. */
  stop(scope: string, reason?: string): Promise<number>
  rearm(scope: string): void
  /**
   * Every sample of these streams, until the returned function is called. Goes on over cuts and restarts.
   *
   * @throws {TypeError} a name that is none (patterns are not followed), a rate or a depth that makes no sense
   */
  follow(streams: readonly string[], heard: (block: Block) => void, options?: Following): () => void
  /** Undefined until its first sample was granted, or refused: then `fault` says why. */
  streamOf(stream: string): StreamStatus | undefined
  /** While waiting to connect: do it now. */
  retry(): void
  close(): void
}
