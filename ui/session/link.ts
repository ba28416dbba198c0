import { LIMITS } from '../../protocol/index.ts'
import type { LinkStatus, Socket, SocketListener, Surroundings } from './api.ts'
import { backoff } from './backoff.ts'
import { LoginNeeded } from './login-needed.ts'

/**
 *   asking --> opening --> greeting --> syncing --> live <--> silent
 *     ^            |           |           |        | ^         |
 *     |            |           |           |        v |         |
 *   waiting <------+-----------+-----------+------ behind <-----+      over: no way out
 *
 * `greeting` has sent hello, `syncing` was welcomed and waits for its first flush,
 * `behind` waits for snapshots after a delta that did not fit. Only `live` takes input.
 */
type Phase =
  | { readonly at: 'asking' }
  | { readonly at: 'opening' | 'greeting' | 'syncing' | 'live'; readonly socket: Socket }
  | { readonly at: 'silent' | 'behind'; readonly socket: Socket; readonly since: number }
  | { readonly at: 'waiting'; readonly until: number; readonly reason: string; readonly forget: () => void }
  | { readonly at: 'over'; readonly reason: string; readonly login?: true }

export interface LinkHost {
  /** The first frame of a socket; called when it is open. */
  hello(ticket: string, connection: number): string
  heard(text: string): void
  /** Some phase began. */
  changed(): void
}

export class Link {
  readonly #around: Surroundings
  readonly #host: LinkHost
  #phase: Phase = { at: 'over', reason: 'Not opened yet.' }
  #attempt = 1
  #connection = 0
  /** Clock time of the last frame, or of the last step of an opening. */
  #heardAt = 0
  #forgetWatch: (() => void) | undefined

  constructor(around: Surroundings, host: LinkHost) {
    this.#around = around
    this.#host = host
  }

  get at(): Phase['at'] {
    return this.#phase.at
  }

  /** Asks the clock, too: after a sleep, timers come later than fingers. */
  get live(): boolean {
    return this.#phase.at === 'live' && this.#quiet() < LIMITS.silentAfter
  }

  status(roundTrip: number | undefined): LinkStatus {
    const phase = this.#phase
    switch (phase.at) {
      case 'live':
        if (!this.live) return { state: 'silent', since: this.#heardAt }
        return roundTrip === undefined ? { state: 'live' } : { state: 'live', roundTrip }
      case 'silent':
      case 'behind':
        return { state: 'silent', since: phase.since }
      case 'waiting':
        return { state: 'waiting', until: phase.until, reason: phase.reason }
      case 'over':
        return { state: 'given up', reason: phase.reason, ...(phase.login && { login: true }) }
      default:
        return { state: 'connecting', attempt: this.#attempt }
    }
  }

  open(): void {
    this.#heardAt = this.#now()
    this.#enter({ at: 'asking' })
    const mine = this.#phase
    const still = () => this.#phase === mine
    this.#around.ticket().then(
      ticket => still() && this.#connect(ticket),
      error => still() && this.#ticketless(error)
    )
  }

  #ticketless(error: unknown): void {
    if (error instanceof LoginNeeded) this.#leave({ at: 'over', reason: error.message, login: true })
    else this.drop('The station cannot be reached.')
  }

  /** False: there is no socket that said hello. */
  send(text: string): boolean {
    const phase = this.#phase
    if (!('socket' in phase) || phase.at === 'opening') return false
    phase.socket.send(text)
    return true
  }

  /** The daemon knows this socket; its first flush is on the way. */
  welcomed(): void {
    if (this.#phase.at === 'greeting') this.#enter({ at: 'syncing', socket: this.#phase.socket })
  }

  /** State is whole and in place: input may be taken. */
  synced(): void {
    const phase = this.#phase
    if (phase.at !== 'syncing' && phase.at !== 'behind') return
    this.#attempt = 1
    this.#enter({ at: 'live', socket: phase.socket })
  }

  /** State is no longer whole. */
  behind(): void {
    const phase = this.#phase
    if (phase.at === 'live' || phase.at === 'silent') {
      this.#enter({ at: 'behind', socket: phase.socket, since: this.#now() })
    }
  }

  /** Gives this socket up and opens another one: after `wait`, or soon, and less soon each time. */
  drop(reason: string, wait = backoff(this.#attempt++, this.#around.randomHex())): void {
    if (this.#phase.at === 'over') return
    const forget = this.#around.clock.after(wait, () => this.open())
    this.#leave({ at: 'waiting', until: this.#now() + wait, reason, forget })
  }

  /** For good. */
  end(reason: string): void {
    if (this.#phase.at !== 'over') this.#leave({ at: 'over', reason })
  }

  retry(): void {
    if (this.#phase.at !== 'waiting') return
    this.#phase.forget()
    this.open()
  }

  #connect(ticket: string): void {
    this.#heardAt = this.#now()
    const connection = ++this.#connection
    // Each callback is that of one socket; of a socket that was given up it does nothing.
    const of = (fn: (phase: Phase) => void) => {
      const phase = this.#phase
      if ('socket' in phase && phase.socket === socket) fn(phase)
    }
    const listener: SocketListener = {
      opened: () => of(() => this.#greet(socket, this.#host.hello(ticket, connection))),
      heard: text => of(() => this.#hear(text)),
      closed: () => of(() => this.drop('The connection to the station broke.')),
    }
    const socket = this.#around.connect(listener)
    this.#enter({ at: 'opening', socket })
  }

  #greet(socket: Socket, hello: string): void {
    this.#heardAt = this.#now()
    socket.send(hello)
    this.#enter({ at: 'greeting', socket })
  }

  /** A silence that no timer saw (the machine slept) is one all the same, before its end is heard. */
  #hear(text: string): void {
    if (this.#quiet() >= LIMITS.silentAfter) this.#watch()
    if (this.#phase.at === 'waiting') return
    this.#heardAt = this.#now()
    if (this.#phase.at === 'silent') this.#enter({ at: 'live', socket: this.#phase.socket })
    this.#host.heard(text)
  }

  #enter(phase: Phase): void {
    this.#phase = phase
    this.#watch()
    if (this.#phase === phase) this.#host.changed()
  }

  #leave(phase: Phase): void {
    const before = this.#phase
    this.#phase = phase
    if (before.at === 'waiting') before.forget()
    if ('socket' in before) before.socket.close()
    this.#forgetWatch?.()
    this.#forgetWatch = undefined
    this.#host.changed()
  }

  /** One timer, set anew only when it rings: frames come too often to set one each. */
  #watch(): void {
    const phase = this.#phase
    if (phase.at === 'waiting' || phase.at === 'over') return
    const quiet = this.#quiet()
    const stuck = phase.at === 'behind' && this.#now() - phase.since >= LIMITS.deadAfter
    this.#forgetWatch?.()
    if (quiet >= LIMITS.deadAfter || stuck) this.drop('The station does not answer.')
    else if (phase.at === 'live' && quiet >= LIMITS.silentAfter) {
      this.#enter({ at: 'silent', socket: phase.socket, since: this.#heardAt })
    } else {
      const left = (phase.at === 'live' ? LIMITS.silentAfter : LIMITS.deadAfter) - quiet
      this.#forgetWatch = this.#around.clock.after(left, () => this.#watch())
    }
  }

  #quiet(): number {
    return this.#now() - this.#heardAt
  }

  #now(): number {
    return this.#around.clock.now()
  }
}
