import * as v from 'valibot'
import { createState, type Event, type State } from '../../daemon/core/index.ts'
import { Loop } from '../../daemon/loop.ts'
import { type Receiver, Sessions } from '../../daemon/sessions/index.ts'
import { type DeviceDescription, Down, type Hello, type KeyValue, type Up, viewName } from '../../protocol/index.ts'
import { plate } from '../core/furniture.ts'
import { VirtualClock } from '../virtual-clock.ts'

export const hex = (n: number): string => n.toString(16).padStart(32, '0')

/** The sessions' room with a core behind it and no devices' owners: what those would say is posted by hand. */
export class Front {
  readonly clock = new VirtualClock(10_000)
  readonly state: State
  readonly loop: Loop
  readonly sessions: Sessions
  readonly slow: string[] = []
  readonly faults: string[] = []
  /** Every frame that left, whoever it went to. */
  readonly frames: string[] = []
  /** Tickets that are good. */
  readonly tickets = new Set<string>()
  readonly #ends: (() => void)[] = []
  #number = 0

  constructor(more: Readonly<Record<string, DeviceDescription>> = {}) {
    const devices = { plate, oven: plate, ...more }
    this.state = createState({
      epoch: 'e1',
      now: this.clock.now(),
      station: { title: 'Test', version: '1' },
      latches: [],
      devices: Object.entries(devices).map(([name, description]) => ({ name, description, stopExpect: {} })),
    })
    this.loop = new Loop(
      this.state,
      { clock: this.clock, endOfTurn: fn => this.#ends.push(fn) },
      {
        converse: () => undefined,
        halt: () => undefined,
        sample: ({ key, value, at }) => this.sessions.sampled(key, at, value),
        tell: effect => this.sessions.tell(effect),
        announce: message => this.sessions.announce(message),
        persist: () => undefined,
        flush: () => this.sessions.flush(),
        fatal: error => {
          throw error
        },
      }
    )
    this.sessions = new Sessions({
      state: this.state,
      clock: this.clock,
      post: event => this.loop.post(event),
      admit: ticket => (this.tickets.delete(ticket) ? {} : undefined),
      wallClock: () => 1e12,
      onSlow: name => this.slow.push(name),
      onFault: sentence => this.faults.push(sentence),
    })
    // What is heard of a device that is not connected is not believed.
    for (const device of Object.keys(devices)) this.turn({ type: 'link', device, link: { state: 'up' } })
  }

  /** Happens, in a turn of its own. */
  turn(...events: Event[]): void {
    for (const event of events) this.loop.post(event)
    this.endTurn()
  }

  endTurn(): void {
    for (const end of this.#ends.splice(0)) end()
  }

  async pass(ms: number): Promise<void> {
    await this.clock.pass(ms)
    this.endTurn()
  }

  /** A reading comes in: one revision. */
  reading(value: number, property = 'temperature', device = 'plate'): Event {
    return { type: 'heard', device, readings: [{ property, value, sampled: this.clock.now() }], events: [] }
  }

  door(device = 'plate'): Event {
    return { type: 'heard', device, readings: [], events: [{ name: 'door', data: { open: true } }] }
  }

  socket(): Page {
    return new Page(this)
  }

  /** A page that has said hello, as the one with this number; it acknowledges what it gets. */
  page(session = ++this.#number, hello: Partial<Hello> = {}): Page {
    const page = this.socket()
    page.hello(session, hello)
    return page
  }

  ticket(): string {
    const ticket = hex(1_000_000 + this.tickets.size + this.#number++)
    this.tickets.add(ticket)
    return ticket
  }
}

/** The other end of a port: takes frames as a page would, and complains where a page would. */
export class Page {
  readonly front: Front
  readonly receiver: Receiver
  /** What was sent, write by write. */
  readonly writes: string[][] = []
  readonly keys = new Map<string, KeyValue>()
  readonly positions = new Map<string, number>()
  closed = false
  /** It reads, and says so. */
  reading = true
  revision = 0
  #seen = 0
  #frames = 0

  constructor(front: Front) {
    this.front = front
    this.receiver = front.sessions.open({
      send: frames => {
        if (this.closed) throw new Error('sent on a closed port')
        this.writes.push([...frames])
        for (const frame of frames) this.#take(frame)
        if (this.reading) this.ackLater()
      },
      close: () => {
        this.closed = true
      },
    })
  }

  /** As from a network: not within the call by which the frames came. */
  ackLater(): void {
    this.front.clock.after(1, () => !this.closed && this.reading && this.ack())
  }

  ack(): void {
    this.say({ t: 'ack', frames: this.#frames, revision: this.revision })
  }

  say(message: Up): void {
    if (message.t === 'unsub') this.positions.delete(viewName(message.selectors))
    this.receiver.heard(JSON.stringify(message))
  }

  hello(session: number, more: Partial<Hello> = {}): void {
    for (const { selectors, revision } of more.views ?? [])
      if (revision !== undefined) this.positions.set(viewName(selectors), revision)
    this.say({
      t: 'hello',
      version: 1,
      ticket: this.front.ticket(),
      session: hex(session),
      connection: 1,
      views: [{ selectors: ['*'] }],
      open: [],
      ...more,
    })
  }

  leave(): void {
    this.closed = true
    this.receiver.closed()
  }

  /** Frames since this was asked last. */
  news(): Down[] {
    const news = this.writes.flat().slice(this.#seen)
    this.#seen += news.length
    return news.map(frame => JSON.parse(frame) as Down)
  }

  kinds(): string {
    return this.news()
      .map(({ t }) => t)
      .join(' ')
  }

  #take(frame: string): void {
    this.#frames++
    this.front.frames.push(frame)
    const message = v.parse(Down, JSON.parse(frame))
    if (message.t === 'snap') {
      this.positions.set(message.view, message.revision)
      for (const [key, value] of Object.entries(message.keys)) this.keys.set(key, value)
    } else if (message.t === 'delta') {
      const standing = this.positions.get(message.view)
      if (message.from !== standing) throw new Error(`a delta from ${message.from} for who stands at ${standing}`)
      if (message.to <= message.from) throw new Error(`a delta from ${message.from} to ${message.to}`)
      this.positions.set(message.view, message.to)
      for (const [key, value] of Object.entries(message.keys)) this.keys.set(key, value)
    } else if (message.t === 'at') {
      if (message.revision < this.revision) throw new Error('S2: a revision that goes back')
      this.revision = message.revision
    }
  }
}
