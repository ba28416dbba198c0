import type { Driver } from '../../drivers/contract.ts'
import type { Clock } from '../../drivers/transports/transport.ts'
import { LIMITS } from '../../protocol/index.ts'
import type { Event } from '../core/index.ts'
import type { Sample } from './hear.ts'
import { readingOf } from './values.ts'

/** A sample of a stream (`device.stream`): a number for each channel, and when it was taken, ms. */
export type Sampled = (stream: string, at: number, values: readonly number[]) => void

interface Sampler {
  readonly name: string
  readonly driver: Driver
  readonly clock: Clock
  readonly post: (event: Event) => void
  readonly sample?: Sampled
}

/**
 * A sample that is so little early, ms, takes the state along. Else a device that samples just as often as is told
 * has each told a moment before the next: two writes to every client where one will do.
 */
const EARLY = 5

/** Samples whose period is not known are spread over no more than this, ms. */
const LONGEST = 1_000

/**
 * The way of samples that come faster than a state is worth telling: every one
 * goes to its stream; the latest becomes the value of its channels' properties,
 * a few times a second.
 *
 * Samples carry no time. Of those that arrive together the last was taken now, and each of the others one period before
 * the next. Where the period is not known, or would lead back to a sample that was there before, they lie evenly between
 * that one and now; but no further back than `LONGEST`, for a pause was none of theirs. So while the clock advances, the
 * times of a stream strictly increase; while it stands, they stand.
 */
export class Sampling {
  readonly #o: Sampler
  readonly #arrived = new Map<string, (readonly number[])[]>()
  /** Since when samples are heard, ms: none is older. */
  #since = 0
  /** When the last of each stream was taken: time never goes back. */
  readonly #last = new Map<string, number>()
  /** By stream: the latest, not told yet. */
  readonly #untold = new Map<string, { readonly at: number; readonly values: readonly number[] }>()
  #toldAt = Number.NEGATIVE_INFINITY
  #forget: (() => void) | undefined

  constructor(sampler: Sampler) {
    this.#o = sampler
  }

  take({ stream, values }: Sample): void {
    const arrived = this.#arrived.get(stream)
    if (arrived) arrived.push(values)
    else this.#arrived.set(stream, [values])
  }

  /** All that one piece of bytes brought is here. */
  deliver(): void {
    if (this.#arrived.size === 0) return
    const now = this.#o.clock.now()
    for (const [stream, samples] of this.#arrived) this.#deliver(stream, samples, now)
    this.#arrived.clear()
    if (now >= this.#toldAt + LIMITS.shownEvery - EARLY) this.#tell()
  }

  /** A link begins or ends: what is not told yet is of the one before, and no reading of the device any more. */
  reset(): void {
    this.#forget?.()
    this.#forget = undefined
    this.#arrived.clear()
    this.#untold.clear()
    this.#last.clear()
    this.#toldAt = Number.NEGATIVE_INFINITY
    this.#since = this.#o.clock.now()
  }

  #deliver(stream: string, samples: readonly (readonly number[])[], now: number): void {
    const { name, driver, sample } = this.#o
    const { every } = driver.streams?.[stream] ?? {}
    const key = `${name}.${stream}`
    const after = Math.max(this.#last.get(stream) ?? this.#since, now - LONGEST)
    const step = stepOf(samples.length, now - after, every)
    const at = Math.max(now, after)
    const meant = meaningOf(driver, stream)
    for (const [i, values] of samples.entries()) sample?.(key, at - step * (samples.length - 1 - i), meant(values))
    this.#last.set(stream, at)
    this.#untold.set(stream, { at, values: samples[samples.length - 1] as readonly number[] })
  }

  /** At once, and then no more than so often. */
  #tell(): void {
    this.#forget?.()
    this.#forget = undefined
    if (this.#untold.size === 0) return
    const { name, driver, clock, post } = this.#o
    const readings = [...this.#untold].flatMap(([stream, { at, values }]) =>
      (driver.streams?.[stream]?.channels ?? []).map((property, i) =>
        readingOf(driver, property, values[i] as number, at)
      )
    )
    this.#untold.clear()
    this.#toldAt = clock.now()
    this.#forget = clock.after(LIMITS.shownEvery, () => this.#tell())
    post({ type: 'heard', device: name, readings, events: [] })
  }
}

/** Of what a device said, what it means; where nothing is calibrated, the same. */
function meaningOf({ properties, streams }: Driver, stream: string): (said: readonly number[]) => readonly number[] {
  const of = (streams?.[stream]?.channels ?? []).map(channel => properties[channel]?.calibration)
  return of.some(Boolean) ? said => said.map((value, i) => of[i]?.meant(value) ?? value) : said => said
}

/** Time between samples that arrived together, `room` after the last one before them. */
function stepOf(samples: number, room: number, every: number | undefined): number {
  if (every !== undefined && every * (samples - 1) < room) return every
  return Math.max(0, room) / samples
}
