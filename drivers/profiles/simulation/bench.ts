import type { Scalar } from '../../../protocol/index.ts'
import type { MachineHost } from '../../machine.ts'
import { bell } from '../../simulation/random.ts'
import type { Quantity } from '../quantities.ts'

/** A source of volts, which gives no more than its amps; switches itself off where there are more volts than `most`. */
interface Source {
  volts: number
  amps: number
  on: boolean
  most: number
  tripped: boolean
}

/** What a meter measures so little of is noise, as a part of what there is, and at least. */
const NOISE = { part: 2e-5, volts: 2e-5, amps: 5e-6 } as const
/** What lies across an open or charged pair of probes is too much to be measured, ohm. */
const MOST_OHMS = 1e8

/**
 * A bench: sources in series, a load across them, and meters, each wired as what it measures asks for. Ohm's law, and the
 * current that the least of the sources gives: below it their volts are constant, at it their amps.
 */
export class Bench {
  /** The load, ohm. */
  load = 10
  readonly #sources = new Set<Source>()
  readonly #random: () => number

  constructor(random: () => number) {
    this.#random = random
  }

  /** The one of this place; a new one, where the place has none yet. */
  static of({ world, random }: MachineHost): Bench {
    const there = world?.get('bench')
    if (there instanceof Bench) return there
    const bench = new Bench(() => random())
    world?.set('bench', bench)
    return bench
  }

  /** A place for an instrument, which it leaves when it loses its power. */
  stand(): Stand {
    const source: Source = { volts: 0, amps: 0, on: false, most: Number.POSITIVE_INFINITY, tripped: false }
    this.#sources.add(source)
    return new Stand(this, source, () => this.#sources.delete(source))
  }

  get amps(): number {
    const { volts, amps } = this.#driven
    return Math.min(amps, volts / this.load)
  }

  get volts(): number {
    return this.amps * this.load
  }

  /** What is measured is never quite the same twice. */
  noisy(value: number, least: number): number {
    return value + bell(this.#random) * (Math.abs(value) * NOISE.part + least)
  }

  /** What an ohmmeter says: with volts across it, nothing. */
  get ohms(): number | undefined {
    return this.#driven.volts === 0 && this.load < MOST_OHMS ? this.noisy(this.load, this.load * NOISE.part) : undefined
  }

  /** Whoever sees more volts than it may, is off from then on. */
  protect(): void {
    for (const source of this.#sources) {
      if (!source.on || this.volts <= source.most) continue
      source.on = false
      source.tripped = true
    }
  }

  get #driven(): { volts: number; amps: number } {
    const on = [...this.#sources].filter(source => source.on)
    if (on.length === 0) return { volts: 0, amps: 0 }
    return { volts: on.reduce((sum, { volts }) => sum + volts, 0), amps: Math.min(...on.map(({ amps }) => amps)) }
  }
}

/** One instrument at the bench. */
export class Stand {
  readonly bench: Bench
  readonly leave: () => void
  readonly #source: Source
  #function = ''

  constructor(bench: Bench, source: Source, leave: () => void) {
    this.bench = bench
    this.leave = leave
    this.#source = source
  }

  /** Undefined: there is nothing that could be measured. */
  get(quantity: Quantity): Scalar | undefined {
    const { bench } = this
    const [whose, what] = quantity.split('.')
    if (whose === 'source') return this.#source[what as keyof Source]
    if (quantity === 'meter.function') return this.#function
    if (quantity === 'meter.reading') return this.#reading()
    if (quantity === 'amps') return bench.noisy(bench.amps, NOISE.amps)
    const volts = bench.noisy(bench.volts, NOISE.volts)
    return quantity === 'watts' ? volts * bench.amps : volts
  }

  /** Why it will not, where it will not. */
  set(quantity: Quantity, value: Scalar): string | undefined {
    const source = this.#source
    if (quantity === 'meter.function') this.#function = String(value)
    if (quantity === 'source.clear') source.tripped = false
    if (quantity === 'source.volts') source.volts = Number(value)
    if (quantity === 'source.amps') source.amps = Number(value)
    if (quantity === 'source.most') source.most = Number(value)
    if (quantity === 'source.on') {
      if (value === true && source.tripped) return 'Settings conflict'
      source.on = value === true
    }
    this.bench.protect()
    return undefined
  }

  /** What a multimeter shows, by what it is set to. */
  #reading(): number | undefined {
    const [measured = ''] = /^[A-Z]+/i.exec(this.#function.toUpperCase()) ?? []
    if (/AC$/i.test(this.#function)) return Math.abs(this.bench.noisy(0, NOISE.volts))
    if (measured.startsWith('CURR')) return this.get('amps') as number
    return /^F?RES|^OHM/.test(measured) ? this.bench.ohms : (this.get('volts') as number)
  }
}
