import t from 'tap'
import { LIMITS, type Out } from '../../protocol/index.ts'
import { Front, hex } from './front.ts'

/** Fills the window of a page that does not read. */
async function shut(f: Front, page: { reading: boolean; writes: string[][] }) {
  page.reading = false
  for (let writes = -1; writes !== page.writes.length; ) {
    writes = page.writes.length
    f.turn(f.reading(f.state.revision % 300))
  }
}

t.test('a slow client is conflated: one delta over all it missed, which costs nothing meanwhile', async t => {
  const f = new Front()
  const [slow, quick] = [f.page(1), f.page(2)]
  await shut(f, slow)
  const stood = slow.positions.get('*')
  slow.news()
  quick.news()
  for (let i = 0; i < 50; i++) f.turn(f.reading(i), f.reading(i, 'fan', 'oven'))
  t.equal(slow.news().length, 0)
  await f.pass(10)
  t.equal(quick.positions.get('*'), f.state.revision, 'and the quick one has noticed nothing (OneStallsAll)')
  slow.reading = true
  slow.ack()
  t.match(slow.news(), [
    { t: 'delta', from: stood, to: f.state.revision },
    { t: 'at', revision: f.state.revision },
  ])
  t.same([...(slow.keys.get('plate.temperature')!.value === 49 ? ['latest'] : [])], ['latest'])
})

t.test('beyond the ring it is a snapshot, never a fast-forwarded replay (StallFlood)', async t => {
  const f = new Front()
  const slow = f.page(1)
  await shut(f, slow)
  slow.news()
  for (let i = 0; i < LIMITS.journalRevisions + 10; i++) f.turn(f.reading(i))
  slow.reading = true
  slow.ack()
  t.equal(slow.kinds(), 'snap at')
})

t.test('the window: never more under way than its bytes and one write, whatever the page claims', async t => {
  const f = new Front()
  const page = f.page(1)
  page.reading = false
  for (let i = 0; i < 5_000; i++) f.turn(f.reading(i))
  const bytes = page.writes.flat().join('').length
  const longest = Math.max(...page.writes.map(write => write.join('').length))
  t.ok(bytes >= LIMITS.window && bytes < LIMITS.window + longest, `${bytes}`)
  page.say({ t: 'ack', frames: 1, revision: 0 })
  page.say({ t: 'ack', frames: 0, revision: 0 })
  t.equal(page.writes.flat().join('').length, bytes, 'less than a write arrived: nothing more')
  page.say({ t: 'ack', frames: page.writes.flat().length + 1, revision: 0 })
  t.match(page.news().at(-1), { t: 'bye', code: 'protocol', reason: /fewer were sent/ })
})

t.test('named as slow after two seconds, once; good-bye after fifteen', async t => {
  const f = new Front()
  const [slow, quick] = [f.page(1), f.page(2)]
  await shut(f, slow)
  const keepTalking = async (ms: number) => {
    for (let end = f.clock.now() + ms; f.clock.now() < end; ) {
      await f.pass(500)
      slow.say({ t: 'ping', id: 1 })
      quick.say({ t: 'ping', id: 1 })
    }
  }
  await keepTalking(1_500)
  t.same(f.slow, [])
  await keepTalking(1_000)
  t.same(f.slow, ['Guest 1'])
  t.same(f.sessions.slow, ['Guest 1'], 'and whoever asks for its health is told')
  await keepTalking(12_000)
  t.notOk(slow.closed)
  await keepTalking(1_000)
  t.match(slow.news().at(-1), { t: 'bye', code: 'slow', reason: /15 seconds/, retryAfter: 0 })
  t.same([f.slow, quick.closed, f.sessions.size], [['Guest 1'], false, 1])
  t.same(f.sessions.slow, [], 'nobody is remembered as slow who is not here')
})

t.test(
  'a window that an answer or a beat shuts is shut from then on, also if nothing happens at the station',
  async t => {
    const f = new Front()
    const page = f.page(1)
    page.reading = false
    for (let id = 0; id < 5_000; id++) page.say({ t: 'ping', id })
    await f.pass(LIMITS.slowAfter + 500)
    t.same(f.slow, ['Guest 1'])
  }
)

t.test('slow, quick again, slow again: named each time', async t => {
  const f = new Front()
  const page = f.page(1)
  for (let time = 1; time <= 2; time++) {
    await shut(f, page)
    await f.pass(2_500)
    t.equal(f.slow.length, time)
    page.reading = true
    page.ack()
    await f.pass(500)
  }
})

t.test(
  'a hundred thousand commits against a client that does not read: nothing piles up (S5, SlowClientOOM)',
  async t => {
    const f = new Front()
    const page = f.page(1)
    await shut(f, page)
    const sent = page.writes.length
    for (let i = 0; i < 1_000; i++)
      f.turn(...Array.from({ length: 100 }, (_, n) => f.reading(n, i % 2 ? 'fan' : 'target')), f.door())
    t.equal(page.writes.length, sent)
    const { held } = f.sessions
    t.ok(held <= 10, `${held} frames held for it`)
    page.ack()
    const { length } = page.writes.at(-1)!
    t.ok(length <= LIMITS.events + 3, `${length} frames after it read`)
  }
)

t.test('control frames that nobody fetches: so many, and then it starts anew', async t => {
  const f = new Front()
  const page = f.page(1)
  await shut(f, page)
  const cmd = { t: 'cmd', epoch: 'e1', control: 'plate.lid', op: 'call', gesture: 1, basis: 1, elapsed: 0 } as const
  for (let command = 1; command <= LIMITS.controlFrames; command++) {
    page.say({ ...cmd, command, seen: f.clock.now(), stopGeneration: 0 })
    f.endTurn()
  }
  t.notOk(page.closed)
  page.say({ ...cmd, command: 9_999, seen: f.clock.now(), stopGeneration: 0 })
  t.match(page.news().at(-1), { t: 'bye', code: 'slow', retryAfter: 0 })
  const again = f.page(1, { connection: 2, epoch: 'e1', open: [9_999] })
  t.match(again.news()[0], { outcomes: [{ command: 9_999, refused: 'noSuchControl' }] }, 'what it missed it is told')
})

t.test('a beat after a quarter of a second of silence; none while there is something to say', async t => {
  const f = new Front()
  const page = f.page(1)
  page.news()
  await f.pass(249)
  t.equal(page.kinds(), '')
  await f.pass(126)
  t.match(page.news(), [{ t: 'beat', time: 10_250 }])
  for (let i = 0; i < 20; i++) {
    await f.pass(100)
    f.turn(f.reading(i))
  }
  t.notMatch(page.kinds(), 'beat')
  await f.pass(9_000)
  t.ok(page.news().length >= 23)
})

t.test('a page that says nothing for ten seconds is gone', async t => {
  const f = new Front()
  const [mute, talking] = [f.page(1), f.page(2)]
  mute.reading = false
  for (let i = 0; i < 11; i++) {
    await f.pass(1_000)
    talking.say({ t: 'ping', id: i })
  }
  t.match(mute.news().at(-1), { t: 'bye', code: 'slow', retryAfter: 0 })
  t.notOk(talking.closed)
})

t.test('ping and pong; not past a window that is shut', async t => {
  const f = new Front()
  const page = f.page(1)
  page.news()
  page.say({ t: 'ping', id: 42 })
  t.same(page.news(), [{ t: 'pong', id: 42, time: 10_000 }])
  await shut(f, page)
  page.news()
  page.say({ t: 'ping', id: 43 })
  t.same(page.news(), [])
})

t.test('in one flush: stopped and outs, state, events, at', async t => {
  const f = new Front()
  const page = f.page(1)
  page.news()
  f.loop.post(f.door())
  f.loop.post(f.reading(21))
  page.say({
    t: 'cmd',
    epoch: 'e1',
    command: 1,
    control: 'plate.lid',
    op: 'call',
    gesture: 1,
    basis: 1,
    seen: f.clock.now(),
    elapsed: 0,
    stopGeneration: 0,
  })
  page.say({ t: 'stop', nonce: hex(1), scope: 'station' })
  f.endTurn()
  t.equal(page.kinds(), 'out stopped delta evt at')
})

t.test('an out goes to its own session alone; a stop to everybody', async t => {
  const f = new Front()
  const [page, other] = [f.page(1), f.page(2)]
  page.news()
  other.news()
  page.say({
    t: 'cmd',
    epoch: 'e0',
    command: 1,
    control: 'plate.fan',
    op: 'set',
    value: 1,
    gesture: 1,
    basis: 1,
    seen: f.clock.now(),
    elapsed: 0,
    stopGeneration: 0,
  })
  f.endTurn()
  t.match(page.news(), [{ t: 'out', command: 1, refused: 'epoch' } as Out, { t: 'at' }])
  t.equal(other.kinds(), '')
  other.say({ t: 'stop', nonce: hex(1), scope: 'plate' })
  f.endTurn()
  for (const p of [page, other]) t.match(p.news()[0], { t: 'stopped', by: 'Guest 2', nonce: hex(1) })
  other.say({ t: 'rearm', epoch: 'e1', scope: 'plate', stopGeneration: 1 })
  f.endTurn()
  t.match(page.news()[0], { t: 'stopped', latched: false })
})
