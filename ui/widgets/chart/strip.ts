import { effect } from '@preact/signals'
import uPlot from 'uplot'
import { axesOf, FONT } from './axes.ts'
import { Columns, type Window } from './columns.ts'
import { Frames } from './frames.ts'
import type { Line } from './lines.ts'
import type { Model } from './model.ts'
import { paintBand, paintCursor, paintDot, paintLine, paintSteps } from './paint.ts'
import { endOf, type Range, rangeOf } from './view.ts'

/** Draws a model into an element, whenever there is something new and the screen can show it. */
export class Strip {
  readonly #root: HTMLElement
  readonly #model: Model
  readonly #frames: Frames
  readonly #columns = new Map<Line, Columns>()
  readonly #ranges = new Map<string, Range>()
  readonly #ends: readonly (() => void)[]
  #plot!: uPlot
  #window: Window = { from: 0, to: 1, step: 1 }

  constructor(root: HTMLElement, model: Model) {
    this.#root = root
    this.#model = model
    this.#frames = new Frames(root, () => this.#draw())
    const again = () => this.#frames.request()
    const { view, cursor, shown } = model
    this.#ends = [
      effect(() => this.#make([...new Set([...shown.value].map(({ scale }) => scale.unit))])),
      effect(() => void [view.value, cursor.value, shown.value, again()]),
      model.follow(() => still() || again()),
      watchSize(root, () => this.#plot.setSize(sizeOf(root)) ?? again()),
      watchTheme(again),
      () => this.#frames.end(),
    ]
  }

  end(): void {
    for (const end of this.#ends) end()
    this.#plot.destroy()
  }

  /** The plot without its axes, in the page's pixels from the left of the element. */
  get area(): { readonly left: number; readonly width: number } {
    const { left, width } = this.#plot.bbox
    return { left: left / devicePixelRatio, width: width / devicePixelRatio }
  }

  #make(units: readonly string[]): void {
    const style = getComputedStyle(this.#root)
    const token = (name: string) => style.getPropertyValue(name)
    const options: uPlot.Options = {
      ...sizeOf(this.#root),
      padding: [26, units.length > 1 ? 0 : 12, 0, units.length > 0 ? 0 : 12],
      series: [{}],
      scales: { x: { time: false }, ...Object.fromEntries(units.map(unit => [unit, { auto: false }])) },
      axes: axesOf(units, { token, range: unit => this.#ranges.get(unit) }),
      legend: { show: false },
      cursor: { show: false },
      hooks: { draw: [plot => this.#paint(plot, token)] },
    }
    this.#plot?.destroy()
    this.#plot = new uPlot(options, [[0, 1]], this.#root)
  }

  #draw(): void {
    const { extent, view, cursor } = this.#model
    this.#look()
    this.#measure()
    const { from, to, step } = this.#window
    this.#plot.batch(() => {
      this.#plot.setScale('x', { min: from, max: to })
      for (const [unit, { min, max }] of this.#ranges) this.#plot.setScale(unit, { min, max })
    })
    const at = cursor.value
    this.#model.say(at === undefined ? extent.now : from + at * (to - from))
    // Live, it moves by whole pixels: then, not sixty times a second, there is something new to see.
    if (view.value.end === undefined) this.#frames.later(still() ? 1_000 : step)
  }

  /** Live, the window ends with a whole pixel, of which all beyond now is still to come. */
  #look(): void {
    const { view, extent } = this.#model
    const { span } = view.value
    const step = span / Math.max(1, this.#plot.bbox.width)
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

  #paint({ ctx, bbox }: uPlot, token: (name: string) => string): void {
    const { from, to } = this.#window
    const { shown, cursor, extent } = this.#model
    const pixel = devicePixelRatio
    const x = (time: number) => bbox.left + ((time - from) / (to - from)) * bbox.width
    const at = cursor.value
    const time = at === undefined ? undefined : from + at * (to - from)
    ctx.save()
    ctx.fillStyle = token('--soft')
    paintUnits(ctx, [...this.#ranges.keys()], bbox)
    ctx.lineWidth = 1.75 * pixel
    ctx.lineJoin = 'round'
    for (const line of shown.value) {
      const track = this.#model.track(line)
      const columns = this.#columns.get(line)
      const range = this.#ranges.get(line.scale.unit)
      if (!track || !columns || !range) continue
      const y = (value: number) => bbox.top + (1 - (value - range.min) / (range.max - range.min)) * bbox.height
      ctx.strokeStyle = token(line.look.colour)
      ctx.fillStyle = ctx.strokeStyle
      ctx.save()
      ctx.beginPath()
      ctx.rect(bbox.left, bbox.top - pixel, bbox.width, bbox.height + 2 * pixel)
      ctx.clip()
      ctx.setLineDash(line.look.dash.map(length => length * pixel))
      if (!track.pace) paintSteps(ctx, track, { x, y, to: Math.min(to, extent.now) })
      else {
        paintLine(ctx, columns, { x, y })
        ctx.globalAlpha = 0.2
        paintBand(ctx, columns, { x, y })
      }
      ctx.restore()
      const known = this.#model.known(line, time ?? extent.now)
      if (known && known.time >= from && known.time <= to)
        paintDot(ctx, x(known.time), y((known.low + known.high) / 2), 3.5 * pixel)
    }
    ctx.restore()
    if (time !== undefined) paintCursor(ctx, { left: x(time), time, bbox, token })
  }
}

/** Once for each axis, over it. */
function paintUnits(canvas: CanvasRenderingContext2D, units: readonly string[], bbox: uPlot.BBox): void {
  const pixel = devicePixelRatio
  canvas.font = FONT.replace('12', String(12 * pixel))
  canvas.textBaseline = 'alphabetic'
  units.forEach((unit, i) => {
    canvas.textAlign = i === 0 ? 'right' : 'left'
    canvas.fillText(unit, i === 0 ? bbox.left - 8 * pixel : bbox.left + bbox.width + 8 * pixel, bbox.top - 14 * pixel)
  })
}

const sizeOf = ({ clientWidth, clientHeight }: HTMLElement) => ({ width: clientWidth, height: clientHeight })

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
