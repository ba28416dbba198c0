/** What part of time is looked at: so many ms, up to now (live) or up to `end`. */
export interface View {
  readonly span: number
  readonly end?: number
}

/** What there is to look at: from the first point to now. */
export interface Extent {
  readonly first: number
  readonly now: number
}

export const PRESETS = [60_000, 300_000, 1_800_000] as const
const LEAST = 500
const LONGEST = PRESETS[2]

export const endOf = ({ end }: View, { now }: Extent): number => end ?? now

/** Moves by so much of the span; to the right of now lies nothing: who gets there is live again. */
export function pan(view: View, by: number, extent: Extent): View {
  const end = Math.max(endOf(view, extent) + by * view.span, Math.min(extent.first + view.span / 50, extent.now))
  return end < extent.now ? { span: view.span, end } : { span: view.span }
}

/** A factor above 1 shows more time. Live it stays live; else what lies at `at` (0 left, 1 right) stays where it is. */
export function zoom(view: View, factor: number, { at, extent }: { at: number; extent: Extent }): View {
  const longest = Math.max(LONGEST, extent.now - extent.first)
  const span = Math.min(longest, Math.max(LEAST, view.span * factor))
  if (view.end === undefined) return { span }
  return pan({ span, end: view.end - (1 - at) * (view.span - span) }, 0, extent)
}

/** `5 min`, `2.5 min`, `40 s`. */
export function spanWords(span: number): string {
  const [amount, unit] = span < 60_000 ? [span / 1_000, 's'] : [span / 60_000, 'min']
  return `${Number(amount.toFixed(1))}\u202f${unit}`
}

const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400]

/** Round times within a window, at most `most` of them. */
export function timesWithin(from: number, to: number, most: number): { times: number[]; step: number } {
  const step = 1_000 * (STEPS.find(step => (to - from) / (1_000 * step) <= most) ?? 86_400)
  // Round by the clock on the wall here, not in Greenwich.
  const zone = new Date(to).getTimezoneOffset() * 60_000
  const times: number[] = []
  for (let time = Math.ceil((from - zone) / step) * step + zone; time <= to; time += step) times.push(time)
  return { times, step }
}

/** `14:03`, with seconds where the step is less than a minute. */
export function timeOfDay(time: number, step: number): string {
  const date = new Date(time)
  const two = (value: number) => String(value).padStart(2, '0')
  const minutes = `${two(date.getHours())}:${two(date.getMinutes())}`
  if (step >= 60_000) return minutes
  const tenths = step >= 1_000 ? '' : `.${Math.floor(date.getMilliseconds() / 100)}`
  return `${minutes}:${two(date.getSeconds())}${tenths}`
}

/** Intervals of every axis: one grid serves all of them. */
export const INTERVALS = 4

export interface Range {
  readonly min: number
  readonly max: number
  readonly step: number
}

/** A round range of so many round steps around what is drawn, so that the scale does not breathe with every sample. */
export function rangeOf(low: number, high: number, least: number): Range {
  const rough = Math.max(high - low, least) / INTERVALS
  const decade = 10 ** Math.floor(Math.log10(rough))
  for (const factor of [1, 2, 2.5, 5, 10, 20, 25]) {
    const step = factor * decade
    const min = Math.floor(low / step) * step
    if (step >= rough && min + INTERVALS * step >= high) return { min, max: min + INTERVALS * step, step }
  }
  return { min: low, max: high, step: (high - low) / INTERVALS }
}
