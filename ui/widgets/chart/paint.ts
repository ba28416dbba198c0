import type { Track } from '../../replica/track.ts'
import { type Box, type Canvas, setFont } from './axes.ts'
import type { Columns } from './columns.ts'
import { timeOfDay } from './view.ts'

/** Where times and values lie on the canvas. */
export interface Place {
  readonly x: (time: number) => number
  readonly y: (value: number) => number
}

/** From the lowest to the highest, wherever they are apart by more than a line's width: one shape for each stretch. */
export function paintBand(canvas: Canvas, columns: Columns, { x, y }: Place): void {
  const { length, breaks, low, high } = columns
  canvas.beginPath()
  for (let from = 0; from < length; ) {
    let to = from + 1
    let apart = low[from] !== high[from]
    for (; to < length && breaks[to] === 0; to++) apart ||= low[to] !== high[to]
    if (apart) stretch(canvas, columns, { from, to, x, y })
    from = to
  }
  canvas.fill()
}

function stretch(canvas: Canvas, columns: Columns, at: Place & { from: number; to: number }): void {
  const { times, low, high } = columns
  const { from, to, x, y } = at
  canvas.moveTo(x(times[from] as number), y(high[from] as number))
  for (let i = from + 1; i < to; i++) canvas.lineTo(x(times[i] as number), y(high[i] as number))
  for (let i = to - 1; i >= from; i--) canvas.lineTo(x(times[i] as number), y(low[i] as number))
  canvas.closePath()
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

interface Cursor {
  readonly left: number
  readonly time: number
  readonly box: Box
  readonly pixel: number
  readonly token: (name: string) => string
}

/** A hairline, and its time on the axis. */
export function paintCursor(canvas: Canvas, { left, time, box, pixel, token }: Cursor): void {
  const bottom = box.top + box.height
  canvas.save()
  canvas.fillStyle = token('--soft')
  canvas.fillRect(Math.round(left), box.top, pixel, box.height)
  setFont(canvas, pixel)
  canvas.textAlign = 'center'
  canvas.textBaseline = 'middle'
  const words = timeOfDay(time, 1_000)
  const half = canvas.measureText(words).width / 2 + 8 * pixel
  const middle = Math.min(Math.max(left, box.left + half), box.left + box.width - half)
  canvas.fillStyle = token('--ink')
  canvas.fillRect(middle - half, bottom + 4 * pixel, 2 * half, 20 * pixel)
  canvas.fillStyle = token('--surface')
  canvas.fillText(words, middle, bottom + 15 * pixel)
  canvas.restore()
}
