import { LIMITS, type Scalar, selects } from '../../protocol/index.ts'
import type { State } from '../core/index.ts'
import { Ring } from './ring.ts'
import { teleFrames } from './tele.ts'

/** Who follows a stream: told when there is something new. */
export interface Follower {
  grown(): void
}

/** Samples of a stream as plain numbers: a time (daemon's monotonic ms) for each, and a column for each channel. */
export interface Past {
  readonly first: number
  readonly last: number
  readonly times: readonly number[]
  readonly values: readonly (readonly number[])[]
}

export type Tap = (stream: string, at: number, values: ArrayLike<number>) => void

interface Kind {
  /** Channels and their units: samples of another kind have no place in one ring with these. */
  readonly of: string
  readonly channels: number
}

/** One numbered sequence of samples, with one ring for all its readers. */
export class Stream {
  readonly name: string
  readonly followers = new Set<Follower>()
  /** Samples that were gone before a follower came to them, over all followers. */
  lost = 0
  #of: string
  #ring: Ring

  constructor(name: string, { of, channels }: Kind, bytes: number) {
    this.name = name
    this.#of = of
    this.#ring = new Ring(channels, bytes)
  }

  /** What it samples is something else now: its samples begin anew, and their numbers go on. */
  become({ of, channels }: Kind, bytes: number): void {
    if (of === this.#of) return
    this.#of = of
    this.#ring = new Ring(channels, bytes, this.#ring.last)
  }

  /** Its device is gone: nothing of it is told any more. */
  retire(): void {
    this.#of = ''
    this.#ring = new Ring(this.#ring.channels, 0, this.#ring.last)
  }

  /** Number of the newest sample. */
  get position(): number {
    return this.#ring.last
  }

  get bytes(): number {
    return this.#ring.bytes
  }

  get channels(): number {
    return this.#ring.channels
  }

  /** A follower goes on from there: what is gone by now it will never have. */
  passed(after: number): void {
    this.lost += Math.max(0, this.#ring.first - 1 - after)
  }

  /** The newest samples that are still here, at most `most`, oldest first; `first` is the number of the first of them. */
  past(most: number): Past {
    const ring = this.#ring
    const first = Math.max(ring.first, ring.last - most + 1)
    const numbers = Array.from({ length: Math.max(0, ring.last - first + 1) }, (_, i) => first + i)
    const values = Array.from({ length: ring.channels }, (_, c) => numbers.map(n => ring.value(n, c)))
    return { first, last: ring.last, times: numbers.map(n => ring.time(n)), values }
  }

  push(at: number, values: ArrayLike<number>): void {
    this.#ring.push(at, values)
  }

  framesFrom(after: number): readonly string[] {
    return teleFrames(this.name, this.#ring, after)
  }
}

/** All streams of a station: what its drivers declare, and each number or truth that no stream of these carries. */
export class Streams {
  readonly #streams = new Map<string, Stream>()
  /** Of devices that are gone. */
  readonly #retired = new Map<string, Stream>()
  /** Since they were last announced. */
  readonly #grown = new Set<Stream>()

  readonly #taps = new Set<Tap>()

  constructor(state: State) {
    this.arrange(state)
  }

  /**
   * The devices are others than before. In one epoch the numbers of a stream never come again, and who follows it goes on
   * in it when its device comes back: so a stream that is gone is kept, without its samples.
   */
  arrange({ devices }: State): void {
    const found = [...devices.values()].flatMap(streamsOf)
    const bytes = Math.min(LIMITS.stream, LIMITS.allStreams / found.length)
    const gone = new Map(this.#streams)
    this.#streams.clear()
    for (const { key, ...kind } of found) {
      const stream = gone.get(key) ?? this.#retired.get(key) ?? new Stream(key, kind, bytes)
      stream.become(kind, bytes)
      this.#streams.set(key, stream)
      gone.delete(key)
      this.#retired.delete(key)
    }
    for (const [key, stream] of gone) {
      stream.retire()
      this.#retired.set(key, stream)
    }
  }

  selected(selectors: readonly string[]): Stream[] {
    return [...this.#streams.values()].filter(({ name }) => selects(selectors, name))
  }

  /** A reading was committed. What a declared stream carries has none of its own; a text is no sample. */
  sampled(key: string, at: number, value: Scalar): void {
    if (typeof value === 'number' || typeof value === 'boolean') this.push(key, at, [Number(value)])
  }

  push(name: string, at: number, values: ArrayLike<number>): void {
    const stream = this.#streams.get(name)
    if (!stream) return
    stream.push(at, values)
    this.#grown.add(stream)
    for (const tap of this.#taps) tap(name, at, values)
  }

  /** Every sample of every stream, as it comes, until the returned function is called. */
  tap(tap: Tap): () => void {
    this.#taps.add(tap)
    return () => void this.#taps.delete(tap)
  }

  get(name: string): Stream | undefined {
    return this.#streams.get(name)
  }

  /** Tells those who follow what has grown, and only them: most streams are silent, and most clients follow few. */
  announce(): void {
    for (const { followers } of this.#grown) for (const follower of followers) follower.grown()
    this.#grown.clear()
  }

  get followers(): number {
    return [...this.#streams.values()].reduce((sum, { followers }) => sum + followers.size, 0)
  }

  get lost(): number {
    return [...this.#streams.values()].reduce((sum, { lost }) => sum + lost, 0)
  }

  /** Memory for samples, all together. */
  get bytes(): number {
    return [...this.#streams.values()].reduce((sum, { bytes }) => sum + bytes, 0)
  }
}

/** The streams that its driver declares, and each number or truth that none of these carries. */
function streamsOf({ name, description: { properties, streams = {} } }: Device): (Kind & { readonly key: string })[] {
  const of = (...channels: readonly string[]): Kind => ({
    of: channels.map(channel => `${channel} ${properties[channel]?.unit ?? ''}`).join(', '),
    channels: channels.length,
  })
  const carried = new Set(Object.values(streams).flatMap(({ channels }) => channels))
  const single = Object.keys(properties).filter(key => !carried.has(key) && properties[key]?.type !== 'string')
  return [
    ...Object.entries(streams).map(([stream, { channels }]) => ({ key: `${name}.${stream}`, ...of(...channels) })),
    ...single.map(property => ({ key: `${name}.${property}`, ...of(property) })),
  ]
}

type Device = State['devices'] extends Map<string, infer D> ? D : never
