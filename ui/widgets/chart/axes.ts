import type uPlot from 'uplot'
import { digitsOf, figure } from '../figures.ts'
import { INTERVALS, type Range, timeOfDay, timesWithin } from './view.ts'

export const FONT = '12px Inter, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif'
/** About as wide as a figure of it. */
const FIGURE = 7
/** Least room of a time on its axis. */
const ROOM = 84

interface Drawing {
  token(name: string): string
  range(unit: string): Range | undefined
}

/** Time at the bottom, the first unit at the left with the grid, the others at the right on the same grid. */
export function axesOf(units: readonly string[], { token, range }: Drawing): uPlot.Axis[] {
  const shared = { gap: 8, font: FONT, stroke: () => token('--soft') }
  const line = { stroke: () => token('--line'), width: 1 }
  let step = 0
  const time: uPlot.Axis = {
    ...shared,
    size: 26,
    grid: { show: false },
    ticks: { ...line, size: 5 },
    splits: (plot, _, from, to) => {
      const within = timesWithin(from, to, plot.width / ROOM)
      step = within.step
      return within.times
    },
    values: (_, times) => times.map(time => timeOfDay(time, step)),
  }
  const values = units.map(
    (unit, i): uPlot.Axis => ({
      ...shared,
      scale: unit,
      side: i === 0 ? 3 : 1,
      size: (_, values) => 12 + FIGURE * Math.max(3, ...(values ?? []).map(value => value.length)),
      grid: { ...line, show: i === 0 },
      ticks: { show: false },
      splits: () => {
        const { min, step } = range(unit) ?? { min: 0, step: 1 }
        return Array.from({ length: INTERVALS + 1 }, (_, i) => min + i * step)
      },
      values: (_, splits) => splits.map(split => figure(split, digitsOf(range(unit)?.step ?? 1))),
    })
  )
  return [time, ...values]
}
