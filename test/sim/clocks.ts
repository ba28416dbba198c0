import type { VirtualClock } from '../virtual-clock.ts'
import type { Chance } from './chance.ts'
import type { Feature } from './faults.ts'
import { coarsenessOf, type Movement, rateOf } from './own-clock.ts'

/** Latest that a timer of a page rings after its time, ms: the browser is busy, or nobody looks at the tab. */
const PAGE_LATE = 1_000
const DAEMON_LATE = 30

/** Every clock of a world, and what is wrong with each. */
export class Clocks {
  /** By how much the clock on the wall is set at once, ms. */
  readonly #hour: number
  readonly #world: VirtualClock
  readonly #features: ReadonlySet<Feature>
  readonly #chance: Chance
  readonly #fault: (name: string) => void
  #wallStep = 0
  #reliable = false

  constructor(o: {
    world: VirtualClock
    features: ReadonlySet<Feature>
    chance: Chance
    fault: (name: string) => void
    hour: number
  }) {
    this.#hour = o.hour
    this.#world = o.world
    this.#features = o.features
    this.#chance = o.chance
    this.#fault = o.fault
  }

  /** From now on timers ring in time. */
  heal(): void {
    this.#reliable = true
  }

  ofPage(offset: number): Movement {
    const coarse = this.#features.has('coarse clocks') && this.#chance.odds(0.5) ? coarsenessOf(this.#chance) : 0
    if (coarse > 0) this.#fault('clock is coarse')
    return { offset, rate: this.#rate(), coarse, late: () => this.#late(PAGE_LATE) }
  }

  /** `reading` is what it says now. */
  ofDaemon(reading: number): Movement {
    const rate = this.#rate()
    return { offset: reading - this.#world.now() * rate, rate, coarse: 0, late: () => this.#late(DAEMON_LATE) }
  }

  get wall(): number {
    return this.#world.now() + 1.7e12 + this.#wallStep
  }

  setWall(forward: boolean): void {
    this.#wallStep += forward ? this.#hour : -this.#hour
  }

  #rate(): number {
    if (!this.#features.has('clock rates')) return 1
    this.#fault('clock runs off')
    return rateOf(this.#chance)
  }

  #late(most: number): number {
    if (!this.#features.has('late timers') || this.#reliable || !this.#chance.odds(0.03)) return 0
    this.#fault('timer rings late')
    return this.#chance.between(0, most)
  }
}
