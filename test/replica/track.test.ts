import t from 'tap'
import { Track } from '../../ui/replica/track.ts'

const PACE = { longest: 1_000, every: 200 }

function samples(from: number, count: number, every: number, value = (i: number) => i) {
  const times = Array.from({ length: count }, (_, i) => from + i * every)
  const column = times.map((_, i) => value(i))
  return { times, low: [column], high: [column] }
}

const timesOf = (track: Track): number[] => [...track.times.subarray(0, track.length)]
const breaksOf = (track: Track): number[] => [...track.breaks.subarray(0, track.length)]

t.test('gaps: where samples were lost, and where nothing came for longer than promised', async t => {
  const track = new Track(PACE)
  track.add(samples(0, 2, 200))
  track.add(samples(400, 1, 200), { broken: true })
  track.add(samples(1_400, 1, 200))
  track.add(samples(2_401, 2, 200))
  t.same(timesOf(track), [0, 200, 400, 1_400, 2_401, 2_601])
  t.same(breaksOf(track), [0, 0, 1, 0, 1, 0])
})

t.test('a block that is all lost leaves its gap to the next point', async t => {
  const track = new Track(PACE)
  track.add(samples(0, 2, 200))
  track.add({ times: [], low: [], high: [] }, { broken: true })
  track.add(samples(400, 2, 200))
  t.same(breaksOf(track), [0, 0, 1, 0])
})

t.test('points that stand for many samples lie further apart, and are no gaps', async t => {
  const track = new Track(PACE)
  track.add(samples(0, 3, 2_000), { per: 10 })
  track.add(samples(6_800, 1, 0), { per: 10 })
  t.same(breaksOf(track), [0, 0, 0, 0])
  track.add(samples(20_000, 1, 0), { per: 10 })
  t.equal(breaksOf(track)[4], 1)
})

t.test('time never runs back: what a clock that was set had put later makes room', async t => {
  const track = new Track(PACE)
  track.add(samples(0, 10, 100))
  track.add(samples(450, 2, 100), { shift: 0, broken: true })
  t.same(timesOf(track), [0, 100, 200, 300, 400, 450, 550])
  track.add(samples(0, 1, 0), { shift: 500 })
  t.equal(track.last, 500, 'times are shifted to the wall clock')
})

const MEETINGS: Record<string, { had: number[]; come: number[]; times: number[]; values: number[] }> = {
  later: { had: [0, 10], come: [20], times: [0, 10, 20], values: [0, 1, 100] },
  'at the time of the last, which may be a peak': {
    had: [0, 10],
    come: [10, 20],
    times: [0, 10, 10, 20],
    values: [0, 1, 100, 101],
  },
  'at the time of several': { had: [10, 10], come: [10], times: [10, 10, 10], values: [0, 1, 100] },
  'just before the last': { had: [0, 10], come: [9], times: [0, 9], values: [0, 100] },
  'at the time of one in the middle': { had: [0, 10, 20], come: [10], times: [0, 10, 10], values: [0, 1, 100] },
  'before all': { had: [5, 10], come: [0], times: [0], values: [100] },
}

for (const [what, { had, come, times, values }] of Object.entries(MEETINGS)) {
  t.test(`points that come ${what}`, async t => {
    const track = new Track(PACE)
    const columns = (base: number, at: number[]) => ({
      low: [at.map((_, i) => base + i)],
      high: [at.map((_, i) => base + i)],
    })
    track.add({ times: had, ...columns(0, had) })
    track.add({ times: come, ...columns(100, come) })
    t.same(timesOf(track), times)
    t.same([...track.low[0]!.subarray(0, track.length)], values)
  })
}

t.test('of several at one time the last is what is known then', async t => {
  for (const track of [new Track(), new Track(PACE)]) {
    track.add({ times: [0, 10, 10, 20], low: [[0, 1, 2, 3]], high: [[0, 1, 2, 3]] })
    t.equal(track.placeOf(10), 2)
    t.equal(track.placeOf(20), 3)
    t.equal(track.placeOf(0), 0)
    t.equal(track.indexOf(10), 1)
  }
})

t.test('bounded: the newest 10,000 as they are, the old ones thinned, no peak lost', async t => {
  const track = new Track({ longest: 100, every: 1 })
  const peaks = new Map([[17, 99], [40_000, -99], [150_000, 50]]) // biome-ignore format: pairs
  let most = 0
  for (let n = 0; n < 200_000; n += 100) {
    track.add(samples(n, 100, 1, i => peaks.get(n + i) ?? 0))
    most = Math.max(most, track.length)
  }
  t.ok(most <= 20_480, `${most} points`)
  t.same(
    timesOf(track).slice(-10_000),
    Array.from({ length: 10_000 }, (_, i) => 190_000 + i)
  )
  t.equal(track.first, 0, 'the beginning is still there')
  const low = track.low[0]!.subarray(0, track.length)
  const high = track.high[0]!.subarray(0, track.length)
  t.ok(high.includes(99) && low.includes(-99) && high.includes(50))
  const times = timesOf(track)
  const coarse = times.slice(0, -10_001).every((at, i) => times[i + 1]! - at <= Math.max(1, (200_000 - at) / 1_000))
  t.ok(coarse, 'no point spans more than a thousandth of its age')
  t.ok(times.every((at, i) => i === 0 || at > times[i - 1]!), 'in order') // biome-ignore format: one line
})

t.test('thinning goes over no gap, and what is all gaps loses its oldest', async t => {
  const track = new Track({ longest: 100, every: 1 })
  for (let n = 0; n < 60_000; n += 1_000) track.add(samples(n + (n >= 5_000 ? 500 : 0), 1_000, 1))
  const gap = track.indexOf(5_001)
  t.equal(track.times[gap], 5_500)
  t.equal(track.breaks[gap], 1)
  t.equal(breaksOf(track).filter(Boolean).length, 1)
  const gaps = new Track({ longest: 1, every: 1 })
  for (let n = 0; n < 60_000; n += 100) gaps.add(samples(n * 10, 100, 10))
  t.ok(gaps.length <= 20_480 && gaps.length >= 10_000)
  t.equal(gaps.last, 599_990)
})

t.test('what was asked is kept as it is: steps, however far apart', async t => {
  const track = new Track()
  track.add(samples(0, 1, 0))
  track.add(samples(1e9, 1, 0))
  t.same(breaksOf(track), [0, 0])
})

t.test('a stream that comes with other channels begins anew', async t => {
  const track = new Track(PACE)
  track.add(samples(0, 5, 100))
  const { times, low } = samples(500, 2, 100)
  track.add({ times, low: [low[0]!, low[0]!], high: [low[0]!, low[0]!] })
  t.equal(track.length, 2)
  t.equal(track.low.length, 2)
})
