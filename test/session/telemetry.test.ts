import t, { type Test } from 'tap'
import type { Down, Granted, Sub, Tele } from '../../protocol/index.ts'
import type { Block, Following, Session } from '../../ui/session/index.ts'
import type { FakeDaemon } from './fake-daemon.ts'
import { live, open } from './visit.ts'

const TEMPERATURE = 'plate.temperature'

/** A frame of one channel: samples from `n0` on, 100 ms apart. */
function tele(n0: number, values: number[], more: Partial<Tele> = {}): Tele {
  const lost = more.lost ?? 0
  const n1 = n0 + lost + values.length - 1
  return { t: 'tele', stream: TEMPERATURE, n0, n1, lost, time: 1_000, dt: 100_000, v: [values], ...more }
}

const subs = (daemon: FakeDaemon): Sub[] => daemon.socket.all('sub')
const granted = (streams: Record<string, number>): Granted => ({ t: 'granted', view: '', depth: 0, streams })

function follow(session: Session, streams = [TEMPERATURE], options: Following = {}) {
  const blocks: Block[] = []
  const stop = session.follow(streams, block => blocks.push(block), options)
  return { blocks, stop, values: () => blocks.flatMap(({ low }) => [...(low[0] ?? [])]) }
}

/** A page that follows the temperature, granted from sample 7 on. */
async function following() {
  const visit = await live()
  const reader = follow(visit.session)
  await visit.daemon.pass(0)
  visit.daemon.socket.say(granted({ [TEMPERATURE]: 7 }))
  return { ...visit, ...reader }
}

function adds(t: Test, session: Session, stream = TEMPERATURE): void {
  const { after, last, received, thinned, lost } = session.streamOf(stream)!
  t.equal(received + thinned + lost, last - after, 'S4: received + thinned + lost = produced')
}

t.test('asks once, hears each sample once, and counts it', async t => {
  const { daemon, session, blocks } = await following()
  t.same(subs(daemon), [{ t: 'sub', selectors: [TEMPERATURE], class: 'telemetry' }])
  daemon.socket.say(tele(8, [1, 2, 3]), tele(11, [4], { dt: 0 }))
  t.same([...blocks[0]!.times], [1_000, 1_100, 1_200])
  t.same([...blocks[0]!.low[0]!], [1, 2, 3])
  t.equal(blocks[0]!.low, blocks[0]!.high, 'one column is both bounds of a sample')
  t.match(blocks[1], { last: 11, lost: 0, per: 1, stream: TEMPERATURE, epoch: 'epoch-1' })
  t.same(session.streamOf(TEMPERATURE), { epoch: 'epoch-1', after: 7, last: 11, received: 4, thinned: 0, lost: 0 })
})

t.test('what is thinned and what is lost is counted, too', async t => {
  const { daemon, session, blocks } = await following()
  const { v: _, ...bare } = tele(8, [], { lost: 5, per: 4 })
  daemon.socket.say({ ...bare, n1: 22, dt: [400_000, 400_001], low: [[1, 2, 3]], high: [[4, 5, 6]] })
  t.match(blocks[0], { lost: 5, per: 4, last: 22 })
  t.same([...blocks[0]!.times], [1_000, 1_400, 1_800.001], 'times are exact to the microsecond')
  t.same([[...blocks[0]!.low[0]!], [...blocks[0]!.high[0]!]], [[1, 2, 3], [4, 5, 6]]) // biome-ignore format: columns
  daemon.socket.say({ t: 'tele', stream: TEMPERATURE, n0: 23, n1: 30, lost: 8 })
  t.match(blocks[1], { lost: 8, last: 30, low: [] })
  t.match(session.streamOf(TEMPERATURE), { received: 0, thinned: 10, lost: 13, last: 30 })
  adds(t, session)
})

t.test('a frame that does not continue is not taken: the stream is asked for again, the page stays', async t => {
  const { daemon, session, blocks, values } = await following()
  daemon.socket.say(tele(8, [1, 2]), tele(12, [9]), tele(13, [9]))
  t.same(subs(daemon)[1], { t: 'sub', selectors: [TEMPERATURE], class: 'telemetry', after: { [TEMPERATURE]: 9 } })
  t.equal(subs(daemon).length, 2, 'once, though more frames came that do not fit')
  daemon.socket.say(granted({ [TEMPERATURE]: 9 }), tele(10, [3, 4, 5, 6]))
  t.same(values(), [1, 2, 3, 4, 5, 6])
  t.equal(session.link.state, 'live')
  t.equal(daemon.sockets.length, 1)
  t.ok(blocks.every(({ lost }) => lost === 0))
  adds(t, session)
})

const MALFORMED: Record<string, Partial<Record<keyof Tele, unknown>>> = {
  'a value that is none': { v: [[1, null]] },
  'a value that is a text': { v: [[1, 'two']] },
  'too few values': { v: [[1]] },
  'channels that are none': { v: 'x' },
  'no channel': { v: [] },
  'no values at all': { v: undefined },
  'bounds of which one is missing': { v: undefined, low: [[1, 2]], high: [[1]] },
  'no time': { time: undefined },
  'steps that are too few': { dt: [] },
  'a step that is none': { dt: [null] },
  'less lost than none': { lost: -1 },
  'more lost than there were': { lost: 3 },
  'an end before the beginning': { n1: 6 },
  'no end': { n1: 'x' },
  'points of no sample': { per: 0 },
}

for (const [what, more] of Object.entries(MALFORMED)) {
  t.test(`malformed: ${what}`, async t => {
    const { daemon, session, values } = await following()
    daemon.socket.listener.heard(JSON.stringify({ ...tele(8, [1, 2]), ...more }))
    t.same(values(), [], 'nothing of it is told')
    t.equal(subs(daemon).length, 2, 'it is asked for again')
    daemon.socket.say(granted({ [TEMPERATURE]: 7 }), tele(8, [1, 2]))
    t.same(values(), [1, 2])
    t.equal(session.link.state, 'live')
  })
}

t.test('what never fits is given up, in words; its neighbour goes on', async t => {
  const { daemon, session } = await live()
  const other = 'plate.target'
  const { blocks } = follow(session, [TEMPERATURE, other])
  await daemon.pass(0)
  for (let i = 0; i < 3; i++) {
    daemon.socket.say(granted({ [TEMPERATURE]: 7, [other]: 0 }), tele(99, [1]))
    await daemon.pass(0)
  }
  t.match(session.streamOf(TEMPERATURE)?.fault, /does not fit/)
  t.same(subs(daemon).at(-1)?.selectors, [other], 'the rest is followed by itself')
  t.match(daemon.socket.all('unsub'), [{ selectors: [other, TEMPERATURE].sort() }])
  daemon.socket.say(granted({ [other]: 0 }), tele(100, [1]), { ...tele(1, [5]), stream: other })
  t.same(
    blocks.map(({ stream }) => stream),
    [other]
  )
  t.equal(session.link.state, 'live')
})

t.test('after a cut it goes on where it stopped; what is gone is declared', async t => {
  const { daemon, session, blocks } = await following()
  daemon.socket.say(tele(8, [1, 2]))
  daemon.start = 'resumed'
  daemon.socket.cut()
  await daemon.pass(200)
  t.same(subs(daemon), [{ t: 'sub', selectors: [TEMPERATURE], class: 'telemetry', after: { [TEMPERATURE]: 9 } }])
  daemon.socket.say(tele(50, [9]))
  t.equal(blocks.length, 1, 'nothing is heard before it is granted')
  daemon.socket.say(granted({ [TEMPERATURE]: 9 }), tele(10, [3], { lost: 90 }))
  t.match(blocks[1], { lost: 90, last: 100 })
  t.match(session.streamOf(TEMPERATURE), { after: 7, last: 100, received: 3, lost: 90 })
  adds(t, session)
})

t.test('another epoch counts from one, and is heard only once it is shown', async t => {
  const { daemon, session, blocks } = await following()
  daemon.socket.say(tele(8, [1, 2]))
  daemon.restart()
  daemon.start = undefined
  await daemon.pass(200)
  daemon.socket.say(daemon.welcome(), granted({ [TEMPERATURE]: 0 }), tele(1, [7]))
  t.equal(blocks.length, 1)
  t.same(subs(daemon), [], 'it is not even asked for')
  daemon.socket.say(daemon.snap(), daemon.at())
  t.same(subs(daemon), [{ t: 'sub', selectors: [TEMPERATURE], class: 'telemetry' }], 'without what it had')
  daemon.socket.say(granted({ [TEMPERATURE]: 0 }), tele(1, [7]))
  t.match(blocks[1], { epoch: 'epoch-1+', last: 1, lost: 0 })
  t.match(session.streamOf(TEMPERATURE), { after: 0, last: 1, received: 1 })
})

t.test('listeners share what they follow: nothing is asked for twice', async t => {
  const { daemon, session, blocks, stop } = await following()
  const second = follow(session)
  await daemon.pass(0)
  t.equal(subs(daemon).length, 1)
  const wider = follow(session, [TEMPERATURE, 'plate.power'])
  await daemon.pass(0)
  const both = ['plate.power', TEMPERATURE]
  t.same(
    subs(daemon).map(({ selectors, after }) => [selectors, after]),
    [
      [[TEMPERATURE], undefined],
      [both, { [TEMPERATURE]: 7 }],
    ]
  )
  t.same(daemon.socket.all('unsub'), [{ t: 'unsub', selectors: [TEMPERATURE], class: 'telemetry' }])
  daemon.socket.say(tele(8, [1]), granted({ [TEMPERATURE]: 7, 'plate.power': 0 }), tele(8, [1]), tele(9, [2]))
  for (const heard of [blocks, second.blocks, wider.blocks]) t.equal(heard.length, 2)
  stop()
  second.stop()
  t.equal(subs(daemon).length, 2)
  wider.stop()
  await daemon.pass(0)
  t.same(daemon.socket.all('unsub')[1]?.selectors, both)
  daemon.socket.say(tele(10, [3]))
  t.equal(wider.blocks.length, 2, 'what is on its way is not heard any more')
  t.equal(session.streamOf(TEMPERATURE), undefined)
})

t.test('streams of one rate are one subscription, of at most 64; the most eager listener counts', async t => {
  const { daemon, session } = await live()
  const names = Array.from({ length: 70 }, (_, i) => `daq.v${String(i).padStart(2, '0')}`)
  follow(session, names, { maxHz: 30, depth: 500 })
  await daemon.pass(0)
  t.same(
    subs(daemon).map(({ selectors, maxHz, depth }) => [selectors.length, maxHz, depth]),
    [
      [64, 30, 500],
      [6, 30, 500],
    ]
  )
  const eager = follow(session, ['daq.v69'], { maxHz: 100 })
  await daemon.pass(0)
  t.same(
    subs(daemon).slice(2).map(({ selectors, maxHz }) => [selectors.length, maxHz]), // biome-ignore format: one line
    [
      [5, 30],
      [1, 100],
    ]
  )
  eager.stop()
  await daemon.pass(0)
  t.match(subs(daemon).at(-1), { maxHz: 30 })
})

t.test('stopped and followed again: an answer to the first does not count for the second', async t => {
  const { daemon, session } = await live()
  const first = follow(session)
  await daemon.pass(0)
  first.stop()
  await daemon.pass(0)
  const { values } = follow(session, [TEMPERATURE], { depth: 5 })
  await daemon.pass(0)
  daemon.socket.say(granted({ [TEMPERATURE]: 7 }), tele(8, [0]), granted({ [TEMPERATURE]: 3 }), tele(4, [1, 2]))
  t.same(values(), [1, 2])
  t.equal(subs(daemon).length, 2)
})

t.test('stopped and followed again in one turn: it begins with its history, its neighbour goes on', async t => {
  const { daemon, session } = await live()
  const other = 'plate.target'
  const neighbour = follow(session, [other])
  const first = follow(session)
  await daemon.pass(0)
  daemon.socket.say(granted({ [TEMPERATURE]: 7, [other]: 3 }), { ...tele(4, [0]), stream: other })
  first.stop()
  const { values } = follow(session, [TEMPERATURE], { depth: 5 })
  await daemon.pass(0)
  const selectors = [other, TEMPERATURE].sort()
  t.same(daemon.socket.heard.slice(-2), [
    { t: 'unsub', selectors, class: 'telemetry' },
    { t: 'sub', selectors, class: 'telemetry', depth: 5, after: { [other]: 4 } },
  ])
  daemon.socket.say(tele(8, [9]), granted({ [TEMPERATURE]: 3, [other]: 4 }), tele(4, [1, 2]))
  daemon.socket.say({ ...tele(5, [6]), stream: other })
  t.same(values(), [1, 2])
  t.same(neighbour.values(), [0, 6])
})

t.test('the depth of one stream is not that of another that asked for none', async t => {
  const { daemon, session } = await live()
  follow(session, ['a.deep'], { depth: 500 })
  follow(session, ['a.deeper'], { depth: 900 })
  follow(session, ['a.none'])
  await daemon.pass(0)
  t.match(subs(daemon), [{ depth: 900 }])
  t.same(subs(daemon)[0]?.after, { 'a.none': Number.MAX_SAFE_INTEGER }, 'beyond what there is, it has the newest')
})

t.test('what changes in one turn is one subscription', async t => {
  const { daemon, session } = await live()
  follow(session).stop()
  for (const name of ['a.x', 'a.y', 'a.z']) follow(session, [name])
  await daemon.pass(0)
  t.same(
    subs(daemon).map(({ selectors }) => selectors),
    [['a.x', 'a.y', 'a.z']]
  )
  t.same(daemon.socket.all('unsub'), [])
})

t.test('what is followed before there is a connection is asked for when there is one', async t => {
  const { daemon, session } = open()
  const { values } = follow(session)
  await daemon.pass(10)
  t.equal(subs(daemon).length, 1)
  daemon.socket.say(granted({ [TEMPERATURE]: 0 }), tele(1, [1]))
  t.same(values(), [1])
})

t.test('a stream that the daemon does not have, and a frame of one that nobody follows', async t => {
  const { daemon, session, blocks } = await following()
  const none: Down = { ...tele(1, [1]), stream: 'plate.gone' }
  daemon.socket.say(none, granted({}))
  t.equal(blocks.length, 0)
  t.equal(session.streamOf('plate.gone'), undefined)
  t.equal(session.link.state, 'live')
})

t.test('a listener that throws takes nothing from the others', async t => {
  const { daemon, session } = await live()
  session.follow([TEMPERATURE], () => {
    throw new Error('a chart broke')
  })
  const { values } = follow(session)
  await daemon.pass(0)
  daemon.socket.say(granted({ [TEMPERATURE]: 0 }))
  t.throws(() => daemon.socket.say(tele(1, [1])), /a chart broke/)
  t.same(values(), [1])
  adds(t, session)
})
