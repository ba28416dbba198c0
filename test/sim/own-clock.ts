import type { Clock } from '../../protocol/index.ts'
import type { VirtualClock } from '../virtual-clock.ts'
import type { Chance } from './chance.ts'

/** How a clock differs from the world's. */
export interface Movement {
  /** It reads so much more at the world's beginning, ms. */
  readonly offset: number
  /** So fast it runs: 1 is right. A sum of few powers of two, so that readings are exact. */
  readonly rate: number
  /** Shown in steps of so many ms: browsers coarsen it against those who would measure with it. 0: as it is. */
  readonly coarse: number
  /** So much later a timer rings, ms. */
  readonly late: () => number
}

/** A monotonic clock of a page or of the daemon: it started elsewhere, runs at its own rate, and may stand still. */
export class OwnClock implements Clock {
  readonly movement: Movement
  readonly #world: VirtualClock
  /** World time during which it stood still. */
  #stood = 0
  #standsSince: number | undefined
  /** Timers that would have rung. */
  readonly #overslept: (() => void)[] = []

  constructor(world: VirtualClock, movement: Movement) {
    this.#world = world
    this.movement = movement
  }

  now(): number {
    const { coarse } = this.movement
    return coarse > 0 ? Math.floor(this.#exact() / coarse) * coarse : this.#exact()
  }

  after(ms: number, fn: () => void): () => void {
    return this.#at(this.#exact() + Math.max(0, ms), this.movement.late(), fn)
  }

  /** A machine that sleeps: on some systems this clock sleeps with it. */
  stand(): void {
    this.#standsSince ??= this.#world.now()
  }

  goOn(): void {
    this.#stood += this.#world.now() - (this.#standsSince ?? this.#world.now())
    this.#standsSince = undefined
    for (const wait of this.#overslept.splice(0)) wait()
  }

  #exact(): number {
    const { rate, offset } = this.movement
    return ((this.#standsSince ?? this.#world.now()) - this.#stood) * rate + offset
  }

  /** What rings in the world while this clock stands, or stood meanwhile, rings too early. */
  #at(due: number, late: number, fn: () => void): () => void {
    let forgotten = false
    let forget = (): void => {}
    const wait = (): void => {
      const left = (due - this.#exact()) / this.movement.rate
      if (!forgotten) forget = this.#world.after(left + late, ring)
    }
    const ring = (): void => {
      if (this.#standsSince !== undefined) this.#overslept.push(wait)
      else if (this.#exact() < due) wait()
      else fn()
    }
    wait()
    return () => {
      forgotten = true
      forget()
    }
  }
}

const RATES = 1 / 65_536
const OFTEN_OFF = 500e-6
const FAR_OFF = 0.05

/** Quartz is off by some hundred millionths; one that is slewed, or bad, by as much as a twentieth. */
export function rateOf(chance: Chance): number {
  const most = chance.odds(0.15) ? FAR_OFF : OFTEN_OFF
  return 1 + Math.round(chance.between(-most, most) / RATES) * RATES
}

/** Safari shows whole milliseconds, Firefox with resistFingerprinting tenths of a second. */
export const coarsenessOf = (chance: Chance): number => chance.pick([1, 1, 100])
