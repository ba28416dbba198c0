import t from 'tap'
import { Lab, STREAM, sub, value } from './lab.ts'
import { StreamReader } from './stream-reader.ts'

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
