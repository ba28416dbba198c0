import t from 'tap'
import { type DeviceDescription, LIMITS, type Sub } from '../../protocol/index.ts'
import { plate } from '../core/furniture.ts'
import { Front } from './front.ts'
import { StreamReader } from './stream-reader.ts'

const channels = ['a', 'b'] as const
const daq: DeviceDescription = {
  ...plate,
  properties: Object.fromEntries(
    [...channels, 'note', 'alone'].map(name => [
      name,
      { title: name, type: name === 'note' ? 'string' : 'number', staleAfter: 1_000, pushed: true },
    ])
  ),
  actions: {},
  streams: { samples: { title: 'Samples', channels } },
}
const STREAM = 'daq.samples'
const sub = (more: Partial<Sub> = {}): Sub => ({ t: 'sub', selectors: [STREAM], class: 'telemetry', ...more })

class Lab extends Front {
  produced = 0

  constructor() {
    super({ daq })
  }

  /** So many samples arrive in one turn, one a millisecond. */
  arrive(count: number): void {
    for (let i = 0; i < count; i++) {
      const n = ++this.produced
      this.sessions.sample(STREAM, n, [n, value(n)])
    }
    this.loop.wantFlush()
    this.endTurn()
  }
}

/** Anything that differs from sample to sample and is no straight line. */
const value = (n: number): number => ((n * 7919) % 1009) / 8

t.test('each sample once, numbered, timed, all of a turn in one frame', async t => {
  const f = new Lab()
  f.arrive(3)
  const page = f.page(1)
  page.say(sub())
  t.match(
    page.news().filter(({ t }) => t === 'granted'),
    [{ view: STREAM, depth: 0, streams: { [STREAM]: 3 } }]
  )
  f.arrive(2)
  t.match(page.news(), [
    {
      t: 'tele',
      stream: STREAM,
      n0: 4,
      n1: 5,
      lost: 0,
      time: 4,
      dt: 1_000,
      v: [
        [4, 5],
        [value(4), value(5)],
      ],
    },
    { t: 'at' },
  ])
})

t.test('all who stand at one place get the same bytes', async t => {
  const f = new Lab()
  const pages = [1, 2, 3].map(n => f.page(n))
  for (const page of pages) page.say(sub())
  f.arrive(5)
  const [one, two, three] = pages.map(page => page.writes.at(-1)?.[0])
  t.match(one, /"tele"/)
  t.same([two, three], [one, one])
})

t.test(
  'readings are streams under their own name; a truth is 0 or 1; what a declared stream carries, and texts, are none',
  async t => {
    const f = new Lab()
    const page = f.page(1)
    page.say({ t: 'sub', selectors: ['*'], class: 'telemetry' })
    const granted = page.news().find(frame => frame.t === 'granted')
    t.same(
      Object.keys(granted?.streams ?? {}).filter(name => name.startsWith('daq')),
      [STREAM, 'daq.alone']
    )
    t.ok('plate.heater' in (granted?.streams ?? {}))
    f.turn(f.reading(21), {
      type: 'heard',
      device: 'plate',
      readings: [{ property: 'heater', value: true, sampled: f.clock.now() }],
      events: [],
    })
    t.match(page.news(), [
      { t: 'delta' },
      { t: 'tele', stream: 'plate.temperature', v: [[21]] },
      { t: 'tele', stream: 'plate.heater', v: [[1]] },
      { t: 'at' },
    ])
  }
)

t.test('the chart is full at once: depth goes back into the ring', async t => {
  const f = new Lab()
  f.arrive(1_000)
  const page = f.page(1)
  page.say(sub({ depth: 600 }))
  const reader = new StreamReader({ stream: STREAM }).take(page.news())
  t.equal(reader.begun, 400)
  t.same([reader.received, reader.lost, reader.points[0]?.n], [600, 0, 401])
})

t.test('a second subscription of a stream goes on where the first stands; the last one to go ends it', async t => {
  const f = new Lab()
  const page = f.page(1)
  const reader = new StreamReader({ stream: STREAM })
  page.say(sub())
  f.arrive(10)
  page.say({ ...sub({ depth: 1_000 }), selectors: ['daq.*'] })
  f.arrive(10)
  t.equal(reader.take(page.news()).received, 20)
  page.say({ t: 'unsub', selectors: [STREAM], class: 'telemetry' })
  f.arrive(10)
  t.equal(reader.take(page.news()).received, 30)
  page.say({ t: 'unsub', selectors: ['daq.*'], class: 'telemetry' })
  f.arrive(10)
  t.equal(page.kinds(), '')
})

t.test('on a new connection it goes on after the last it had, and says what is gone', async t => {
  const f = new Lab()
  f.arrive(50)
  const page = f.page(1)
  page.say(sub({ after: { [STREAM]: 20 } }))
  const reader = new StreamReader({ stream: STREAM })
  reader.last = 20
  t.same([reader.take(page.news()).received, reader.lost], [30, 0])
  const room = f.sessions.sampleBytes
  f.arrive(100_000)
  t.ok(f.sessions.sampleBytes > room)
  const late = f.page(2)
  late.say(sub({ after: { [STREAM]: 20 } }))
  const behind = new StreamReader({ stream: STREAM })
  behind.last = 20
  behind.take(late.news())
  t.ok(behind.lost > 0, 'the ring does not reach back so far')
  t.equal(behind.counted, f.produced - 20)
})

t.test('who claims to have what there never was goes on from the newest', async t => {
  const f = new Lab()
  f.arrive(5)
  const page = f.page(1)
  page.say(sub({ after: { [STREAM]: 1e9, 'no.such': 3 } }))
  t.match(
    page.news().find(frame => frame.t === 'granted'),
    { streams: { [STREAM]: 5 } }
  )
})

t.test('maxHz only delays: one frame a cell of time, all samples in it, the same for all who asked for it', async t => {
  const f = new Lab()
  const pages = [f.page(1), f.page(2)]
  for (const page of pages) {
    page.say(sub({ maxHz: 20 }))
    page.news()
  }
  const readers = pages.map(() => new StreamReader({ stream: STREAM }))
  for (const [i, page] of pages.entries()) {
    ;(readers[i] as StreamReader).last = 0
    page.writes.length = 0
  }
  const before = f.frames.length
  for (let i = 0; i < 200; i++) {
    f.arrive(1)
    await f.pass(5)
  }
  const frames = f.frames.slice(before).filter(frame => frame.includes('"tele"'))
  t.ok(frames.length <= 2 * 21, `${frames.length / 2} frames in a second`)
  t.equal(new Set(frames).size, frames.length / 2, 'shared')
  await f.pass(50)
  for (const [i, page] of pages.entries()) {
    const reader = (readers[i] as StreamReader).take(page.writes.flat().map(text => JSON.parse(text)))
    t.equal(reader.received, f.produced, 'the last one was not forgotten')
  }
})

t.test(
  'who does not read holds nothing but a place; awake, it is current at once, and no peak is lost (StallFlood)',
  async t => {
    const f = new Lab()
    const page = f.page(1)
    const reader = new StreamReader({ stream: STREAM })
    page.say(sub())
    page.reading = false
    for (let i = 0; i < 900; i++) f.arrive(40)
    reader.take(page.news())
    t.ok((reader.last ?? 0) < f.produced, 'its window is shut')
    const asleep = reader.last ?? 0
    page.reading = true
    page.ack()
    const frames = page.news()
    reader.take(frames)
    t.equal(reader.last, f.produced, 'the newest came with the first flush')
    t.ok(frames.map(frame => JSON.stringify(frame).length).reduce((a, b) => a + b) < 1.5 * LIMITS.window)
    t.equal(reader.counted, f.produced)
    t.ok(reader.thinned > 0)
    const [peak, pit] = [Math.max, Math.min].map(of => {
      const [from, to] = [asleep + reader.lost + 1, f.produced]
      return of(...Array.from({ length: to - from + 1 }, (_, i) => value(from + i)))
    })
    const late = reader.points.filter(({ n }) => n > asleep)
    t.equal(Math.max(...late.map(({ high }) => high[1] as number)), peak)
    t.equal(Math.min(...late.map(({ low }) => low[1] as number)), pit)
  }
)

t.test('one who sleeps changes nothing for the others, and nothing is kept for it', async t => {
  const f = new Lab()
  const [asleep, awake] = [f.page(1), f.page(2)]
  for (const page of [asleep, awake]) page.say(sub())
  const reader = new StreamReader({ stream: STREAM }).take(awake.news())
  asleep.reading = false
  for (let i = 0; i < 300; i++) {
    f.arrive(40)
    await f.pass(2)
  }
  t.equal(reader.take(awake.news()).received, f.produced)
  t.ok(asleep.writes.flat().join('').length < 1.2 * LIMITS.window)
})

t.test('a stream that is always busy does not starve the others', async t => {
  const f = new Lab()
  const page = f.page(1)
  page.say({ t: 'sub', selectors: ['*'], class: 'telemetry' })
  page.news()
  for (let i = 0; i < 20; i++) {
    f.arrive(9_000)
    f.turn(f.reading(i))
    await f.pass(2)
  }
  const streams = page.news().flatMap(frame => (frame.t === 'tele' ? [frame.stream] : []))
  t.ok(streams.filter(name => name === 'plate.temperature').length > 10)
})

t.test('memory is bounded, whatever the number of streams', async t => {
  const f = new Lab()
  f.arrive(200_000)
  t.ok(f.sessions.sampleBytes <= LIMITS.stream + 64 * 1_024, `${f.sessions.sampleBytes}`)
  const properties = Object.fromEntries(
    Array.from({ length: 2_000 }, (_, i) => [`p${i}`, { title: `${i}`, type: 'number', staleAfter: 1_000 } as const])
  )
  const wide = new Front({ wide: { ...plate, properties, actions: {} } })
  for (let n = 0; n < 600; n++) for (let i = 0; i < 2_000; i++) wide.sessions.sampled(`wide.p${i}`, n, n)
  t.ok(wide.sessions.sampleBytes <= LIMITS.allStreams * 1.1, `${wide.sessions.sampleBytes}`)
})

t.test('more than one connection may have is not granted, and what it has goes on', async t => {
  const f = new Lab()
  const page = f.page(1)
  page.say(sub())
  for (let i = 0; i < LIMITS.views; i++) page.say({ ...sub(), selectors: [STREAM, `none${i}.x`] })
  page.say(sub())
  const granted = page.news().flatMap(frame => (frame.t === 'granted' ? [Object.keys(frame.streams).length] : []))
  t.same(granted, [...Array.from({ length: LIMITS.views }, () => 1), 0, 1], 'the one too many, and not one it has')
  f.arrive(3)
  t.match(page.news(), [{ t: 'tele', n0: 1, n1: 3 }, { t: 'at' }])
})

t.test('who has left is not told what grows', async t => {
  const f = new Lab()
  const pages = [1, 2, 3].map(n => f.page(n))
  for (const page of pages) page.say(sub())
  t.equal(f.sessions.followers, 3)
  pages[0]?.leave()
  pages[1]?.say({ t: 'unsub', selectors: [STREAM], class: 'telemetry' })
  t.equal(f.sessions.followers, 1)
})

t.test('no frame is long, and what many small places ask for is not kept', async t => {
  const f = new Lab()
  for (let n = 1; n <= 60_000; n++) f.sessions.sampled('plate.temperature', n * 1.2345678, Math.sin(n) * 1e3)
  const page = f.page(1)
  page.say({ t: 'sub', selectors: ['plate.temperature'], class: 'telemetry', depth: 4_000 })
  page.say({ t: 'sub', selectors: ['plate.*'], class: 'telemetry', after: { 'plate.temperature': 1 } })
  const longest = Math.max(...page.writes.flat().map(frame => (frame.includes('"tele"') ? frame.length : 0)))
  t.ok(longest > 0 && longest < LIMITS.window / 2, `${longest}`)
})

t.test('times of one stream never go back', async t => {
  const f = new Lab()
  const page = f.page(1)
  page.say({ t: 'sub', selectors: ['plate.temperature'], class: 'telemetry' })
  for (const at of [5, 9, 7, 12]) f.sessions.sampled('plate.temperature', at, at)
  f.loop.wantFlush()
  f.endTurn()
  const reader = new StreamReader({ stream: 'plate.temperature' }).take(page.news())
  t.same(
    reader.points.map(({ time }) => time),
    [5, 9, 9, 12]
  )
})
