import type { Welcome } from '../../protocol/index.ts'
import type { VirtualClock } from '../virtual-clock.ts'
import type { Chance } from './chance.ts'
import { Flow, type FlowWatch } from './flow.ts'
import { Pipe } from './pipe.ts'

export interface PageEnd {
  opened(): void
  heard(text: string): void
  closed(): void
}

export interface DaemonEnd {
  heard(text: string): void
  closed(): void
}

/** Who keeps what is seen on the way. */
export interface Watch extends FlowWatch {
  fault(name: string): void
}

/** Whoever listens for sockets now; undefined while no daemon lives. */
export type Listening = () => ((wire: Wire) => DaemonEnd) | undefined

/**
 * One socket: two pipes of text frames, each strictly in order, and two ends
 * that learn of its death at times of their own.
 */
export class Wire {
  readonly up: Pipe
  readonly down: Pipe
  readonly flow: Flow
  #page: PageEnd | undefined
  #daemon: DaemonEnd | undefined
  /** Which socket of its network, and whose. */
  readonly number: number
  readonly session: string
  /** Hello has left: what is sent from now on is a frame of its session. */
  greeted = false
  /** The daemon's last word on which commands it has seen. */
  lastCommand = -1
  epoch: string | undefined

  constructor(o: {
    clock: VirtualClock
    latency: () => number
    page: PageEnd
    number: number
    session: string
    watch: Watch
  }) {
    this.number = o.number
    this.session = o.session
    this.#page = o.page
    this.flow = new Flow(this, o.watch)
    this.up = new Pipe(o.clock, o.latency, frame => this.#arrivedUp(frame))
    this.down = new Pipe(o.clock, o.latency, frame => this.#arrivedDown(frame))
  }

  /** Both ends are still there, as far as they know. */
  get alive(): boolean {
    return this.#page !== undefined && this.#daemon !== undefined
  }

  get pageIsThere(): boolean {
    return this.#page !== undefined
  }

  accept(daemon: DaemonEnd): void {
    this.#daemon = daemon
  }

  opened(): void {
    this.#page?.opened()
  }

  // --- what the ends do

  sendUp(text: string): void {
    if (this.#page) this.up.send([text])
  }

  /** The page gives it up: what it sent before still arrives, then the end. */
  closeUp(): void {
    if (!this.#page) return
    this.#page = undefined
    this.up.end()
    this.down.die()
  }

  sendDown(frames: readonly string[]): void {
    if (!this.#daemon) return
    this.flow.sent(frames)
    this.down.send(frames)
  }

  closeDown(): void {
    if (!this.#daemon) return
    this.flow.ended()
    this.down.end()
  }

  // --- what the world does to them

  /** The page sees it closed, now. */
  losePage(): void {
    const page = this.#page
    this.#page = undefined
    this.down.die()
    page?.closed()
  }

  /** The daemon sees it closed, now. */
  loseDaemon(): void {
    this.flow.ended()
    const daemon = this.#daemon
    this.#daemon = undefined
    this.up.die()
    daemon?.closed()
  }

  /** The daemon is dead, and sees nothing any more. */
  forgetDaemon(): void {
    this.flow.ended()
    this.#daemon = undefined
    this.up.die()
  }

  /** Nothing is held up any more. */
  heal(): void {
    this.down.delay = 0
    this.up.release()
    this.down.release()
  }

  #arrivedUp(frame: string | undefined): void {
    if (frame === undefined) return this.loseDaemon()
    if (frame.startsWith('{"t":"ack"')) {
      const { frames } = JSON.parse(frame) as { frames: number }
      this.flow.acknowledged(frames)
    }
    this.#daemon?.heard(frame)
  }

  #arrivedDown(frame: string | undefined): void {
    if (frame === undefined) return this.losePage()
    if (frame.startsWith('{"t":"welcome"')) {
      const { lastCommand, epoch } = JSON.parse(frame) as Welcome
      this.lastCommand = lastCommand
      this.epoch = epoch
    }
    this.#page?.heard(frame)
  }
}

/** The network between one page and the daemon: how long things take, and whether they come through. */
export class Network {
  readonly clock: VirtualClock
  readonly wires = new Set<Wire>()
  readonly #chance: Chance
  readonly #listening: Listening
  readonly #watch: Watch
  /** Usual latency one way, ms; a slow link has more. */
  latency: readonly [number, number] = [2, 25]
  #sockets = 0
  refuseConnect = 0
  loseRequest = 0

  constructor(o: {
    clock: VirtualClock
    chance: Chance
    listening: Listening
    watch: Watch
  }) {
    this.clock = o.clock
    this.#chance = o.chance
    this.#listening = o.listening
    this.#watch = o.watch
  }

  trip(): number {
    return this.#chance.between(...this.latency)
  }

  /** Calls back later, never within the call. */
  connect(session: string, page: PageEnd): Wire {
    const wire = new Wire({
      clock: this.clock,
      latency: () => this.trip(),
      number: ++this.#sockets,
      session,
      page,
      watch: this.#watch,
    })
    this.wires.add(wire)
    wire.down.split = this.#chance.odds(0.4)
    this.clock.after(this.trip(), () => this.#arrive(wire))
    return wire
  }

  /** A request of its own (ticket, stop by POST): there and back, or lost. */
  request<T>(ask: () => T | undefined, fault: string): Promise<T> {
    return new Promise((resolve, reject) => {
      const lost = () => this.clock.after(this.trip(), () => reject(new Error('The request was lost.')))
      if (this.#chance.odds(this.loseRequest)) {
        this.#watch.fault(fault)
        lost()
        return
      }
      this.clock.after(this.trip(), () => {
        const answer = ask()
        if (answer === undefined) lost()
        else this.clock.after(this.trip(), () => resolve(answer))
      })
    })
  }

  #arrive(wire: Wire): void {
    const listen = this.#listening()
    const refused = listen !== undefined && this.#chance.odds(this.refuseConnect)
    if (refused) this.#watch.fault('connect refused')
    if (!listen || refused || !wire.pageIsThere) {
      this.clock.after(this.trip(), () => wire.losePage())
      return
    }
    wire.accept(listen(wire))
    this.clock.after(this.trip(), () => wire.opened())
  }
}
