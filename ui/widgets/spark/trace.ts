import type { Scale } from '../figures.ts'

/** What this page has received lately, for drawing. Times are the daemon's. */
export interface Point {
  readonly at: number
  readonly value: number
}

export const WINDOW = 120_000
/** Finer than a pixel is not worth keeping. */
const FINEST = 250

/** Adds a point, thins what is too dense, and forgets what has left the window. */
export function remember(points: Point[], point: Point): void {
  const last = points[points.length - 1]
  if (last?.at === point.at) return // seen before: whoever draws looks more often than a sample comes
  if (last && point.at < last.at) points.length = 0 // another epoch: its clock began anew
  const before = points[points.length - 2]
  if (before && point.at - before.at < FINEST) points.pop()
  points.push(point)
  while (points[1] !== undefined && points[1].at < point.at - WINDOW) points.shift()
}

/** The line of the reading, broken where nothing was heard for longer than promised. */
export function line(points: readonly Point[], frame: Frame, longest: number): string {
  let path = ''
  let before = Number.NEGATIVE_INFINITY
  for (const { at, value } of points) {
    if (at < frame.now - WINDOW) continue
    path += `${at - before > longest ? 'M' : 'L'}${x(at, frame)} ${y(value, frame)}`
    before = at
  }
  return path
}

/** What was asked holds until somebody asks otherwise, or (no number) nothing is asked any more: steps, up to now. */
export function steps(points: readonly Point[], frame: Frame): string {
  let path = ''
  let drawing = false
  // In the order of time: the last one that began before the window is as far as it goes back.
  const within = points.findIndex(({ at }) => at > frame.now - WINDOW)
  const from = within < 0 ? points.length : within
  for (const { at, value } of points.slice(Math.max(0, from - 1))) {
    if (drawing) path += `H${x(at, frame)}`
    if (!Number.isNaN(value)) path += drawing ? `V${y(value, frame)}` : `M${x(at, frame)} ${y(value, frame)}`
    drawing = !Number.isNaN(value)
  }
  return drawing ? `${path}H${x(frame.now, frame)}` : path
}

/** The drawing is 1000 wide and 100 high, whatever it is stretched to. */
export interface Frame {
  readonly now: number
  readonly low: number
  readonly high: number
}

const x = (at: number, { now }: Frame): number => Math.round(10 * Math.max(0, 1000 * (1 - (now - at) / WINDOW))) / 10
export const y = (value: number, { low, high }: Frame): number =>
  Math.round(10 * (96 - (92 * (value - low)) / (high - low))) / 10

/** Round bounds around all that is drawn, so that the scale does not breathe with every sample. */
export function boundsOf(values: readonly number[], { step, min, max }: Scale): { low: number; high: number } {
  const least = Math.max(step * 20, (max - min) / 40)
  const lowest = Math.min(...values)
  const highest = Math.max(...values)
  const grid = niceStep(Math.max(highest - lowest, least) / 3)
  const low = Math.floor(lowest / grid) * grid
  const high = Math.max(Math.ceil(highest / grid) * grid, low + grid)
  return { low, high }
}

function niceStep(rough: number): number {
  const decade = 10 ** Math.floor(Math.log10(rough))
  const factor = rough / decade
  return decade * (factor <= 1 ? 1 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10)
}
