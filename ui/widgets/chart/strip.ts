import { effect } from '@preact/signals'
import { type Box, boxOf, paintAxes } from './axes.ts'
import { Columns, type Window } from './columns.ts'
import { Frames } from './frames.ts'
import type { Line } from './lines.ts'
import type { Model } from './model.ts'
import { labelOf, paintBand, paintCursor, paintDot, paintLine, paintSteps } from './paint.ts'
import { endOf, type Range, rangeOf } from './view.ts'

/** More lines than these are drawn thin: a browser without a graphics card strokes a hairline many times as fast. */
const FEW = 4

/** Draws a model into an element, whenever there is something new and the screen can show it. */
export class Strip {
  readonly #root: HTMLElement
  readonly #model: Model
  readonly #frames: Frames
  readonly #canvas = document.createElement('canvas')
  readonly #columns = new Map<Line, Columns>()
  readonly #ranges = new Map<string, Range>()
  readonly #ends: readonly (() => void)[]
  #width = 0
  #height = 0
  #box: Box = { left: 0, top: 0, width: 1, height: 1 }
  #window: Window = { from: 0, to: 1, step: 1 }

  constructor(root: HTMLElement, model: Model) {
    this.#root = root
    this.#model = model
    this.#frames = new Frames(root, () => this.#draw())
    const again = () => this.#frames.request()
    const { view, cursor, shown } = model
    root.append(this.#canvas)
    this.#ends = [
      effect(() => void [view.value, cursor.value, shown.value, again()]),
      model.follow(() => still() || again()),
      watchSize(root, () => {
        this.#width = root.clientWidth
        this.#height = root.clientHeight
        again()
      }),
      watchTheme(again),
      () => this.#frames.end(),
      () => this.#canvas.remove(),
    ]
  }

  end(): void {
    for (const end of this.#ends) end()
  }

  /** The plot without its axes, in the page's pixels from the left of the element. */
  get area(): { readonly left: number; readonly width: number } {
    const { left, width } = this.#box
    return { left: left / devicePixelRatio, width: width / devicePixelRatio }
  }

  #draw(): void {
    const { extent, view, cursor } = this.#model
    this.#look()
    this.#measure()
    const { from, to, step } = this.#window
    const at = cursor.value
    const time = at === undefined ? undefined : from + at * (to - from)
    // Looked back upon, it says what was: at the right edge, where no cursor stands.
    const shown = time ?? endOf(view.value, extent)
    this.#model.say(shown)
    this.#paint(extent.now, { time, shown })
    // Live, it moves by whole pixels: then, not sixty times a second, there is something new to see.
    if (view.value.end === undefined) this.#frames.later(still() ? 1_000 : step)
  }

  /** Live, the window ends with a whole pixel, of which all beyond now is still to come. */
  #look(): void {
    const { view, extent } = this.#model
    const { span } = view.value
    const step = span / this.#box.width
    const to = Math.ceil(endOf(view.value, extent) / step) * step
    this.#window = { from: to - span, to, step }
  }

  /** What is seen of each line, and the ranges that hold it. */
  #measure(): void {
    const bounds = new Map<string, { low: number; high: number; least: number }>()
    for (const line of this.#model.shown.value) {
      const seen = this.#see(line)
      const { unit, step, min, max } = line.scale
      const { low, high, least } = bounds.get(unit) ?? { low: seen.least, high: seen.most, least: 0 }
      bounds.set(unit, {
        low: Math.min(low, seen.least),
        high: Math.max(high, seen.most),
        least: Math.max(least, step * 20, (max - min) / 40),
      })
    }
    this.#ranges.clear()
    for (const [unit, { low, high, least }] of bounds) {
      this.#ranges.set(unit, low <= high ? rangeOf(low, high, least) : rangeOf(0, least, least))
    }
    this.#model.empty.value = [...bounds.values()].every(({ low, high }) => low > high)
  }

  #see(line: Line): Columns {
    const track = this.#model.track(line)
    const columns = this.#columns.get(line) ?? new Columns()
    this.#columns.set(line, columns)
    if (track) columns.fill(track, line.channel, this.#window)
    return columns
  }

  #paint(now: number, { time, shown }: { time: number | undefined; shown: number }): void {
    const canvas = this.#canvas.getContext('2d')
    if (!canvas) return
    const pixel = devicePixelRatio
    const width = Math.round(this.#width * pixel)
    const height = Math.round(this.#height * pixel)
    if (this.#canvas.width !== width) this.#canvas.width = width
    if (this.#canvas.height !== height) this.#canvas.height = height
    const style = getComputedStyle(this.#root)
    const token = (name: string) => style.getPropertyValue(name)
    const box = boxOf(width, height, { ranges: this.#ranges, pixel })
    // The columns were those of another width.
    if (box.width !== this.#box.width) this.#frames.request()
    this.#box = box
    canvas.clearRect(0, 0, width, height)
    const x = (at: number) => box.left + (at - this.#window.from) / this.#window.step
    const cursor = time === undefined ? undefined : labelOf(canvas, { left: x(time), time, box, pixel })
    paintAxes(canvas, box, { ranges: this.#ranges, window: this.#window, pixel, token, cursor })
    for (const line of this.#model.shown.value) {
      canvas.strokeStyle = canvas.fillStyle = token(line.look.colour)
      this.#paintOne(canvas, line, { x, now, shown, pixel })
    }
    if (time !== undefined && cursor) paintCursor(canvas, { left: x(time), label: cursor, box, pixel, token })
  }

  #paintOne(canvas: CanvasRenderingContext2D, line: Line, { x, now, shown, pixel }: Moment): void {
    const track = this.#model.track(line)
    const columns = this.#columns.get(line)
    const range = this.#ranges.get(line.scale.unit)
    if (!track || !columns || !range) return
    const { left, top, width, height } = this.#box
    const { from, to } = this.#window
    const y = (value: number) => top + (1 - (value - range.min) / (range.max - range.min)) * height
    canvas.save()
    canvas.beginPath()
    canvas.rect(left, top - pixel, width, height + 2 * pixel)
    canvas.clip()
    canvas.lineWidth = (this.#model.shown.value.size > FEW ? 1 : 1.75) * pixel
    canvas.lineJoin = 'round'
    canvas.setLineDash(line.look.dash.map(length => length * pixel))
    if (!track.pace) paintSteps(canvas, track, { x, y, to: Math.min(to, now) })
    else {
      paintLine(canvas, columns, { x, y })
      canvas.globalAlpha = 0.2
      paintBand(canvas, columns, { x, y })
    }
    canvas.restore()
    const known = this.#model.known(line, shown)
    if (known && known.time >= from && known.time <= to) {
      paintDot(canvas, { left: x(known.time), top: y((known.low + known.high) / 2), radius: 3.5 * pixel })
    }
  }
}

interface Moment {
  readonly x: (time: number) => number
  readonly now: number
  /** Where the cursor stands, else the end of what is seen. */
  readonly shown: number
  readonly pixel: number
}

/** Whoever wants less motion gets a step a second. */
const still = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches

function watchSize(root: HTMLElement, changed: () => void): () => void {
  const observer = new ResizeObserver(changed)
  observer.observe(root)
  return () => observer.disconnect()
}

function watchTheme(changed: () => void): () => void {
  const chosen = new MutationObserver(changed)
  chosen.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  const system = matchMedia('(prefers-color-scheme: dark)')
  system.addEventListener('change', changed)
  return () => {
    chosen.disconnect()
    system.removeEventListener('change', changed)
  }
}
