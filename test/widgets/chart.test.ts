import t from 'tap'
import { Track } from '../../ui/replica/track.ts'
import { Columns } from '../../ui/widgets/chart/columns.ts'
import { linesOf } from '../../ui/widgets/chart/lines.ts'
import { paintLine, paintSteps } from '../../ui/widgets/chart/paint.ts'
import { pan, rangeOf, timeOfDay, timesWithin, zoom } from '../../ui/widgets/chart/view.ts'
import { daq } from './daq.ts'
import { plate } from './plate.ts'

const extent = { first: 0, now: 600_000 }
const MINUTE = 60_000

t.test('any pan leaves live, and to the right of now it is live again', async t => {
  const live = { span: MINUTE }
  t.same(pan(live, -0.5, extent), { span: MINUTE, end: 570_000 })
  t.same(pan({ span: MINUTE, end: 590_000 }, 0.1, extent), { span: MINUTE, end: 596_000 })
  t.same(pan({ span: MINUTE, end: 596_000 }, 0.1, extent), live)
  t.same(pan(live, Number.NEGATIVE_INFINITY, extent), { span: MINUTE, end: 1_200 }, 'not beyond what there is')
  t.same(pan(live, -0.5, { first: 599_000, now: 600_000 }), live, 'where there is next to nothing there is no past')
})

t.test('zoom: live it stays live; else what lies under the hand stays there', async t => {
  const under = (at: number) => ({ at, extent })
  t.same(zoom({ span: MINUTE }, 0.5, under(0.3)), { span: 30_000 })
  t.same(zoom({ span: MINUTE, end: 300_000 }, 0.5, under(0.5)), { span: 30_000, end: 285_000 })
  t.same(zoom({ span: MINUTE, end: 300_000 }, 0.5, under(0)), { span: 30_000, end: 270_000 })
  t.same(zoom({ span: MINUTE }, 1e9, under(1)), { span: 30 * MINUTE }, 'at most half an hour')
  t.same(zoom({ span: MINUTE }, 1e9, { at: 1, extent: { first: 0, now: 9e7 } }), { span: 9e7 }, 'or all there is')
  t.same(zoom({ span: MINUTE }, 1e-9, under(1)), { span: 500 })
})

t.test('a range is round, holds what is drawn, and has four steps', async t => {
  const cases: [number, number, number, number, number][] = [
    [24.1, 187, 1, 0, 200],
    [0, 100, 1, 0, 100],
    [-8.4, 8.4, 1, -10, 10],
    [99.9, 100.1, 2, 99.5, 101.5],
    [5, 5, 1, 5, 6],
    [-250, -10, 1, -300, 100],
  ]
  for (const [low, high, least, min, max] of cases) {
    const range = rangeOf(low, high, least)
    t.ok(range.min <= low && range.max >= high, `${low} to ${high} lies in ${range.min} to ${range.max}`)
    t.ok(Math.abs(range.min + 4 * range.step - range.max) < 1e-9)
    t.match([range.min, range.max], [min, max], `${low} to ${high}`)
  }
})

t.test('times are round, no more than there is room for, and say as much as they must', async t => {
  const noon = new Date(2024, 4, 1, 12, 0, 0).getTime()
  const words = (span: number, most: number) => {
    const { times, step } = timesWithin(noon - 100, noon + span, most)
    return times.map(time => timeOfDay(time, step))
  }
  t.same(words(5 * MINUTE, 6), ['12:00', '12:01', '12:02', '12:03', '12:04', '12:05'])
  t.same(words(MINUTE, 3), ['12:00:00', '12:00:30', '12:01:00'])
  t.same(words(900, 4), ['12:00:00.0', '12:00:00.5'])
  t.same(words(24 * 60 * MINUTE, 3), ['12:00', '00:00', '12:00'])
})

t.test('lines come from the description alone: readings, what is asked, the channels of a stream', async t => {
  const lines = linesOf('plate', plate)
  t.same(
    lines.map(({ id, title, on }) => [id, title, on]),
    [
      ['plate.temperature', 'Temperature', true],
      ['plate.target asked', 'Target asked', true],
      ['plate.power', 'Heater power', true],
      ['plate.fan asked', 'Fan asked', false],
    ]
  )
  t.same(lines[0]?.source, { stream: 'plate.temperature', pace: { longest: 1_000, every: 200 } })
  t.not(lines[1]?.look.dash, lines[3]?.look.dash, 'two that are asked differ, too')
  const channels = linesOf('daq', daq)
  t.ok(channels.every(({ source, on }) => on && 'stream' in source && source.stream === 'daq.samples'))
  t.same(
    channels.map(({ channel }) => channel),
    [0, 1, 2, 3, 4, 5, 6, 7]
  )
  const looks = new Set(channels.map(({ look }) => JSON.stringify(look)))
  t.equal(looks.size, 8, 'no two look the same')
  t.notOk([...looks].some(look => /asked|warn|alarm/.test(look)), 'azure, amber and red mean something else') // biome-ignore format: one line
})

function trackOf(samples: [time: number, value: number][], pace = { longest: 1_000, every: 100 }): Track {
  const track = new Track(pace)
  for (const [time, value] of samples) track.add({ times: [time], low: [[value]], high: [[value]] })
  return track
}

const filled = (track: Track, window: { from: number; to: number; step: number }) => {
  const columns = new Columns()
  columns.fill(track, 0, window)
  const part = (column: ArrayLike<number>) => Array.from(column).slice(0, columns.length)
  return { columns, times: part(columns.times), low: part(columns.low), high: part(columns.high), mean: part(columns.mean), breaks: part(columns.breaks) } // biome-ignore format: one line
}

t.test('one column for each pixel, with its lowest, highest and mean; a lone sample keeps its time', async t => {
  const track = trackOf([[100, 1], [101, 9], [102, 2], [117, 5]]) // biome-ignore format: pairs
  const { columns, times, low, high, mean } = filled(track, { from: 90, to: 120, step: 10 })
  t.same(times, [105, 117])
  t.same(low, [1, 5])
  t.same(high, [9, 5])
  t.same(mean, [4, 5])
  t.same([columns.least, columns.most], [1, 9])
})

t.test('the same samples share a column wherever the window stands', async t => {
  const track = trackOf(Array.from({ length: 500 }, (_, i) => [i, Math.sin(i)]))
  const a = filled(track, { from: 100, to: 300, step: 10 })
  const b = filled(track, { from: 110, to: 310, step: 10 })
  t.same(a.mean.slice(2, -2), b.mean.slice(1, -3))
})

t.test('a gap parts a column; and no more is seen than one beyond either edge', async t => {
  const samples = Array.from({ length: 100 }, (_, i): [number, number] => [i * 10 + (i < 50 ? 0 : 2_000), i])
  const { breaks, low, times } = filled(trackOf(samples), { from: 470, to: 2_530, step: 50 })
  t.equal(breaks.filter(Boolean).length, 1)
  t.equal(low[breaks.indexOf(1)], 50)
  t.ok((times[0] as number) >= 450 && (times[times.length - 1] as number) <= 2_575)
})

t.test('the axis holds what is seen: not the sample just out of sight, but what was asked before', async t => {
  const samples: [number, number][] = [[0, 900], [1_000, 5], [1_500, 7], [2_600, -900]] // biome-ignore format: pairs
  const window = { from: 950, to: 2_000, step: 10 }
  const { columns, low } = filled(trackOf(samples), window)
  t.same(low, [900, 5, 7, -900], 'the line goes on beyond both edges')
  t.same([columns.least, columns.most], [5, 7])
  const asked = new Track()
  for (const [time, value] of samples) asked.add({ times: [time], low: [[value]], high: [[value]] })
  const held = filled(asked, window).columns
  t.same([held.least, held.most], [5, 900], 'a setpoint holds until the next')
})

/** Writes down what is drawn. */
function canvas() {
  const drawn: string[] = []
  const note = (what: string) => (x: number, y: number) => drawn.push(`${what}${x} ${y}`)
  const silent = () => {}
  const fake = { moveTo: note('M'), lineTo: note('L'), beginPath: silent, stroke: silent }
  return { drawn, fake: fake as unknown as CanvasRenderingContext2D }
}

const place = { x: (time: number) => time, y: (value: number) => value }

t.test('a gap is drawn as a gap, and what stands alone as a dot', async t => {
  const track = trackOf([[0, 1], [100, 2], [5_000, 3], [9_000, 4], [9_100, 5]]) // biome-ignore format: pairs
  const { columns } = filled(track, { from: 0, to: 10_000, step: 10 })
  const { drawn, fake } = canvas()
  paintLine(fake, columns, place)
  t.same(drawn, ['M0 1', 'L100 2', 'M5000 3', 'L5001 3', 'M9000 4', 'L9100 5'])
})

t.test('what was asked holds until now, and ends where nothing is asked', async t => {
  const track = new Track()
  for (const [time, value] of [[0, 20], [100, 35], [200, Number.NaN], [300, 35]] as const) {
    track.add({ times: [time], low: [[value]], high: [[value]] })
  } // biome-ignore format: pairs
  const { drawn, fake } = canvas()
  paintSteps(fake, track, { ...place, to: 400 })
  t.same(drawn, ['M0 20', 'L100 20', 'L100 35', 'L200 35', 'M300 35', 'L400 35'])
})

t.test('what is known at a time: the nearest sample, nothing within a gap, and what was asked last', async t => {
  const track = trackOf([[0, 1], [100, 2], [5_000, 3]]) // biome-ignore format: pairs
  t.same([-2_000, 0, 40, 60, 1_000, 3_000, 4_500, 5_900, 6_500].map(time => track.placeOf(time)), [-1, 0, 0, 1, 1, -1, 2, 2, -1]) // biome-ignore format: one line
  const asked = new Track()
  asked.add({ times: [10], low: [[20]], high: [[20]] })
  t.same([0, 10, 1e9].map(time => asked.placeOf(time)), [-1, 0, 0]) // biome-ignore format: one line
})
