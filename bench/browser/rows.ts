import { spread } from '../judge.ts'
import type { Measurement, Row, Run } from '../row.ts'
import { type Cost, openStage } from './stage.ts'

interface Pair {
  readonly ours: string
  readonly limit: string
}

/** Ours and its limit in one page of one browser, by turns; who begins changes from round to round. */
async function byTurns({ ours, limit }: Pair, { rounds, tiny, say }: Run): Promise<{ ours: Cost[]; limit: Cost[] }> {
  const stage = await openStage()
  const frames = tiny ? 10 : 60
  const costs: { ours: Cost[]; limit: Cost[] } = { ours: [], limit: [] }
  try {
    for (let round = 0; round < rounds; round++) {
      say(`round ${round + 1}`)
      for (const who of round % 2 === 0 ? (['ours', 'limit'] as const) : (['limit', 'ours'] as const)) {
        costs[who].push(await stage.measure(who === 'ours' ? ours : limit, frames))
      }
    }
  } finally {
    await stage.close()
  }
  return costs
}

function measurements(costs: { ours: Cost[]; limit: Cost[] }, limit: string, most: number): Measurement[] {
  const figure = (what: string, of: (cost: Cost) => number, budget?: Measurement['budget']): Measurement => ({
    what,
    unit: 'ms',
    ours: costs.ours.map(of),
    limits: { [limit]: costs.limit.map(of) },
    ...(budget && { budget }),
  })
  const slowest = Math.floor(Math.min(...costs.ours.map(({ framesPerSecond }) => framesPerSecond)))
  const middle = (of: (cost: Cost) => number): string => spread(costs.ours.map(of)).median.toFixed(1)
  const whole = figure('main thread per frame', ({ task }) => task, { most, times: limit })
  return [
    { ...whole, remark: `${middle(({ layout }) => layout)} ms of it style and layout; at least ${slowest} frames/s` },
    figure('of which script', ({ script }) => script),
  ]
}

export const chart: Row = {
  name: 'chart',
  title: 'Strip chart of 8 x 10,000 points, live',
  method:
    'The chart of a panel with eight channels at 167 samples/s, a minute wide: with each frame its new samples come, from the decoded block on. Against uPlot alone: setData of the same 8 x 10,000 points, same size, no legend, no cursor. Time of the main thread as the browser counts it (TaskDuration, in ticks of the thread: others on the machine do not count); drawn without a graphics card.',
  run: async run => measurements(await byTurns({ ours: 'chart', limit: 'uplot' }, run), 'uplot', 1.2),
}

export const readouts: Row = {
  name: 'readouts',
  title: '500 readouts at 60 revisions/s',
  method:
    'Each frame a revision changes 500 readings, from the decoded revision on. Against bare text nodes: the same page, its text nodes written directly. Time as for the chart.',
  run: async run => measurements(await byTurns({ ours: 'readouts', limit: 'bare' }, run), 'bare', 1.15),
}
