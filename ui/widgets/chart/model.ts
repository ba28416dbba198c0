import { batch, type Signal, signal } from '@preact/signals'
import type { Traces } from '../../replica/traces.ts'
import type { Track } from '../../replica/track.ts'
import { figure, withUnit } from '../figures.ts'
import type { Line } from './lines.ts'
import { type Extent, PRESETS, pan, type View, zoom } from './view.ts'

/** What a chart shows, and what is done with it. The drawing and the words both follow it. */
export class Model {
  readonly lines: readonly Line[]
  readonly traces: Traces
  readonly view = signal<View>({ span: PRESETS[1] })
  readonly shown: Signal<ReadonlySet<Line>>
  /** Where the cursor stands: 0 left, 1 right. */
  readonly cursor = signal<number | undefined>(undefined)
  /** What each line says under the cursor, or now. */
  readonly words: ReadonlyMap<Line, Signal<string>>
  /** Nothing lies within the window. Unknown before it was drawn: out of sight, it is not. */
  readonly empty = signal<boolean | undefined>(undefined)

  constructor(lines: readonly Line[], traces: Traces) {
    this.lines = lines
    this.traces = traces
    this.shown = signal(new Set(lines.filter(({ on }) => on)))
    this.words = new Map(lines.map(line => [line, signal('–')]))
  }

  /** Begins to collect; `grown` says that there is more. */
  follow(grown: () => void): () => void {
    const sources = this.lines.map(({ source }) => source)
    const streams = sources.flatMap(source => ('stream' in source ? [[source.stream, source.pace] as const] : []))
    const asked = sources.flatMap(source => ('asked' in source ? [source.asked] : []))
    return this.traces.follow({ streams: Object.fromEntries(streams), asked }, grown)
  }

  track({ source }: Line): Track | undefined {
    return 'stream' in source ? this.traces.stream(source.stream) : this.traces.asked(source.asked)
  }

  get extent(): Extent {
    const now = this.traces.now()
    return { now, first: Math.min(now, ...this.lines.map(line => this.track(line)?.first ?? now)) }
  }

  toggle(line: Line): void {
    const shown = new Set(this.shown.value)
    if (!shown.delete(line)) shown.add(line)
    this.shown.value = shown
  }

  pan(by: number): void {
    this.view.value = pan(this.view.value, by, this.extent)
  }

  /** From the first point on, if there is more than is seen at once. */
  home(): void {
    const { first, now } = this.extent
    const { span } = this.view.value
    this.view.value = first + span < now ? { span, end: first + span } : { span }
  }

  zoom(factor: number, at = 1): void {
    this.view.value = zoom(this.view.value, factor, { at, extent: this.extent })
  }

  live(): void {
    this.view.value = { span: this.view.value.span }
  }

  /** What is known of a line at a time, and when it was sampled. */
  known(line: Line, time: number): { readonly time: number; readonly low: number; readonly high: number } | undefined {
    const track = this.track(line)
    const at = track?.placeOf(time) ?? -1
    const low = track?.low[line.channel]?.[at]
    const high = track?.high[line.channel]?.[at]
    if (!track || low === undefined || high === undefined || Number.isNaN(low)) return undefined
    return { time: track.pace ? (track.times[at] as number) : time, low, high }
  }

  /** Says what each line is at a time. */
  say(time: number): void {
    batch(() => {
      for (const [line, words] of this.words) words.value = this.#wordsOf(line, time)
    })
  }

  #wordsOf(line: Line, time: number): string {
    const known = this.known(line, time)
    if (!known) return '–'
    const [from, to] = [known.low, known.high].map(value => figure(value, line.scale.digits)) as [string, string]
    return withUnit(from === to ? from : `${from} to ${to}`, line.scale)
  }
}
