import { bell, between } from '../../simulation/random.ts'

/** Noise of a good input, V. */
const NOISE = 0.002
const STEP_EVERY = [2, 7] as const

/**
 * What is connected to the eight inputs: seven voltages that look different on a
 * chart, and the output led back. Some depend on the time alone, the others also on what was before.
 */
export class Signals {
  /** V */
  output = 0
  readonly #random: () => number
  #level = 0
  #nextStep = 0
  #drift = 0
  #last = 0

  constructor(random: () => number) {
    this.#random = random
  }

  /** All eight at a time, s; never before the last one asked for. */
  at(time: number): number[] {
    this.#advance(time)
    return [
      5 * wave(time, 5),
      3 + 2 * wave(time, 13),
      20 * ((time / 20) % 1) - 10,
      this.#level,
      bell(this.#random),
      this.#drift,
      4 * wave(time, 0.6) * wave(time, 17),
      this.output,
    ].map(volts => Math.max(-10, Math.min(10, volts + NOISE * bell(this.#random))))
  }

  #advance(time: number): void {
    if (time >= this.#nextStep) {
      this.#level = Math.round(between(this.#random, -8, 8))
      this.#nextStep = time + between(this.#random, ...STEP_EVERY)
    }
    // A walk by chance that forgets slowly: however often it is sampled, it wanders some 2 V within minutes.
    const passed = Math.min(1, time - this.#last)
    this.#drift += 0.25 * Math.sqrt(passed) * bell(this.#random) - (this.#drift * passed) / 120
    this.#last = time
  }
}

const wave = (time: number, period: number): number => Math.sin((2 * Math.PI * time) / period)
