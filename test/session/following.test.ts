import t from 'tap'
import { type Granted, LIMITS, type Tele } from '../../protocol/index.ts'
import type { Block, Following } from '../../ui/session/index.ts'
import { live } from './visit.ts'

const granted = (streams: Record<string, number>): Granted => ({ t: 'granted', view: '', depth: 0, streams })
const tele = (stream: string, n: number): Tele => ({ t: 'tele', stream, n0: n, n1: n, lost: 0, time: n, v: [[n]] })

const WRONG: Record<string, [streams: readonly string[], options: Following, sentence: RegExp]> = {
  'no rate': [['plate.x'], { maxHz: Number.NaN }, /maxHz is NaN/],
  'a rate of none': [['plate.x'], { maxHz: 0 }, /maxHz is 0/],
  'a rate below none': [['plate.x'], { maxHz: -5 }, /maxHz is -5/],
  'half a sample': [['plate.x'], { depth: 0.5 }, /depth is 0.5/],
  'no depth': [['plate.x'], { depth: Number.NaN }, /depth is NaN/],
  'a depth without end': [['plate.x'], { depth: Number.POSITIVE_INFINITY }, /depth is Infinity/],
  'a depth below none': [['plate.x'], { depth: -1 }, /depth is -1/],
  'a device': [['plate.x', 'daq'], {}, /"daq" names no stream/],
  'a pattern': [['daq.*'], {}, /"daq\.\*" names no stream/],
  everything: [['*'], {}, /"\*" names no stream/],
  'two in one': [['plate.x,plate.y'], {}, /names no stream/],
  'no name': [[''], {}, /"" names no stream/],
  'a name too long': [[`plate.${'x'.repeat(123)}`], {}, /names no stream/],
}

for (const [what, [streams, options, sentence]] of Object.entries(WRONG)) {
  t.test(`wrong: ${what} is told to whoever asks, and to nobody else`, async t => {
    const { daemon, session } = await live()
    const before = daemon.socket.heard.length
    t.throws(() => session.follow(streams, () => {}, options), { name: 'TypeError', message: sentence })
    await daemon.pass(0)
    t.equal(daemon.socket.heard.length, before, 'nothing left')
    t.equal(session.link.state, 'live')
  })
}

t.test('rates are brought into what the wire carries', async t => {
  const { daemon, session } = await live()
  session.follow(['a.fast'], () => {}, { maxHz: 2_000 })
  session.follow(['a.slow'], () => {}, { maxHz: 1e-9 })
  session.follow(['a.all'], () => {}, { maxHz: Number.POSITIVE_INFINITY })
  session.follow([`a.${'x'.repeat(126)}`], () => {}, { maxHz: 5 })
  await daemon.pass(0)
  t.same(
    daemon.socket.all('sub').map(({ maxHz }) => maxHz),
    [LIMITS.mostHz, LIMITS.leastHz, undefined, 5]
  )
})

t.test('what the daemon does not name has a fault, until it has it', async t => {
  const { daemon, session } = await live()
  const blocks: Block[] = []
  session.follow(['plate.gone', 'plate.here'], block => blocks.push(block))
  await daemon.pass(0)
  t.equal(session.streamOf('plate.gone'), undefined, 'not known yet')
  daemon.socket.say(granted({ 'plate.here': 7 }), tele('plate.here', 8))
  t.match(session.streamOf('plate.gone'), { epoch: '', received: 0, fault: /no stream of this name/ })
  t.equal(session.streamOf('plate.here')?.fault, undefined)
  t.equal(blocks.length, 1)
  daemon.restart()
  await daemon.pass(200)
  t.equal(session.streamOf('plate.gone'), undefined, 'another daemon is asked anew')
  daemon.socket.say(granted({ 'plate.here': 0, 'plate.gone': 0 }), tele('plate.gone', 1))
  t.same(session.streamOf('plate.gone'), { epoch: daemon.epoch, after: 0, last: 1, received: 1, thinned: 0, lost: 0 })
})

t.test('more streams than a connection may have: the rest says so, and follows when there is room', async t => {
  const { daemon, session } = await live()
  const first = session.follow(['a.first'], () => {})
  const names = Array.from({ length: LIMITS.streams }, (_, i) => `daq.v${i}`)
  const last = names[names.length - 1]!
  session.follow(names, () => {})
  await daemon.pass(0)
  const asked = () => [...daemon.socket.subscriptions.values()].flatMap(({ selectors }) => selectors)
  t.equal(asked().length, LIMITS.streams)
  t.match(session.streamOf(last)?.fault, /1024 streams at once/)
  first()
  await daemon.pass(0)
  t.equal(asked().length, LIMITS.streams)
  t.ok(asked().includes(last))
  t.equal(session.streamOf(last), undefined)
})

t.test('what is gone between two subscriptions is told with the next block, once', async t => {
  const { daemon, session } = await live()
  const blocks: Block[] = []
  session.follow(['plate.x'], block => blocks.push(block))
  await daemon.pass(0)
  daemon.socket.say(granted({ 'plate.x': 7 }), tele('plate.x', 8))
  daemon.start = 'resumed'
  for (const position of [10, 13]) {
    daemon.socket.cut()
    await daemon.pass(2_000)
    daemon.socket.say(granted({ 'plate.x': position }))
  }
  daemon.socket.say({ ...tele('plate.x', 14), n1: 15, lost: 1 }, tele('plate.x', 16))
  t.same(
    blocks.map(({ lost, last }) => [lost, last]),
    [
      [0, 8],
      [6, 15],
      [0, 16],
    ]
  )
  t.match(session.streamOf('plate.x'), { after: 7, last: 16, received: 3, lost: 6 })
})
