import type { Track } from '../../replica/track.ts'
import { type Box, type Canvas, type Label, setFont } from './axes.ts'
import type { Columns } from './columns.ts'
import { timeOfDay } from './view.ts'

/** Where times and values lie on the canvas. */
export interface Place {
  readonly x: (time: number) => number
  readonly y: (value: number) => number
}

/** Columns further apart than this have something in between. */
const APART = 1.5

/**
 * From the lowest to the highest. Side by side, each is a hairline of its own pixel: a tenth of what a shape costs.
 * Where they are apart (what was thinned, looked at closely), shapes fill what is between.
 */
export function paintBand(canvas: Canvas, { length, times, low, high, breaks }: Columns, { x, y }: Place): void {
  const hairlines = new Path2D()
  let left = Number.NEGATIVE_INFINITY
  canvas.beginPath()
  for (let i = 0; i < length; i++) {
    const before = left
    left = x(times[i] as number)
    const top = y(high[i] as number)
    const bottom = y(low[i] as number)
    if (left - before > APART && breaks[i] === 0 && i > 0) {
      if (top === bottom && low[i - 1] === high[i - 1]) continue
      canvas.moveTo(before, y(high[i - 1] as number))
      canvas.lineTo(left, top)
      canvas.lineTo(left, bottom)
      canvas.lineTo(before, y(low[i - 1] as number))
    } else if (bottom - top > 1) {
      const middle = Math.floor(left) + 0.5
      hairlines.moveTo(middle, top)
      hairlines.lineTo(middle, bottom)
    }
  }
  canvas.fill()
  canvas.lineWidth = 1
  canvas.setLineDash([])
  canvas.stroke(hairlines)
}

/** The mean, broken where nothing is known. A point between two gaps is a dot. */
export function paintLine(canvas: Canvas, { length, times, mean, breaks }: Columns, { x, y }: Place): void {
  canvas.beginPath()
  for (let i = 0; i < length; i++) {
    const left = x(times[i] as number)
    const top = y(mean[i] as number)
    if (i === 0 || breaks[i] === 1) {
      canvas.moveTo(left, top)
      if (i + 1 === length || breaks[i + 1] === 1) canvas.lineTo(left + 1, top)
    } else canvas.lineTo(left, top)
  }
  canvas.stroke()
}

/** What was asked holds until somebody asks otherwise, or (no number) nothing is asked any more: steps, up to now. */
export function paintSteps(canvas: Canvas, track: Track, { x, y, to }: Place & { readonly to: number }): void {
  const values = track.low[0] ?? new Float64Array(0)
  canvas.beginPath()
  let drawing = false
  for (let i = 0; i < track.length; i++) {
    const left = x(track.times[i] as number)
    const value = values[i] as number
    if (drawing) canvas.lineTo(left, y(values[i - 1] as number))
    if (!Number.isNaN(value) && drawing) canvas.lineTo(left, y(value))
    else if (!Number.isNaN(value)) canvas.moveTo(left, y(value))
    drawing = !Number.isNaN(value)
  }
  if (drawing) canvas.lineTo(x(to), y(values[track.length - 1] as number))
  canvas.stroke()
}

export function paintDot(canvas: Canvas, { left, top, radius }: { left: number; top: number; radius: number }): void {
  canvas.beginPath()
  canvas.arc(left, top, radius, 0, 2 * Math.PI)
  canvas.fill()
}

interface Spot {
  readonly left: number
  readonly time: number
  readonly box: Box
  readonly pixel: number
}

/** Where the time of the cursor stands on the axis: within its ends. */
export function labelOf(canvas: Canvas, { left, time, box, pixel }: Spot): Label {
  setFont(canvas, pixel)
  const words = timeOfDay(time, 1_000)
  const half = canvas.measureText(words).width / 2 + 8 * pixel
  const middle = Math.min(Math.max(left, box.left + half), box.left + box.width - half)
  return { words, middle, half }
}

interface Cursor {
  readonly left: number
  readonly label: Label
  readonly box: Box
  readonly pixel: number
  readonly token: (name: string) => string
}

/** A hairline, and its time on the axis. */
export function paintCursor(canvas: Canvas, { left, label, box, pixel, token }: Cursor): void {
  const bottom = box.top + box.height
  const { words, middle, half } = label
  canvas.save()
  canvas.fillStyle = token('--soft')
  canvas.fillRect(Math.round(left), box.top, pixel, box.height)
  setFont(canvas, pixel)
  canvas.textAlign = 'center'
  canvas.textBaseline = 'middle'
  canvas.fillStyle = token('--ink')
  canvas.fillRect(middle - half, bottom + 4 * pixel, 2 * half, 20 * pixel)
  canvas.fillStyle = token('--surface')
  canvas.fillText(words, middle, bottom + 15 * pixel)
  canvas.restore()
}
