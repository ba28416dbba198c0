import fc from 'fast-check'
import t from 'tap'
import { Sampling } from '../../daemon/devices/sampling.ts'
import { type Driver, number, stream } from '../../drivers/contract.ts'
import { LIMITS } from '../../protocol/index.ts'
import { VirtualClock } from '../virtual-clock.ts'
import { machine, Rig, set, thing } from './rig.ts'

const channel = (title: string) => number({ title, range: [0, 10], staleAfter: '1 s' })

const sampler = (override: Partial<Driver> = {}): Driver =>
  thing({
    properties: { ...thing().properties, x: channel('X'), y: channel('Y') },
    streams: { samples: stream({ title: 'Samples', channels: ['x', 'y'], every: '2 ms' }) },
    unasked: /^S /,
    heard: (text, report) => report.sample('samples', text.slice(2).split(' ').map(Number)),
    ...override,
  })

/** Says what it is told to say when it is told; answers all else. */
function speaking(driver: Driver = sampler()) {
  let speak: (text: string) => void = () => undefined
  const rig = new Rig(
    driver,
    machine((line, say) => {
      speak = say
      if (line === 'ID?') say('THING 1\n')
      else if (line.startsWith('A ')) say('S 1 1\nS 2 2\nOK\n')
    })
  )
  return { rig, speak: (text: string) => speak(text) }
}

t.test(
  'every sample goes to its stream; of those that arrive together each is one period after the one before',
  async t => {
    const { rig, speak } = speaking()
    await rig.up()
    speak('S 1 10\nS 2 20\nS 3 30\n')
    await rig.clock.pass(2)
    const now = rig.samples[2]?.at ?? 0
    t.same(rig.samples, [
      { stream: 'thing.samples', at: now - 4, values: [1, 10] },
      { stream: 'thing.samples', at: now - 2, values: [2, 20] },
      { stream: 'thing.samples', at: now, values: [3, 30] },
    ])
    speak('S 4 40\nS 5 50\nS 6 60\n')
    await rig.clock.pass(2)
    const times = rig.samples.map(({ at }) => at)
    t.same(
      times,
      [...times].sort((a, b) => a - b),
      'a burst that follows at once does not go back in time'
    )
  }
)

t.test(
  'its channels read what came last: at once, then no more than so often, and never an old one at the end',
  async t => {
    const { rig, speak } = speaking()
    await rig.up()
    for (let i = 1; i <= 40; i++) {
      speak(`S ${i} ${-i}\n`)
      await rig.clock.pass(5)
    }
    await rig.clock.pass(LIMITS.shownEvery)
    const told = rig.news().flatMap(event => (event.type === 'heard' ? [event.readings.map(({ value }) => value)] : []))
    t.same(told[0], [1, -1], 'the first at once')
    t.ok(told.length <= 2 + 200 / LIMITS.shownEvery, `${told.length} times in 200 ms`)
    t.same(told.at(-1), [40, -40])
    t.equal(rig.samples.length, 40)
    await rig.clock.pass(1_000)
    t.same(rig.news(), [], 'and then nothing more')
  }
)

t.test(
  'of a device that samples as often as is told, each sample is told with its state, also a little early',
  async t => {
    const { rig, speak } = speaking()
    await rig.up()
    for (let i = 1; i <= 20; i++) {
      speak(`S ${i} ${-i}\n`)
      await rig.clock.pass(2)
      const told = rig.news().flatMap(event => (event.type === 'heard' ? event.readings : []))
      t.same(told, [
        { property: 'x', value: i, sampled: rig.samples.at(-1)?.at },
        { property: 'y', value: -i, sampled: rig.samples.at(-1)?.at },
      ])
      await rig.clock.pass(LIMITS.shownEvery - (i % 2 === 0 ? 2 : 4))
      t.same(rig.news(), [], 'and at no other time')
    }
  }
)

t.test('a sample in the middle of an answer is no answer', async t => {
  const { rig } = speaking()
  await rig.up()
  t.same(await rig.converse(set(3)), { is: 'acknowledged' })
  t.equal(rig.samples.length, 2)
  const { rig: deaf } = speaking(sampler({ unasked: /^never/ }))
  await deaf.up()
  t.match(await deaf.converse(set(3)), { is: 'broken' }, 'which it would be if the driver did not say so')
})

const WRONG = [
  { what: 'too few numbers', says: 'S 1\n' },
  { what: 'too many', says: 'S 1 2 3\n' },
  { what: 'no number', says: 'S 1 x\n' },
  { what: 'no finite one', says: 'S 1 1e999\n' },
]
for (const { what, says } of WRONG) {
  t.test(`${what}: it is not a sample, and the daemon says so and goes on`, async t => {
    const { rig, speak } = speaking()
    await rig.up()
    speak(`${says}S 7 8\n`)
    await rig.clock.pass(2)
    t.same(
      rig.samples.map(({ values }) => values),
      [[7, 8]]
    )
    t.match(rig.log.at(-1), /2 finite numbers/)
  })
}

t.test('a stream that it does not declare is a fault of the driver', async t => {
  const { rig, speak } = speaking(sampler({ heard: (_, report) => report.sample('others', [1, 2]) }))
  await rig.up()
  speak('S 1 2\n')
  await rig.clock.pass(2)
  t.same(rig.samples, [])
  t.match(rig.log.at(-1), /"others", which it does not declare/)
})

t.test('after its end it tells nothing', async t => {
  const { rig, speak } = speaking()
  await rig.up()
  speak('S 1 2\n')
  await rig.clock.pass(2)
  speak('S 3 4\n')
  await rig.clock.pass(2)
  rig.news()
  await rig.owner.close()
  rig.news()
  await rig.clock.pass(1_000)
  t.same(rig.news(), [])
})

t.test('what goes wrong a thousand times is said a few times, and counted', async t => {
  const { rig, speak } = speaking()
  await rig.up()
  rig.log.length = 0
  for (let i = 0; i < 1_000; i++) speak('S 1\n')
  await rig.clock.pass(10)
  t.equal(rig.log.length, 10)
  await rig.clock.pass(10_000)
  speak('S 1\n')
  await rig.clock.pass(10)
  t.match(rig.log[10], /990 more before this one/)
})

t.test('a link that is lost takes along what was not told yet; and the next one begins anew', async t => {
  const { rig, speak } = speaking()
  await rig.up()
  speak('S 1 1\n')
  await rig.clock.pass(2)
  speak('S 2 2\n')
  await rig.clock.pass(2)
  t.equal(rig.samples.length, 2)
  rig.news()
  rig.unplug(100)
  await rig.clock.pass(LIMITS.backoffFirst + 20)
  const news = rig.news().map(event => (event.type === 'link' ? event.link.state : event.type))
  t.same(news.slice(0, 2), ['waiting', 'opening'])
  t.notOk(news.includes('heard'), 'nothing is said to be read of a device that is gone')
  await rig.clock.pass(1_000)
  t.equal(rig.links.at(-1), 'up')
  rig.news()
  speak('S 3 3\n')
  await rig.clock.pass(2)
  t.match(rig.news(), [{ type: 'heard', readings: [{ value: 3 }, { value: 3 }] }], 'at once')
})

/** Samples as they arrive, without a link: what they are dated. */
function dated(every: number | undefined, begin = 0) {
  const clock = new VirtualClock(begin)
  const times: number[] = []
  const driver = sampler({ streams: { samples: { title: 'S', channels: ['x', 'y'], ...(every && { every }) } } })
  const sampling = new Sampling({ name: 'a', driver, clock, post: () => {}, sample: (_, at) => times.push(at) })
  sampling.reset()
  const arrive = (samples: number): number[] => {
    for (let i = 0; i < samples; i++) sampling.take({ stream: 'samples', values: [0, 0] })
    sampling.deliver()
    return times.splice(0)
  }
  return { clock, sampling, arrive }
}

t.test('samples that arrive together lie evenly between the one before them and now, and not over a pause', async t => {
  const { clock, sampling, arrive } = dated(undefined, 5_000)
  await clock.pass(100)
  t.same(arrive(1), [5_100])
  await clock.pass(100)
  t.same(arrive(4), [5_125, 5_150, 5_175, 5_200])
  await clock.pass(60_000)
  t.same(arrive(2), [64_700, 65_200], 'no further back than a second')
  sampling.reset()
  await clock.pass(10)
  t.same(arrive(2), [65_205, 65_210], 'nor before the link')
  const known = dated(10)
  await known.clock.pass(5)
  t.same(known.arrive(2), [2.5, 5], 'of a known period: not before 0')
  await known.clock.pass(100)
  t.same(known.arrive(3), [85, 95, 105])
})

t.test('times strictly increase while the clock advances, and are never before 0 nor after now', async () => {
  const every = fc.constantFrom(undefined, 0.01, 1, 20, 3_000)
  const pieces = fc.array(
    fc.record({ pass: fc.constantFrom(0, 0.1, 1, 7, 2_000), samples: fc.integer({ min: 1, max: 40 }) })
  )
  await fc.assert(
    fc.asyncProperty(every, fc.constantFrom(0, 1e7), pieces, async (every, begin, pieces) => {
      const { clock, arrive } = dated(every, begin)
      let last: number = begin
      for (const { pass, samples } of pieces) {
        await clock.pass(pass)
        for (const at of arrive(samples)) {
          if (pass > 0 ? at <= last : at !== last) throw new Error(`${at} after ${last}`)
          last = at
        }
        if (last !== clock.now()) throw new Error(`the last of a piece is of ${last}, at ${clock.now()}`)
      }
    })
  )
})
