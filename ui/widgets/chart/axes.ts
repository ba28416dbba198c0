import { digitsOf, figure } from '../figures.ts'
import type { Window } from './columns.ts'
import { INTERVALS, type Range, timeOfDay, timesWithin } from './view.ts'

export type Canvas = CanvasRenderingContext2D

export interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** The time of the cursor, on the axis. */
export interface Label {
  readonly words: string
  readonly middle: number
  readonly half: number
}

/** All that axes are drawn from; lengths are those of the canvas, of which the page's pixel has `pixel`. */
export interface Axes {
  readonly ranges: ReadonlyMap<string, Range>
  readonly window: Window
  readonly pixel: number
  readonly token: (name: string) => string
  /** Other times make room for it. */
  readonly cursor: Label | undefined
}

/** Where the lines go: what the axes leave. */
export function boxOf(width: number, height: number, { ranges, pixel }: Pick<Axes, 'ranges' | 'pixel'>): Box {
  const wide = [...ranges.values()].map(range => 12 + 7 * Math.max(3, ...labelsOf(range).map(label => label.length)))
  const left = (wide[0] ?? 12) * pixel
  const right = wide.slice(1).reduce((sum, one) => sum + one, ranges.size > 1 ? 0 : 12) * pixel
  const top = 26 * pixel
  return { left, top, width: Math.max(1, width - left - right), height: Math.max(1, height - top - 26 * pixel) }
}

export function setFont(canvas: Canvas, pixel: number): void {
  canvas.font = `${12 * pixel}px Inter, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif`
}

/** Time at the bottom, the first unit at the left, the others at the right; one grid serves them all. */
export function paintAxes(canvas: Canvas, box: Box, axes: Axes): void {
  const { pixel, token } = axes
  setFont(canvas, pixel)
  canvas.lineWidth = pixel
  canvas.strokeStyle = token('--line')
  canvas.fillStyle = token('--soft')
  canvas.textBaseline = 'middle'
  canvas.beginPath()
  paintValues(canvas, box, axes)
  paintTimes(canvas, box, axes)
  canvas.stroke()
}

const labelsOf = ({ min, step }: Range): string[] =>
  Array.from({ length: INTERVALS + 1 }, (_, i) => figure(min + i * step, digitsOf(step)))

function paintValues(canvas: Canvas, { left, top, width, height }: Box, { ranges, pixel }: Axes): void {
  const right = left + width
  let x = left - 8 * pixel
  canvas.textAlign = 'right'
  for (const [unit, range] of ranges) {
    const labels = labelsOf(range)
    for (const [i, label] of labels.entries()) canvas.fillText(label, x, top + height * (1 - i / INTERVALS))
    canvas.fillText(unit, x, top - 18 * pixel)
    canvas.textAlign = 'left'
    x = x < left ? right + 8 * pixel : x + (12 + 7 * Math.max(3, ...labels.map(label => label.length))) * pixel
  }
  for (let i = 0; i <= INTERVALS; i++) {
    const y = sharp(top + (height * i) / INTERVALS)
    canvas.moveTo(left, y)
    canvas.lineTo(right, y)
  }
}

/** Least room of a time on its axis, pixels of the page. */
const ROOM = 84

function paintTimes(canvas: Canvas, { left, top, width, height }: Box, { window, pixel, cursor }: Axes): void {
  const bottom = top + height
  const { times, step } = timesWithin(window.from, window.to, width / pixel / ROOM)
  canvas.textAlign = 'center'
  for (const time of times) {
    const x = sharp(left + ((time - window.from) / (window.to - window.from)) * width)
    canvas.moveTo(x, bottom)
    canvas.lineTo(x, bottom + 5 * pixel)
    // One that would be cut off by the edge, or half covered, says nothing.
    const covered = cursor && Math.abs(x - cursor.middle) < cursor.half + 30 * pixel
    if (!covered && x + 28 * pixel < canvas.canvas.width) canvas.fillText(timeOfDay(time, step), x, bottom + 16 * pixel)
  }
}

/** A hairline fills whole pixels. */
const sharp = (at: number): number => Math.round(at) + 0.5
