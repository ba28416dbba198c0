import { LIMITS, type Scalar, selects } from '../../protocol/index.ts'
import type { State } from '../core/index.ts'
import { Ring } from './ring.ts'
import { teleFrames } from './tele.ts'

/** One numbered sequence of samples. All its readers share one ring, and each frame is encoded once for all who stand at one place. */
export class Stream {
  readonly name: string
  readonly #ring: Ring
  /** Frames to `position`, by the sample after which they begin. */
  readonly #frames = new Map<number, readonly string[]>()

  constructor(name: string, channels: number, bytes: number) {
    this.name = name
    this.#ring = new Ring(channels, bytes)
  }

  /** Number of the newest sample. */
  get position(): number {
    return this.#ring.last
  }

  get bytes(): number {
    return this.#ring.bytes
  }

  push(at: number, values: ArrayLike<number>): void {
    this.#ring.push(at, values)
    this.#frames.clear()
  }

  framesFrom(after: number): readonly string[] {
    let frames = this.#frames.get(after)
    if (frames === undefined) {
      frames = teleFrames(this.name, this.#ring, after)
      this.#frames.set(after, frames)
    }
    return frames
  }
}

/** All streams of a station: what its drivers declare, and each number or truth that no stream of these carries. */
export class Streams {
  readonly #streams = new Map<string, Stream>()

  constructor({ devices }: State) {
    const found = [...devices.values()].flatMap(({ name, description: { properties, streams = {} } }) => {
      const carried = new Set(Object.values(streams).flatMap(({ channels }) => channels))
      const single = Object.keys(properties).filter(
        property => !carried.has(property) && properties[property]?.type !== 'string'
      )
      return [
        ...Object.entries(streams).map(([stream, { channels }]) => ({ key: `${name}.${stream}`, of: channels.length })),
        ...single.map(property => ({ key: `${name}.${property}`, of: 1 })),
      ]
    })
    const bytes = Math.min(LIMITS.stream, LIMITS.allStreams / found.length)
    for (const { key, of } of found) this.#streams.set(key, new Stream(key, of, bytes))
  }

  get(name: string): Stream | undefined {
    return this.#streams.get(name)
  }

  selected(selectors: readonly string[]): Stream[] {
    return [...this.#streams.values()].filter(({ name }) => selects(selectors, name))
  }

  /** A reading was committed. What a declared stream carries has none of its own; a text is no sample. */
  sampled(key: string, at: number, value: Scalar): void {
    if (typeof value === 'number' || typeof value === 'boolean') this.#streams.get(key)?.push(at, [Number(value)])
  }

  /** Memory for samples, all together. */
  get bytes(): number {
    return [...this.#streams.values()].reduce((sum, { bytes }) => sum + bytes, 0)
  }
}
