import type { Order } from '../../drivers/machine.ts'
import { LIMITS } from '../../protocol/index.ts'
import type { Task } from './campaign.ts'
import { Chance } from './chance.ts'
import { Clocks } from './clocks.ts'
import { DEVICE, plugIn } from './device.ts'
import { FEATURES, type Feature, STRIKES, USUAL_DELAY } from './faults.ts'
import { History } from './history.ts'
import { setLimits } from './limits.ts'
import { Network, type Watch } from './network.ts'
import { Page } from './page.ts'
import { Person } from './people.ts'
import { Power } from './power.ts'
import { Repeater } from './repeater.ts'
import { onGrid, runTurns, WorldClock } from './turns.ts'

/** How long things go wrong, and how long they may then heal, ms. */
const DISTURBED = 75_000
const HEALING = 18_000
/** Once in this time something strikes, ms. */
const EVERY_FAULT = 900
const USUAL_LATENCY = [2, 25] as const
/** Somebody who has more tabs open than this is not asked to open another. */
const MOST_TABS = 6
const PROBES_APART = 1_000
/** Nobody works all through a long sleep of somebody else. */
const WHILE_SOMEBODY_SLEEPS = 12

/** A station, its people and everything between them, out of one seed. */
export class World {
  readonly clock = new WorldClock()
  readonly history = new History(() => this.clock.now())
  readonly people: Person[] = []
  readonly power: Power
  readonly clocks: Clocks
  /** Pages that had a frame spoilt. */
  readonly spoilt = new Set<string>()
  readonly features: ReadonlySet<Feature>
  readonly #seed: number
  readonly #networks: Network[] = []
  readonly #strikes: Chance
  readonly #hesitations: Chance
  readonly #port
  readonly #endOfTurn: (() => void)[] = []
  #targets = 0
  #healing = false

  constructor({ seed, features, hour = 3_600_000 }: Task) {
    this.#seed = seed
    const choice = this.#chance('features')
    this.features = new Set(features ?? FEATURES.filter(() => choice.odds(0.6)))
    setLimits(this.features.has('tight limits'))
    this.#strikes = this.#chance('strikes')
    this.#hesitations = this.#chance('hesitations')
    this.clocks = new Clocks({
      world: this.clock,
      features: this.features,
      chance: this.#chance('clocks'),
      fault: name => this.fault(name),
      hour,
    })
    this.#port = plugIn({ clock: this.clock, chance: this.#chance('device'), history: this.history })
    this.power = new Power({
      clock: this.clock,
      history: this.history,
      chance: this.#chance('daemon'),
      port: this.#port,
      hesitation: () => this.#hesitation(),
      endOfTurn: fn => this.#endOfTurn.push(fn),
      clocks: this.clocks,
      thrown: (where, error) => this.#thrown(where, error),
    })
    const people = 2 + choice.below(3)
    for (let place = 0; place < people; place++) this.#settle(place)
    this.#strikeLater()
  }

  /** Lives through all of it: first everything goes wrong, then nothing. */
  async run(): Promise<History> {
    await this.#pass(DISTURBED)
    // A few sleep longer than everything else lasts.
    for (let wait = this.#asleep; wait > 0; wait = this.#asleep) await this.#pass(wait)
    this.#heal()
    await this.#pass(HEALING - 1_000)
    const { epoch = '', revision = 0 } = this.power.life?.house.state ?? {}
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

  slow({ network }: Person, latency: readonly [number, number] = USUAL_LATENCY): void {
    network.latency = latency
  }

  reload(person: Person): void {
    person.page.leave()
    person.page = this.#open(person.tab, person.network)
  }

  /** As a browser duplicates a tab: the same address, and nothing of the memory of the other. */
  duplicate(person: Person): boolean {
    if (this.people.length >= MOST_TABS) return false
    this.#settle(person.place)
    return true
  }

  /** One of two tabs of somebody is closed. */
  closeTab(person: Person): boolean {
    if (this.people.length < 3 || !person.page.awake) return false
    person.rest()
    person.page.leave()
    this.people.splice(this.people.indexOf(person), 1)
    return true
  }

  /** Whether a sleep may still begin. */
  get disturbed(): boolean {
    return this.clock.now() < DISTURBED
  }

  /** How long the last of those who sleep will sleep, ms. */
  get #asleep(): number {
    return onGrid(Math.max(...this.people.map(({ page }) => page.frozenUntil)) - this.clock.now())
  }

  #thrown(where: string, error: unknown): void {
    const said = error instanceof Error ? (error.stack ?? error.message) : String(error)
    this.history.keep({ is: 'thrown', where, error: said })
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
      thrown: error => this.#thrown('turn', error),
    })
  }

  #hesitation(): number {
    const chance = this.#hesitations
    if (!this.features.has('hesitant driver') || this.#healing || !chance.odds(0.12)) return 0
    this.fault('driver hesitates')
    return chance.odds(0.6) ? chance.between(1, 150) : chance.between(300, 2_400)
  }

  // --- people

  #settle(place: number): void {
    const tab = this.#networks.length
    const network = new Network({
      clock: this.clock,
      chance: this.#chance(`network ${tab}`),
      listening: () => {
        const { life } = this.power
        return life?.open ? wire => life.accept(wire) : undefined
      },
      watch: this.#watch,
    })
    network.refuseConnect = this.features.has('refusals') ? 0.25 : 0
    network.loseRequest = this.features.has('lost requests') ? 0.2 : 0
    this.#networks.push(network)
    const person = new Person(this.#open(tab, network), {
      society: {
        clock: this.clock,
        freshTarget: () => this.#freshTarget(),
        calm: () => (this.disturbed ? 1 : WHILE_SOMEBODY_SLEEPS),
      },
      chance: this.#chance(`person ${tab}`),
      place,
      tab,
      network,
      stops: this.features.has('stops'),
    })
    this.people.push(person)
  }

  readonly #watch: Watch = {
    fault: name => this.fault(name),
    unacknowledged: bytes => {
      if (bytes > LIMITS.ackBytes) this.history.keep({ is: 'unacknowledged', bytes })
    },
    backlog: ({ session, number }, bytes) => this.history.keep({ is: 'backlog', session, wire: number, ...bytes }),
    window: ({ session, number }, open) => this.history.keep({ is: 'window', session, wire: number, open }),
    bye: ({ session, number }, { code, reason }) =>
      this.history.keep({ is: 'bye', session, wire: number, code, reason }),
  }

  #open(tab: number, network: Network): Page {
    const chance = this.#chance(`page ${tab} ${this.clock.now()}`)
    const repeater = new Repeater({
      clock: this.clock,
      chance: this.#chance(`repeater ${tab} ${this.clock.now()}`),
      history: this.history,
      fault: name => this.fault(name),
    })
    repeater.odds = this.features.has('repeaters') ? 0.06 : 0
    const open = () => (this.power.life?.open ? this.power.life : undefined)
    return new Page({
      clock: this.clock,
      history: this.history,
      chance,
      network,
      repeater,
      ticket: () => open()?.ticket(),
      postStop: body => open()?.postStop(body),
      movement: this.clocks.ofPage(onGrid(chance.between(0, 1e7))),
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
    this.power.stayOn()
    this.clocks.heal()
    this.history.keep({ is: 'healing' })
    this.order(USUAL_DELAY)
    for (const order of ['drop', 'garble', 'refuse'] as const) this.order({ order, chance: 0 })
    for (const network of this.#networks) {
      network.refuseConnect = network.loseRequest = 0
      network.latency = USUAL_LATENCY
      for (const wire of network.wires) wire.heal()
    }
    for (const person of this.people) {
      person.rest()
      person.page.readSlowly(0)
    }
    this.clock.after(HEALING - 8_000, () => this.#rearm())
    for (const [i, person] of this.people.entries()) {
      this.clock.after(HEALING - 7_000 + i * PROBES_APART, () => this.#probe(person))
    }
  }

  /** Whatever is still latched is lifted by somebody who sees it. */
  #rearm(): void {
    for (const scope of ['station', DEVICE]) this.people[0]?.page.session.rearm(scope)
  }

  /** Everybody can do their work again. */
  #probe({ page }: Person): void {
    const value = this.#freshTarget()
    this.history.keep({ is: 'probe', session: page.id, value })
    page.set(`${DEVICE}.target`, value)
  }
}
