import uPlot from 'uplot'

interface Samples {
  readonly points: number
  readonly period: number
  value(n: number, channel: number): number
}

const COLOURS = ['#14181b', '#00806a', '#96309c', '#7d878b', '#14181b', '#00806a', '#96309c', '#7d878b']

/** The bare limit: the same eight lines by uPlot, with nothing around it. Its columns slide in place. */
export function uplotAlone(root: HTMLElement, { points, period, value }: Samples) {
  const times = Float64Array.from({ length: points }, (_, i) => performance.now() - (points - 1 - i) * period)
  const columns = COLOURS.map((_, c) => Float64Array.from(times, (_, i) => value(i, c)))
  const data = [times, ...columns] as unknown as uPlot.AlignedData
  // As large as ours on a page of 1200 pixels.
  const plot = new uPlot(
    {
      width: 1_152,
      height: 300,
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: false } },
      series: [{}, ...COLOURS.map(stroke => ({ stroke, points: { show: false } }))],
    },
    data,
    root
  )
  let n = points
  return {
    update(now: number) {
      const last = times[points - 1] as number
      const count = Math.floor((now - last) / period)
      if (count <= 0) return
      for (const column of [times, ...columns]) column.copyWithin(0, count)
      for (let i = points - count; i < points; i++, n++) {
        times[i] = (times[i - 1] as number) + period
        columns.forEach((column, c) => {
          column[i] = value(n, c)
        })
      }
      plot.setData(data)
    },
    leave: () => plot.destroy(),
  }
}
