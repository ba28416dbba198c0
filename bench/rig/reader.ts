import { randomBytes } from 'node:crypto'
import { encode, PROTOCOL_VERSION, SUBPROTOCOL } from '../../protocol/index.ts'
import { Acks } from '../../ui/session/acks.ts'
import { nowMs, timers } from './clock.ts'
import { type Kind, stampsOf, Tally } from './tally.ts'
import { libraryWire, thinWire, type Wire } from './wire.ts'

export interface ReaderOptions {
  readonly kind: Kind
  readonly port: number
  /** Parses all it gets, by the libraries, and checks every value. */
  readonly verifies: boolean
  /** The device stamps its samples: how old they are is of interest. */
  readonly stamped: boolean
  /** More samples are accounted for. */
  readonly counted?: () => void
  /**
   * All clients of the process read first, and look at what they have read a little later: else what the one makes of
   * it would count as the delay of the next.
   */
  readonly later?: boolean
}

/** Samples read together: when, and the frame that brought them. */
export interface Read {
  readonly at: number
  readonly frame: Buffer
}

/** A client that watches everything, as a page does. */
export interface Reader {
  readonly tally: Tally
  /** Of a stamped device: what was read since it was last taken. */
  reads: Read[]
  /** Why the daemon ended it. */
  readonly bye: string | undefined
  /** Does not read; one that hangs does not ping either. */
  pause(hangs: boolean): void
  resume(): void
  close(): void
}

export async function openReader(options: ReaderOptions): Promise<Reader> {
  return options.kind === 'ours' ? new Page(options).open() : new Bare(options).open()
}

const LATER = 10
const waiting: (() => void)[] = []

function later(take: (frame: Buffer, at: number) => void, frame: Buffer, at: number): void {
  if (waiting.length === 0) {
    setTimeout(() => {
      for (const look of waiting.splice(0)) look()
    }, LATER)
  }
  waiting.push(() => take(frame, at))
}

abstract class Watcher implements Reader {
  readonly tally: Tally
  reads: Read[] = []
  bye: string | undefined
  protected wire!: Wire
  protected readonly options: ReaderOptions

  constructor(options: ReaderOptions) {
    this.options = options
    this.tally = new Tally(options)
  }

  protected async connect(path: string, protocol?: string): Promise<void> {
    const { port, verifies } = this.options
    const take = (frame: Buffer, at: number): void => this.frame(frame, at)
    const frame = this.options.later ? (frame: Buffer, at: number) => later(take, Buffer.from(frame), at) : take
    const listener = { frame, closed: () => this.closed() }
    const open = verifies ? libraryWire : thinWire
    this.wire = await open({ port, path, listener, now: nowMs, ...(protocol !== undefined && { protocol }) })
  }

  protected abstract frame(frame: Buffer, at: number): void
  protected closed(): void {}

  /** Kept as it is: all clients of a process read before any of them looks. */
  protected keep(frame: Buffer, at: number): void {
    if (this.options.stamped) this.reads.push({ at, frame: Buffer.from(frame) })
  }

  pause(_hangs: boolean): void {
    this.wire.pause()
  }
  resume(): void {
    this.wire.resume()
  }
  close(): void {
    this.wire.close()
  }
}

class Bare extends Watcher {
  async open(): Promise<Reader> {
    await this.connect('/')
    return this
  }

  protected frame(frame: Buffer, at: number): void {
    if (frame[2] !== LETTER.n) return
    this.keep(frame, at)
    this.tally.bare(frame)
    this.options.counted?.()
  }
}

/** Letters that tell frames apart: of `{"n":` the third, of `{"t":"tele"` the seventh. */
const LETTER = { n: 110, t: 116 } as const

interface Identity {
  readonly session: string
  connection: number
}
/** By port of the daemon: sessions of clients that left. It remembers so many; who comes again is one of those. */
const away = new Map<number, Identity[]>()

/** What a page says on its socket: ticket, hello, subscription, an `ack` as often as a page, a ping each second. */
class Page extends Watcher {
  readonly #acks = new Acks({ clock: timers, revision: () => this.#revision, send: text => this.wire.send(text) })
  readonly #identity: Identity
  #revision = 0
  #pings: NodeJS.Timeout | undefined
  #granted: (why?: string) => void = () => {}

  constructor(options: ReaderOptions) {
    super(options)
    this.#identity = away.get(options.port)?.pop() ?? { session: randomBytes(16).toString('hex'), connection: 0 }
  }

  async open(): Promise<Reader> {
    const ticket = await ticketOf(this.options.port)
    await this.connect('/ws', SUBPROTOCOL)
    const granted = new Promise<void>((resolve, reject) => {
      this.#granted = why => (why === undefined ? resolve() : reject(new Error(why)))
    })
    const { session } = this.#identity
    const connection = ++this.#identity.connection
    const views = [{ selectors: ['*'] }]
    this.wire.send(encode({ t: 'hello', version: PROTOCOL_VERSION, ticket, session, connection, views, open: [] }))
    this.wire.send(encode({ t: 'sub', selectors: ['daq.samples'], class: 'telemetry', depth: 0 }))
    let id = 0
    this.#pings = setInterval(() => this.wire.send(encode({ t: 'ping', id: ++id })), 1_000)
    await granted
    return this
  }

  protected frame(frame: Buffer, at: number): void {
    this.#acks.frame(frame.length)
    if (frame[6] === LETTER.t && frame.toString('latin1', 6, 10) === 'tele') {
      this.keep(frame, at)
      this.tally.tele(frame)
      this.options.counted?.()
    } else this.#other(frame)
    this.#acks.dealt()
  }

  #other(frame: Buffer): void {
    const kind = frame.toString('latin1', 6, 9)
    if (kind === 'at"') {
      this.#revision = Number(/"revision":(\d+)/.exec(frame.toString('latin1'))?.[1] ?? this.#revision)
    } else if (kind === 'gra') {
      this.tally.begin((JSON.parse(frame.toString()) as { streams: { 'daq.samples': number } }).streams['daq.samples'])
      this.#granted()
    } else if (kind === 'bye') {
      this.bye = frame.toString()
      this.#granted(this.bye)
    }
  }

  protected override closed(): void {
    clearInterval(this.#pings)
    this.#acks.restart()
  }

  override pause(hangs: boolean): void {
    if (hangs) clearInterval(this.#pings)
    super.pause(hangs)
  }

  override close(): void {
    this.closed()
    super.close()
    const { port } = this.options
    away.set(port, [...(away.get(port) ?? []), this.#identity])
  }
}

export async function ticketOf(port: number): Promise<string> {
  const origin = `http://localhost:${port}`
  const answer = await fetch(`${origin}/ticket`, { method: 'POST', headers: { origin } })
  return ((await answer.json()) as { ticket: string }).ticket
}

/** How old each sample was when it was read, ms. */
export const agesOf = (reads: readonly Read[]): number[] =>
  reads.flatMap(({ at, frame }) => stampsOf(frame).map(stamp => at - stamp))
