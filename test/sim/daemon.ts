import { type Furnished, type House, openHouse } from '../../daemon/house.ts'
import { stopByPost } from '../../daemon/stop-by-post.ts'
import { toText } from '../../drivers/framing.ts'
import type { FakeTransport } from '../../drivers/transports/fake.ts'
import type { Clock } from '../../protocol/index.ts'
import type { VirtualClock } from '../virtual-clock.ts'
import type { Chance } from './chance.ts'
import { DEVICE, hesitant, LifesTransport } from './device.ts'
import type { History } from './history.ts'
import type { DaemonEnd, Wire } from './network.ts'
import { observe } from './observe.ts'
import { type Movement, OwnClock } from './own-clock.ts'

type Latches = Parameters<Parameters<typeof openHouse>[0]['persist']>[0]

/** What survives a crash. */
export interface Ledger {
  boots: number
  latches: Latches
}

export interface Ground {
  readonly clock: VirtualClock
  readonly history: History
  readonly chance: Chance
  readonly port: FakeTransport
  readonly ledger: Ledger
  readonly hesitation: () => number
  /** How the daemon's clock differs from the world's in this life. */
  readonly movement: Movement
  /** What the clock on the wall says: people and servers of time set it. */
  readonly wallClock: () => number
  /** Runs when the turn is over. */
  readonly endOfTurn: (fn: () => void) => void
  /** Called after bytes were written: here a life may end. */
  readonly wrote: (life: Life) => void
}

/**
 * One life of the daemon: the whole shipped house, and a switch that takes its
 * power away. What is dead hears nothing, and nothing that it still does leaves it.
 */
export class Life {
  readonly house: House
  readonly epoch: string
  readonly wires = new Set<Wire>()
  readonly #ground: Ground
  readonly #tickets = new Set<string>()
  readonly #look: () => void
  readonly #device: Furnished
  #editing = false
  alive = true
  /** Takes sockets and requests. */
  open = true

  constructor(ground: Ground) {
    const { ledger, chance, history, movement, wallClock } = ground
    this.#ground = ground
    this.epoch = `${++ledger.boots}-${chance.hex().slice(0, 8)}`
    const { offset, rate } = movement
    history.keep({ is: 'life', epoch: this.epoch, offset, rate, latched: ledger.latches.map(({ scope }) => scope) })
    const own = this.#clock()
    this.#device = {
      name: DEVICE,
      driver: hesitant(own, ground.hesitation),
      driverName: DEVICE,
      transport: new LifesTransport(ground.port, { alive: () => this.alive, wrote: () => ground.wrote(this) }),
      simulated: true,
    }
    this.house = openHouse({
      turn: { clock: own, endOfTurn: fn => ground.endOfTurn(() => this.alive && fn()) },
      epoch: this.epoch,
      station: { title: 'A simulated station', version: '0' },
      devices: [this.#device],
      latches: ledger.latches,
      persist: latches => {
        if (this.alive) ledger.latches = latches
      },
      admit: ticket => (this.#tickets.delete(ticket) ? {} : undefined),
      wallClock,
      // Out of the reach of any catch: an assertion of the house ends the whole run.
      fatal: error =>
        queueMicrotask(() => {
          throw error
        }),
      log: sentence => this.#logged(sentence),
      record: ({ way, bytes, command }) => {
        if (!this.alive || way !== 'out') return
        history.keep({ is: 'line', epoch: this.epoch, text: toText(bytes), ...(command && { command }) })
      },
    })
    this.#look = observe(this.house, history, { alive: () => this.alive, held: (to, bytes) => this.#held(to, bytes) })
  }

  ticket(): string {
    const ticket = this.#ground.chance.hex()
    this.#tickets.add(ticket)
    return ticket
  }

  /** A socket of the network arrives. */
  accept(wire: Wire): DaemonEnd {
    const receiver = this.house.sessions.open({
      send: frames => {
        if (this.alive) wire.sendDown(frames)
      },
      close: () => {
        if (this.alive) wire.closeDown()
      },
    })
    this.wires.add(wire)
    return {
      heard: text => {
        if (this.alive) receiver.heard(text)
      },
      closed: () => {
        this.wires.delete(wire)
        if (this.alive) receiver.closed()
      },
    }
  }

  /** The house begins to hold a frame of the control class, for one page or for all. */
  #held(to: string | undefined, bytes: number): void {
    for (const { flow, session } of this.wires) if (to === undefined || session === to) flow.held(bytes)
  }

  #logged(sentence: string): void {
    const [, name] = /^(.+) does not keep up/.exec(sentence) ?? []
    if (name === undefined || !this.alive) return
    for (const session of this.house.state.sessions.values()) {
      if (session.name === name) this.#ground.history.keep({ is: 'slow', session: session.id })
    }
  }

  /** The station's config is saved: another device in the place of this one, at once or after a while without any. */
  edit(away: number, clock: Clock): boolean {
    if (!this.alive || this.#editing) return false
    this.#editing = true
    const back = async (): Promise<void> => {
      if (this.alive && this.open) await this.house.furnish(this.#device)
      this.#editing = false
    }
    if (away === 0) void back()
    else void this.house.dissolve(DEVICE).then(() => clock.after(away, () => void back()))
    return true
  }

  postStop(body: object): boolean {
    const { state, loop } = this.house
    return 'confirmed' in stopByPost({ state, post: event => loop.post(event) }, JSON.stringify(body))
  }

  /** The power goes, in the middle of whatever it does. */
  die(): void {
    if (!this.alive) return
    this.#look()
    this.alive = false
    this.#ground.history.keep({ is: 'death', epoch: this.epoch })
  }

  #clock(): Clock {
    const { clock, movement } = this.#ground
    const own = new OwnClock(clock, movement)
    return {
      now: () => own.now(),
      after: (ms, fn) => own.after(ms, () => this.alive && fn()),
    }
  }
}
