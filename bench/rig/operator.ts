import { randomBytes } from 'node:crypto'
import {
  type At,
  type Down,
  decodeDown,
  encode,
  type KeyValue,
  type LinkState,
  PROTOCOL_VERSION,
  type Stopped,
  type StopState,
  SUBPROTOCOL,
  type Up,
} from '../../protocol/index.ts'
import { Acks } from '../../ui/session/acks.ts'
import { nowMs, timers } from './clock.ts'
import { ticketOf } from './reader.ts'
import { thinWire, type Wire } from './wire.ts'

/** How a command ended, as far as a server says. */
export interface Ending {
  /** An outcome, or why it was refused. */
  readonly how: string
  /** It reached the device. */
  readonly released: boolean
  readonly sentence: string
}

/** One client that commands; each of its sets ends, in whatever order. */
export interface Operator {
  /** @param ended called once */
  set(volts: number, ended: (ending: Ending) => void): void
  close(): void
}

// --- on a bare server: the device answers in its order

export async function bareOperator(port: number): Promise<Operator> {
  const waiting: ((ending: Ending) => void)[] = []
  const frame = (bytes: Buffer): void => {
    if (bytes.toString('latin1', 0, 11) === '{"kind":"A"')
      waiting.shift()?.({ how: 'done', released: true, sentence: '' })
  }
  const wire = await thinWire({ port, path: '/', now: nowMs, listener: { frame, closed: () => {} } })
  return {
    set(volts, ended) {
      waiting.push(ended)
      wire.send(`W ${volts.toFixed(3)}`)
    },
    close: () => wire.close(),
  }
}

// --- on ours: as a page does

const hex = (): string => randomBytes(16).toString('hex')

interface Open {
  readonly ended: (ending: Ending) => void
  released: boolean
}

/** A page whose hands are quick: parses all it hears, dates and numbers each command, acknowledges, pings. */
export class PageOperator implements Operator {
  readonly #acks = new Acks({
    clock: timers,
    revision: () => this.#at?.revision ?? 0,
    send: text => this.#wire.send(text),
  })
  readonly #open = new Map<number, Open>()
  readonly #stops: ((stopped: Stopped) => void)[] = []
  #wire!: Wire
  #at: At | undefined
  /** The last time of the daemon that was heard of, and when. */
  #seen = { time: 0, at: 0 }
  #command = 0
  #generation = 0
  #pings: NodeJS.Timeout | undefined
  #up: () => void = () => {}
  #wrote: (ms: number) => void = () => {}

  /** Resolves once the device is there. */
  static async open(port: number): Promise<PageOperator> {
    const operator = new PageOperator()
    const listener = { frame: (bytes: Buffer) => operator.#hear(bytes), closed: () => operator.#closed() }
    const ticket = await ticketOf(port)
    const up = new Promise<void>(resolve => {
      operator.#up = resolve
    })
    operator.#wire = await thinWire({ port, path: '/ws', protocol: SUBPROTOCOL, now: nowMs, listener })
    const views = [{ selectors: ['*'] }]
    operator.#send({ t: 'hello', version: PROTOCOL_VERSION, ticket, session: hex(), connection: 1, views, open: [] })
    let id = 0
    operator.#pings = setInterval(() => operator.#send({ t: 'ping', id: ++id }), 1_000)
    await up
    return operator
  }

  set(volts: number, ended: (ending: Ending) => void): void {
    const { epoch = '', revision: basis = 0 } = this.#at ?? {}
    const command = ++this.#command
    const dated = { epoch, basis, seen: this.#seen.time, elapsed: nowMs() - this.#seen.at }
    const gesture = { gesture: command, final: true, stopGeneration: this.#generation }
    this.#open.set(command, { ended, released: false })
    this.#send({ t: 'cmd', command, control: 'daq.output', op: 'set', value: volts, ...gesture, ...dated })
  }

  /** Resolves with how long the daemon says that it took to hand over the stop bytes, ms. */
  async stop(): Promise<number> {
    const wrote = new Promise<number>(resolve => {
      this.#wrote = resolve
    })
    const said = this.#nextStopped()
    this.#send({ t: 'stop', nonce: hex(), scope: 'daq' })
    await said
    return wrote
  }

  async rearm(): Promise<void> {
    const said = this.#nextStopped()
    const { epoch = '' } = this.#at ?? {}
    this.#send({ t: 'rearm', epoch, scope: 'daq', stopGeneration: this.#generation })
    if ((await said).latched) throw new Error('It was not re-armed.')
  }

  close(): void {
    this.#closed()
    this.#wire.close()
  }

  #nextStopped(): Promise<Stopped> {
    return new Promise(resolve => this.#stops.push(resolve))
  }

  #send(message: Up): void {
    this.#wire.send(encode(message))
  }

  #hear(bytes: Buffer): void {
    this.#acks.frame(bytes.length)
    this.#take(decodeDown(bytes.toString()))
    this.#acks.dealt()
  }

  #take(frame: Down): void {
    if (frame.t === 'at') this.#at = frame
    if (frame.t === 'at' || frame.t === 'beat' || frame.t === 'pong') this.#seen = { time: frame.time, at: nowMs() }
    else if (frame.t === 'out') this.#out(frame)
    else if (frame.t === 'snap' || frame.t === 'delta') {
      this.#state(frame.keys)
    } else if (frame.t === 'stopped') {
      this.#generation = frame.generation
      this.#stops.shift()?.(frame)
    } else if (frame.t === 'bye') this.#endAll(frame.reason)
  }

  #state(keys: Readonly<Record<string, KeyValue>>): void {
    if ((keys['daq.$link']?.value as LinkState | undefined)?.state === 'up') this.#up()
    const stop = keys['daq.$stop']?.value as StopState | undefined
    if (stop?.latched && stop.wrote !== undefined) this.#wrote(stop.wrote)
  }

  #out(out: Extract<Down, { t: 'out' }>): void {
    const open = this.#open.get(out.command)
    if (!open) return
    if ('stage' in out) {
      open.released ||= out.stage === 'released'
      return
    }
    this.#open.delete(out.command)
    const how = 'refused' in out ? out.refused : out.outcome
    open.ended({ how, released: open.released, sentence: out.sentence })
  }

  #endAll(sentence: string): void {
    for (const { ended } of this.#open.values()) ended({ how: 'cut', released: false, sentence })
    this.#open.clear()
  }

  #closed(): void {
    clearInterval(this.#pings)
    this.#acks.restart()
    this.#endAll('the daemon closed the socket')
  }
}
