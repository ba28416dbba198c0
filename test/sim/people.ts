import type { VirtualClock } from '../virtual-clock.ts'
import type { Chance } from './chance.ts'
import type { Network } from './network.ts'
import type { Page } from './page.ts'

export interface Society {
  readonly clock: VirtualClock
  /** A target that nobody has asked for before: its bytes name the command. */
  readonly freshTarget: () => number
  /** How much longer than usual people look away. */
  readonly calm: () => number
}

/** Which tab of the world it is, of what kind its person is, and what it is connected through. */
interface Seat {
  readonly tab: number
  readonly place: number
  readonly network: Network
}

/** What a person does, and how often compared with the rest. */
type Deed = 'drag' | 'drag the fan' | 'set' | 'switch' | 'fan' | 'tare' | 'read' | 'stop' | 'look away'
type Habits = Partial<Record<Deed, number>>

const PERSONAS: readonly Habits[] = [
  { drag: 6, 'drag the fan': 1, set: 2, tare: 0.5, read: 1, 'look away': 1 },
  { drag: 2, set: 5, switch: 3, fan: 3, tare: 1.5, read: 1, 'look away': 1 },
  { drag: 1, 'drag the fan': 2, fan: 1, read: 1, 'look away': 5 },
]

/** The second at a station where Stop is pressed now and then. */
const STOPPER: Habits = { drag: 3, set: 2, switch: 1, read: 1, stop: 1.6, 'look away': 1 }

const FRAME = 1_000 / 60

/** Somebody at a tab, who only uses what every page can use. */
export class Person implements Seat {
  page: Page
  readonly tab: number
  readonly place: number
  readonly network: Network
  readonly #society: Society
  readonly #chance: Chance
  readonly #habits: Habits
  #resting = false
  #dragging = false

  constructor(page: Page, o: Seat & { society: Society; chance: Chance; stops: boolean }) {
    this.page = page
    this.tab = o.tab
    this.place = o.place
    this.network = o.network
    this.#society = o.society
    this.#chance = o.chance
    this.#habits = o.stops && o.place === 1 ? STOPPER : (PERSONAS[o.place % PERSONAS.length] as Habits)
    this.#later(o.chance.between(200, 900), () => this.#think())
  }

  /** In the middle of something. */
  get dragging(): boolean {
    return this.#dragging
  }

  /** Hands off, also off what is under way. */
  rest(): void {
    this.#resting = true
  }

  #think(): void {
    if (this.#resting) return
    if (!this.page.awake) return this.#later(200, () => this.#think())
    const { session } = this.page
    const latched = ['station', 'plate'].find(scope => session.stopOf(scope)?.latched)
    if (latched && this.#chance.odds(0.6)) session.rearm(latched)
    else this.#do(this.#choose())
  }

  #choose(): Deed {
    const habits = Object.entries(this.#habits) as [Deed, number][]
    let left = this.#chance.next() * habits.reduce((sum, [, weight]) => sum + weight, 0)
    for (const [deed, weight] of habits) {
      left -= weight
      if (left < 0) return deed
    }
    return 'look away'
  }

  #do(deed: Deed): void {
    const { page } = this
    const chance = this.#chance
    if (deed === 'drag') return this.#drag('plate.target', () => this.#society.freshTarget())
    if (deed === 'drag the fan') return this.#drag('plate.fan', () => chance.below(101))
    if (deed === 'stop') return this.#stop(chance.odds(0.5) ? 'station' : 'plate')
    if (deed === 'set') page.set('plate.target', this.#society.freshTarget())
    else if (deed === 'switch') page.set('plate.heater', chance.odds(0.5))
    else if (deed === 'fan') page.set('plate.fan', chance.below(101))
    else if (deed === 'tare') page.call('plate.tare')
    else if (deed === 'read') this.#read()
    this.#rest(deed === 'look away' ? 2_500 : 350)
  }

  /** What is locked is read afresh, as the page offers it. */
  #read(): void {
    const controls = ['plate.target', 'plate.fan', 'plate.heater', 'plate.tare']
    const locked = controls.find(name => this.page.session.key(name)?.locked !== undefined)
    this.page.read(locked ?? this.#chance.pick(controls))
  }

  #drag(control: string, value: () => number): void {
    const { page } = this
    const gesture = page.gesture(control)
    const moves = this.#chance.below(130)
    this.#dragging = true
    const frame = (left: number): void => {
      // A finger that is down while the page is frozen stays down: what it does comes to nothing, or comes later.
      if (page === this.page && !page.awake && !this.#resting) return this.#later(100, () => frame(left))
      if (page !== this.page || this.#resting || (left === 0 && this.#chance.odds(0.1))) gesture.cancel()
      else if (left === 0) gesture.end(value())
      else {
        gesture.move(value())
        return this.#later(FRAME, () => frame(left - 1))
      }
      this.#dragging = false
      this.#rest(300)
    }
    frame(moves)
  }

  /** Presses Stop, and re-arms so soon that others have not seen it. */
  #stop(scope: string): void {
    const { page } = this
    page.stop(scope)
    const rearm = (tries: number): void => {
      if (page !== this.page || tries === 0) return this.#rest(300)
      if (!page.session.stopOf(scope)?.latched) return this.#later(15, () => rearm(tries - 1))
      this.#later(this.#chance.between(0, 250), () => {
        if (page === this.page && page.awake) page.session.rearm(scope)
        this.#rest(500)
      })
    }
    rearm(60)
  }

  #rest(mean: number): void {
    this.#later(20 + this.#chance.wait(mean * this.#society.calm()), () => this.#think())
  }

  #later(ms: number, fn: () => void): void {
    this.#society.clock.after(ms, fn)
  }
}
