import type { FakeTransport } from '../../drivers/transports/fake.ts'
import type { VirtualClock } from '../virtual-clock.ts'
import type { Chance } from './chance.ts'
import type { Clocks } from './clocks.ts'
import { type Ledger, Life } from './daemon.ts'
import type { History } from './history.ts'
import type { Movement } from './own-clock.ts'
import { onGrid } from './turns.ts'

/** Bytes after which a life may end: those of a command, of a stop, or any. */
export type Moment = 'command' | 'stop' | 'any'

interface Mains {
  readonly clock: VirtualClock
  readonly history: History
  readonly chance: Chance
  readonly port: FakeTransport
  readonly hesitation: () => number
  readonly endOfTurn: (fn: () => void) => void
  readonly clocks: Clocks
  readonly thrown: (where: string, error: unknown) => void
}

/** The computer that the daemon runs on: it crashes, is restarted, and keeps its ledger. */
export class Power {
  /** The daemon that lives now, if one does. */
  life: Life | undefined
  readonly #mains: Mains
  readonly #ledger: Ledger = { boots: 0, latches: [] }
  #movement: Movement | undefined
  #crashAfter: Moment | undefined
  #reliable = false

  constructor(mains: Mains) {
    this.#mains = mains
    this.#boot()
  }

  /** From now on nothing ends it. */
  stayOn(): void {
    this.#reliable = true
  }

  /** False: nobody lives who could die. */
  crash(): boolean {
    const { life } = this
    if (!life || this.#reliable) return false
    this.#end(life)
    return true
  }

  crashAfterBytes(which: Moment): void {
    this.#crashAfter ??= which
  }

  /** Shut down and started again, as on an update. */
  restart(): boolean {
    const { life } = this
    if (!life?.open || this.#reliable) return false
    // The door is shut first: no socket and no request comes in any more.
    life.open = false
    const closed = life.house.close('This daemon is being restarted.')
    closed.catch(error => this.#mains.thrown('close', error))
    this.#mains.clock.after(this.#mains.chance.between(5, 100), () => this.#end(life))
    return true
  }

  #boot(): void {
    const { clock, history, chance, port, hesitation, clocks } = this.#mains
    // A computer that went on running: its clock goes on. One that was switched on: it starts near zero.
    const goesOn = this.#ledger.boots > 0 && chance.odds(0.7)
    if (!goesOn || !this.#movement) this.#movement = clocks.ofDaemon(onGrid(chance.between(0, 50)))
    // A busy daemon takes several things from its sockets before it comes to its flush.
    const busy = chance.odds(0.4) ? chance.between(0.1, 6) : 0
    this.life = new Life({
      clock,
      history,
      chance,
      port,
      ledger: this.#ledger,
      hesitation,
      movement: this.#movement,
      wallClock: () => clocks.wall,
      endOfTurn: fn => (busy > 0 ? clock.after(chance.between(0, busy), fn) : this.#mains.endOfTurn(fn)),
      wrote: life => this.#wrote(life),
    })
  }

  #wrote(life: Life): void {
    if (this.#crashAfter === undefined || this.#reliable) return
    const last = this.#mains.history.all.at(-1)
    if (last?.is !== 'line') return
    const is = last.command !== undefined ? 'command' : last.text === '!' ? 'stop' : 'poll'
    if (this.#crashAfter !== 'any' && this.#crashAfter !== is) return
    this.#crashAfter = undefined
    this.#mains.history.keep({ is: 'fault', name: `crash right after bytes of a ${is}` })
    this.#end(life)
  }

  #end(life: Life): void {
    if (this.life !== life) return
    const { clock, chance, port } = this.#mains
    life.die()
    this.life = undefined
    // The system gives the port back a little later: bytes that were handed over still go out, mostly.
    clock.after(chance.odds(0.5) ? 0 : chance.between(1, 20), () => void port.close())
    for (const wire of life.wires) {
      wire.forgetDaemon()
      if (chance.odds(0.85)) clock.after(chance.between(1, 60), () => wire.losePage())
    }
    clock.after(20 + (chance.odds(0.6) ? chance.between(60, 500) : chance.between(100, 5_000)), () => this.#boot())
  }
}
