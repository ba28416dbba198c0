import { effect } from '@preact/signals-core'
import type { Bye, Clock, Cmd, Hello, KeyValue, Scalar, Welcome } from '../../protocol/index.ts'
import { Replica } from '../../ui/replica/replica.ts'
import type { Gesture, Session, SessionListener, SocketListener, Surroundings } from '../../ui/session/api.ts'
import { openSession } from '../../ui/session/index.ts'
import type { VirtualClock } from '../virtual-clock.ts'
import type { Chance } from './chance.ts'
import { Charts } from './charts.ts'
import { EventLoop, type Order } from './event-loop.ts'
import type { History } from './history.ts'
import type { Network, Wire } from './network.ts'
import { type Movement, OwnClock } from './own-clock.ts'
import type { Repeater } from './repeater.ts'

export interface PageGround {
  readonly clock: VirtualClock
  readonly history: History
  readonly chance: Chance
  readonly network: Network
  readonly repeater: Repeater
  /** A ticket of the daemon that lives now. */
  readonly ticket: () => string | undefined
  readonly postStop: (body: object) => boolean | undefined
  /** How the page's clock differs from the world's. */
  readonly movement: Movement
}

/** A browser's page: the shipped session and replica, and what its person can do with them. */
export class Page {
  readonly id: string
  readonly session: Session
  wire: Wire | undefined
  readonly #ground: PageGround
  readonly #issued = new Set<number>()
  readonly #own: OwnClock
  readonly #loop: EventLoop
  /** When a hand last wanted this of a control. */
  readonly #wanted = new Map<string, number>()
  #presses = 0
  #endEffect: () => void = () => {}
  #here = true

  constructor(ground: PageGround) {
    const { clock, history, movement } = ground
    this.#ground = ground
    this.id = ground.chance.hex()
    this.#own = new OwnClock(clock, movement)
    this.#loop = new EventLoop(clock)
    history.keep({ is: 'page', session: this.id, rate: movement.rate, coarse: movement.coarse })
    const replica = new Replica(this.#clock())
    this.session = openSession(this.#around(), this.#listener(replica))
    replica.follow(this.session)
    new Charts(this.session, this.id, { clock, chance: ground.chance, history, here: () => this.awake })
  }

  // --- its person

  gesture(control: string): Gesture {
    const gesture = this.session.gesture(control)
    return {
      move: value => {
        this.#intend(control, 'set', false, value)
        gesture.move(value)
      },
      end: value => {
        this.#intend(control, 'set', true, value)
        gesture.end(value)
        this.#lifted(control, value)
      },
      cancel: () => gesture.cancel(),
    }
  }

  set(control: string, value: Scalar): void {
    this.#intend(control, 'set', true, value)
    this.session.set(control, value)
    this.#lifted(control, value)
  }

  call(action: string): void {
    this.#intend(action, 'call', true)
    this.session.call(action)
  }

  read(control: string): void {
    this.#intend(control, 'read', true)
    this.session.read(control)
  }

  stop(scope: string): void {
    const { history } = this.#ground
    const press = ++this.#presses
    history.keep({ is: 'pressed', session: this.id, press, scope })
    this.session.stop(scope).then(
      () => history.keep({ is: 'confirmed', session: this.id, press }),
      () => undefined
    )
  }

  get awake(): boolean {
    return this.#here && !this.#loop.frozen
  }

  // --- what befalls it

  /** In the background, or the lid is shut, for `ms`: nothing runs, and its clock may not run either. */
  freeze(ms: number, how: { readonly clockStands: boolean; readonly order: Order }): void {
    const { clock, history } = this.#ground
    history.keep({ is: 'hindered', session: this.id, of: 'freeze' })
    if (how.clockStands) {
      this.#own.stand()
      clock.after(ms, () => this.#own.goOn())
    }
    this.#loop.freeze(ms, how.order)
    clock.after(ms, () => history.keep({ is: 'free', session: this.id, of: 'freeze' }))
  }

  get frozenUntil(): number {
    return this.#loop.frozenUntil
  }

  /** So long it is busy with each frame, ms: what it does not come to piles up in the network. */
  readSlowly(cost: number): void {
    const { history } = this.#ground
    if (cost > 0) history.keep({ is: 'hindered', session: this.id, of: 'work' })
    else if (this.#loop.busy) history.keep({ is: 'free', session: this.id, of: 'work' })
    this.#loop.work(cost)
  }

  /** Reloaded: this session is gone for ever. */
  leave(): void {
    this.session.close()
    this.#here = false
    this.#endEffect()
    this.#ground.history.keep({ is: 'left', session: this.id })
  }

  #clock(): Clock {
    const own = this.#own
    return {
      now: () => own.now(),
      after: (ms, fn) => {
        let forgotten = false
        const forget = own.after(ms, () => this.#loop.timer(() => !forgotten && fn()))
        return () => {
          forgotten = true
          forget()
        }
      },
    }
  }

  #around(): Surroundings {
    const { network, chance, ticket, postStop } = this.#ground
    let first: string | undefined = this.id
    return {
      clock: this.#clock(),
      // The first number that a session draws is its own.
      randomHex: () => {
        const hex = first ?? chance.hex()
        first = undefined
        return hex
      },
      ticket: () => this.#loop.answer(network.request(ticket, 'ticket lost')),
      postStop: body => this.#loop.answer(network.request(() => postStop(body), 'stop by post lost')),
      connect: listener => {
        const wire = network.connect(this.id, {
          opened: () => this.#loop.socket(() => listener.opened()),
          heard: text => this.#loop.socket(() => this.#hear(text, listener)),
          closed: () => this.#loop.socket(() => listener.closed()),
        })
        this.wire = wire
        return { send: text => this.#send(wire, text), close: () => wire.closeUp() }
      },
    }
  }

  #hear(text: string, listener: SocketListener): void {
    const { history } = this.#ground
    const session = this.id
    if (text.startsWith('{"t":"welcome"')) {
      history.keep({ is: 'greeted', session, how: (JSON.parse(text) as Welcome).start })
    } else if (text.startsWith('{"t":"bye"')) {
      history.keep({ is: 'greeted', session, how: (JSON.parse(text) as Bye).code })
    }
    listener.heard(text)
  }

  #send(wire: Wire, text: string): void {
    const { history, repeater } = this.#ground
    wire.sendUp(text)
    if (text.startsWith('{"t":"hello"')) {
      const { session, connection } = JSON.parse(text) as Hello
      history.keep({ is: 'hello', page: this.id, session, connection })
      wire.greeted = true
      repeater.greeted(wire)
    } else if (text.includes('"t":"cmd"')) {
      const { t: _, ...frame } = JSON.parse(text) as Cmd
      const how = this.#issued.has(frame.command) ? 'again' : 'new'
      this.#issued.add(frame.command)
      history.keep({ is: 'sent', session: this.id, how, frame })
      repeater.sent(this, text, frame)
    } else if (text === '{"t":"resync"}') {
      history.keep({ is: 'resync', session: this.id })
    }
  }

  #listener(replica: Replica): SessionListener {
    const { history, clock } = this.#ground
    const mine = replica.listener
    const dated = new Set<number>()
    return {
      ...mine,
      applied: change => {
        const { epoch, revision } = change
        mine.applied?.(change)
        const keys = new Map<string, KeyValue | undefined>()
        const known = this.#names.size
        for (const name of change.keys.keys()) this.#names.add(name)
        for (const name of this.#names) keys.set(name, this.session.key(name))
        history.keep({ is: 'applied', by: 'session', session: this.id, epoch, revision, keys })
        if (this.#names.size > known) this.#watch(replica)
      },
      event: event => {
        const { number, lostTo } = event
        mine.event?.(event)
        history.keep({ is: 'event', session: this.id, epoch: this.session.epoch ?? '', number, lostTo })
      },
      history: entry => {
        mine.history?.(entry)
        // Never a command: what a hand meant and the page kept back is an intent alone.
        if (entry.command < 0) return
        const { command, control, value, ended } = entry
        const session = this.id
        const gestureAt = this.#wanted.get(`${control} ${String(value)}`) ?? clock.now()
        if (!dated.has(command)) history.keep({ is: 'issued', session, command, gestureAt })
        dated.add(command)
        if (ended) history.keep({ is: 'word', session, command, ended })
      },
    }
  }

  /** Of all keys that it ever heard of; a device may be gone now. */
  readonly #names = new Set<string>()

  /** Looks at all signals at once, whenever one of them changes: what a page would draw. */
  #watch(replica: Replica): void {
    this.#endEffect()
    const signals = [...this.#names].map(name => [name, replica.key(name)] as const)
    this.#endEffect = effect(() => {
      const keys = new Map(signals.map(([name, signal]) => [name, signal.value]))
      const { epoch, revision } = this.session
      if (epoch === undefined) return
      this.#ground.history.keep({ is: 'applied', by: 'signals', session: this.id, epoch, revision, keys })
    })
  }

  #intend(control: string, op: Cmd['op'], final: boolean, value?: Scalar): void {
    const intent = { is: 'intent', session: this.id, control, op, final } as const
    this.#wanted.set(`${control} ${String(value)}`, this.#ground.clock.now())
    this.#ground.history.keep({ ...intent, ...(value !== undefined && { value }) })
  }

  #lifted(control: string, value: Scalar): void {
    const { last } = this.session.control(control)
    const notSent = last !== undefined && 'notSent' in last && last.value === value
    this.#ground.history.keep({ is: 'lifted', session: this.id, control, value, notSent })
  }
}
