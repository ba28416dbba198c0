import { bell, between } from '../../simulation/random.ts'

const CORES = 4
/** The kernel counts a hundred of these a second, on each core. */
const TICKS = 100
const MEMORY = 1_884_444
const SWAP = 524_284
export const DISK = 31_268_536_320
/** Cel above the room at full load, and the time in which two thirds of a change are done, s. */
const WARMTH = 42
const WARMS = 25
/** A cable that is too thin: now and then the supply sags, for a moment, s. */
const SAGS = { after: [120, 900], for: [2, 6] } as const

/**
 * A small board that does not exist: four cores, one network, an SD card. Nothing ticks: `advance` brings it to a moment,
 * and whoever asks finds counters that fit its load, its warmth and its traffic in between.
 */
export class Board {
  /** Share of all cores, 0 to 1. */
  load = 0.15
  temperature = 41
  undervoltage = false
  /** Share of the disk, 0 to 1. */
  disk = 0.37
  /** Somebody set it: it wanders no more. */
  held = false
  readonly ticks = { user: 9_000, system: 2_500, idle: 120_000, iowait: 400 }
  readonly bytes = { rx: 48_211_003, tx: 5_104_882 }
  readonly #random: () => number
  readonly #began: number
  #now: number
  #sag: number

  constructor(now: number, random: () => number) {
    this.#random = random
    this.#began = now - 600_000
    this.#now = now
    this.#sag = now + 1_000 * between(random, ...SAGS.after)
  }

  /** Seconds since it was switched on. */
  get uptime(): number {
    return (this.#now - this.#began) / 1_000
  }

  /** Kilobytes in the manner of /proc/meminfo. */
  get memory() {
    const used = MEMORY * (0.22 + 0.3 * this.load)
    return {
      MemTotal: MEMORY,
      MemFree: Math.round(MEMORY * 0.4 - used / 3),
      MemAvailable: Math.round(MEMORY - used),
      Buffers: 71_244,
      Cached: 702_120,
      SwapTotal: SWAP,
      SwapFree: SWAP - 12_288,
    }
  }

  get loadAverage(): number {
    return CORES * this.load
  }

  advance(now: number): void {
    const seconds = Math.max(0, now - this.#now) / 1_000
    this.#now = Math.max(now, this.#now)
    if (!this.held) this.load = Math.min(1, Math.max(0.02, this.load + 0.06 * bell(this.#random) * Math.sqrt(seconds)))
    const all = CORES * TICKS * seconds
    this.ticks.user += 0.75 * this.load * all
    this.ticks.system += 0.25 * this.load * all
    this.ticks.idle += (1 - this.load) * all
    const limit = 38 + WARMTH * this.load
    this.temperature = limit + (this.temperature - limit) * Math.exp(-seconds / WARMS)
    this.bytes.rx += 90_000 * this.load * between(this.#random, 0.5, 1.5) * seconds
    this.bytes.tx += 30_000 * this.load * between(this.#random, 0.5, 1.5) * seconds
    if (now >= this.#sag) this.#change(now)
  }

  #change(now: number): void {
    this.undervoltage = !this.undervoltage
    const [least, most] = this.undervoltage ? SAGS.for : SAGS.after
    this.#sag = now + 1_000 * between(this.#random, least, most)
  }
}
