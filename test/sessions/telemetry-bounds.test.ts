import t from 'tap'
import { LIMITS } from '../../protocol/index.ts'
import { plate } from '../core/furniture.ts'
import { Front } from './front.ts'
import { Lab, STREAM, sub, value } from './lab.ts'
import { StreamReader } from './stream-reader.ts'

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
