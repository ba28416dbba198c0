import type { Order } from '../../drivers/machine.ts'
import { Chance } from './chance.ts'
import { type Ledger, Life } from './daemon.ts'
import { DEVICE, plugIn } from './device.ts'
import { FEATURES, type Feature, STRIKES, USUAL_DELAY } from './faults.ts'
import { History } from './history.ts'
import { setLimits } from './limits.ts'
import { Network } from './network.ts'
import { Page } from './page.ts'
import { Person } from './people.ts'
import { Repeater } from './repeater.ts'
import { onGrid, runTurns, WorldClock } from './turns.ts'

export interface Design {
  readonly seed: number
  /** These and no others; else the seed chooses. */
  readonly features?: readonly Feature[] | undefined
}

/** How long things go wrong, and how long they may then heal, ms. */
export const DISTURBED = 75_000
export const HEALING = 18_000
const EVERY_FAULT = 900

/** A station, its people and everything between them, out of one seed. */
export class World {
  readonly clock = new WorldClock()
  readonly history = new History(() => this.clock.now())
  readonly people: Person[] = []
  /** Pages that had a frame spoilt. */
  readonly spoilt = new Set<string>()
  readonly features: ReadonlySet<Feature>
  readonly #seed: number
  readonly #networks: Network[] = []
  readonly #strikes: Chance
  readonly #daemons: Chance
  readonly #hesitations: Chance
  readonly #port
  readonly #ledger: Ledger = { boots: 0, latches: [] }
  readonly #endOfTurn: (() => void)[] = []
  #life: Life | undefined
  #crashAfter: 'command' | 'stop' | 'any' | undefined
  #targets = 0
  #healing = false

  constructor({ seed, features }: Design) {
    this.#seed = seed
    const choice = this.#chance('features')
    this.features = new Set(features ?? FEATURES.filter(() => choice.odds(0.6)))
    setLimits(this.features.has('tight limits'))
    this.#strikes = this.#chance('strikes')
    this.#daemons = this.#chance('daemon')
    this.#hesitations = this.#chance('hesitations')
    this.#port = plugIn({ clock: this.clock, chance: this.#chance('device'), history: this.history })
    this.#boot()
    const people = 2 + choice.below(3)
    for (let i = 0; i < people; i++) this.#settle(i)
    this.#strikeLater()
  }

  /** Lives through all of it: first everything goes wrong, then nothing. */
  async run(): Promise<History> {
    await this.#pass(DISTURBED)
    this.#heal()
    await this.#pass(HEALING - 1_000)
    const { epoch = '', revision = 0 } = this.#life?.house.state ?? {}
    await this.#pass(1_000)
    const pages = this.people.map(({ page: { id, session } }) => {
      return { session: id, link: session.link.state, epoch: session.epoch, revision: session.revision }
    })
    this.history.keep({ is: 'end', epoch, revision, pages })
    return this.history
  }

  fault(name: string): void {
    this.history.keep({ is: 'fault', name })
  }

  order(order: Order): void {
    this.#port.machine.order(order)
  }

  slow(person: number, latency: readonly [number, number] = [2, 25]): void {
    const network = this.#networks[person] as Network
    network.latency = latency
  }

  reload(person: number): void {
    const who = this.people[person] as Person
    who.page.leave()
    who.page = this.#open(person)
  }

  /** False: nobody lives who could die. */
  crash(): boolean {
    const life = this.#life
    if (!life || this.#healing) return false
    this.#end(life)
    return true
  }

  crashAfterBytes(which: 'command' | 'stop' | 'any'): void {
    this.#crashAfter ??= which
  }

  /** Shut down and started again, as on an update. */
  restart(): boolean {
    const life = this.#life
    if (!life?.open || this.#healing) return false
    // The door is shut first: no socket and no request comes in any more.
    life.open = false
    const closed = life.house.close('This daemon is being restarted.')
    closed.catch(error => this.thrown('close', error))
    this.clock.after(this.#daemons.between(5, 100), () => this.#end(life))
    return true
  }

  thrown(where: string, error: unknown): void {
    this.history.keep({
      is: 'thrown',
      where,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    })
  }

  #chance(purpose: string): Chance {
    return new Chance(this.#seed, purpose)
  }

  #pass(ms: number): Promise<void> {
    return runTurns(this.clock, this.clock.now() + ms, {
      over: () => {
        for (const fn of this.#endOfTurn.splice(0)) fn()
        this.history.turn++
      },
      thrown: error => this.thrown('turn', error),
    })
  }

  // --- daemon

  #boot(): void {
    const chance = this.#daemons
    // A computer that went on running: its clock goes on. One that was switched on: it starts near zero.
    const goesOn = this.#ledger.boots > 0 && chance.odds(0.7)
    const offset = goesOn ? this.#offset : onGrid(chance.between(0, 50)) - this.clock.now()
    this.#offset = offset
    // A busy daemon takes several things from its sockets before it comes to its flush.
    const busy = chance.odds(0.4) ? chance.between(0.1, 6) : 0
    this.#life = new Life({
      clock: this.clock,
      history: this.history,
      chance,
      port: this.#port,
      ledger: this.#ledger,
      hesitation: () => this.#hesitation(),
      offset,
      endOfTurn: fn => (busy > 0 ? this.clock.after(chance.between(0, busy), fn) : this.#endOfTurn.push(fn)),
      wrote: life => this.#wrote(life),
    })
  }

  #offset = 0

  #wrote(life: Life): void {
    if (this.#crashAfter === undefined || this.#healing) return
    const last = this.history.all.at(-1)
    if (last?.is !== 'line') return
    const is = last.command !== undefined ? 'command' : last.text === '!' ? 'stop' : 'poll'
    if (this.#crashAfter !== 'any' && this.#crashAfter !== is) return
    this.#crashAfter = undefined
    this.fault(`crash right after bytes of a ${is}`)
    this.#end(life)
  }

  #end(life: Life): void {
    if (this.#life !== life) return
    life.die()
    this.#life = undefined
    const chance = this.#daemons
    // The system gives the port back a little later: bytes that were handed over still go out, mostly.
    this.clock.after(chance.odds(0.5) ? 0 : chance.between(1, 20), () => void this.#port.close())
    for (const wire of life.wires) {
      wire.forgetDaemon()
      if (chance.odds(0.85)) this.clock.after(chance.between(1, 60), () => wire.losePage())
    }
    this.clock.after(20 + (chance.odds(0.6) ? chance.between(60, 500) : chance.between(100, 5_000)), () => this.#boot())
  }

  #hesitation(): number {
    const chance = this.#hesitations
    if (!this.features.has('hesitant driver') || this.#healing || !chance.odds(0.12)) return 0
    this.fault('driver hesitates')
    return chance.odds(0.6) ? chance.between(1, 150) : chance.between(300, 2_400)
  }

  // --- people

  #settle(i: number): void {
    const chance = this.#chance(`network ${i}`)
    const network = new Network({
      clock: this.clock,
      chance,
      listening: () => {
        const life = this.#life
        return life?.open ? wire => life.accept(wire) : undefined
      },
      watch: {
        unacknowledged: bytes => this.history.keep({ is: 'unacknowledged', bytes }),
        fault: name => this.fault(name),
        greeted: how => this.history.keep({ is: 'greeted', how }),
      },
    })
    network.refuseConnect = this.features.has('refusals') ? 0.25 : 0
    network.loseRequest = this.features.has('lost requests') ? 0.2 : 0
    this.#networks[i] = network
    const person = new Person(this.#open(i), {
      society: { clock: this.clock, freshTarget: () => this.#freshTarget() },
      chance: this.#chance(`person ${i}`),
      place: i,
      stops: this.features.has('stops'),
    })
    this.people[i] = person
  }

  #open(i: number): Page {
    const chance = new Chance(this.#seed, `page ${i} ${this.clock.now()}`)
    const repeater = new Repeater({
      clock: this.clock,
      chance: this.#chance(`repeater ${i}`),
      history: this.history,
      fault: name => this.fault(name),
    })
    repeater.odds = this.features.has('repeaters') ? 0.06 : 0
    return new Page({
      clock: this.clock,
      history: this.history,
      chance,
      network: this.#networks[i] as Network,
      repeater,
      ticket: () => (this.#life?.open ? this.#life.ticket() : undefined),
      postStop: body => (this.#life?.open ? this.#life.postStop(body) : undefined),
      offset: onGrid(chance.between(0, 1e7)),
    })
  }

  /** 0.00 to 300.00, none twice. */
  #freshTarget(): number {
    return ((++this.#targets * 7_919) % 30_001) / 100
  }

  // --- what goes wrong, and when it ends

  #strikeLater(): void {
    this.clock.after(this.#strikes.wait(EVERY_FAULT), () => {
      if (this.#healing) return
      this.#strike()
      this.#strikeLater()
    })
  }

  #strike(): void {
    const chance = this.#strikes
    const possible = STRIKES.filter(({ feature }) => this.features.has(feature))
    let left = chance.next() * possible.reduce((sum, { weight }) => sum + weight, 0)
    for (const { weight, strike } of possible) {
      left -= weight
      if (left >= 0) continue
      const name = strike(this, chance)
      if (name !== undefined) this.fault(name)
      return
    }
  }

  #heal(): void {
    this.#healing = true
    this.history.keep({ is: 'healing' })
    this.order(USUAL_DELAY)
    for (const order of ['drop', 'garble', 'refuse'] as const) this.order({ order, chance: 0 })
    for (const [i, network] of this.#networks.entries()) {
      network.refuseConnect = network.loseRequest = 0
      this.slow(i)
      for (const wire of network.wires) {
        wire.up.release()
        wire.down.release()
      }
    }
    for (const person of this.people) person.rest()
    this.clock.after(HEALING - 8_000, () => this.#rearm())
    for (const i of this.people.keys()) this.clock.after(HEALING - 7_000 + i * 1_200, () => this.#probe(i))
  }

  /** Whatever is still latched is lifted by somebody who sees it. */
  #rearm(): void {
    for (const scope of ['station', DEVICE]) this.people[0]?.page.session.rearm(scope)
  }

  /** Everybody can do their work again. */
  #probe(i: number): void {
    const { page } = this.people[i] as Person
    const value = this.#freshTarget()
    this.history.keep({ is: 'probe', session: page.id, value })
    page.set(`${DEVICE}.target`, value)
  }
}
