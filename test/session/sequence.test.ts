import t from 'tap'
import { live, type Visit } from './visit.ts'

/** A delta that does not fit, and the flush that it is in. */
function misfit({ daemon }: Visit): void {
  daemon.revision += 2
  daemon.socket.say(daemon.delta({ 'plate.target': { value: 99 } }), daemon.at())
}

function snapshot({ daemon }: Visit): void {
  daemon.socket.say(daemon.snap(), daemon.at())
}

t.test('a delta that does not fit is not applied; everything is asked for anew, once', async t => {
  const visit = await live()
  const { daemon, session } = visit
  misfit(visit)
  daemon.flush({ 'plate.target': { value: 98 } })
  t.equal(session.key('plate.target')?.value, 20, 'nor is what follows it')
  t.equal(session.revision, 10)
  t.equal(daemon.socket.all('resync').length, 1)
  t.not(session.link.state, 'live')
  t.not(session.blocked('plate.target'), undefined)
  snapshot(visit)
  t.equal(session.key('plate.target')?.value, 98)
  t.equal(session.link.state, 'live')
  t.equal(session.blocked('plate.target'), undefined)
})

t.test('a delta that came before is no excuse: the same one twice does not fit', async t => {
  const { daemon, session } = await live()
  const delta = daemon.delta({ 'plate.target': { value: 30 } })
  daemon.socket.say(delta, delta, daemon.at())
  t.equal(daemon.socket.all('resync').length, 1)
  t.equal(session.key('plate.target')?.value, 20)
})

t.test('while state is not whole an outcome waits for it, and a stop does not', async t => {
  const visit = await live()
  const { daemon, session } = visit
  session.set('plate.target', 30)
  misfit(visit)
  daemon.socket.say(daemon.stopped(), daemon.out(1), daemon.at())
  t.equal(session.stopOf('station')?.generation, 1)
  t.equal(session.control('plate.target').requested, 30)
  snapshot(visit)
  t.equal(session.control('plate.target').requested, undefined)
})

t.test('twice in ten seconds: another socket, with snapshots', async t => {
  const visit = await live()
  const { daemon, session } = visit
  misfit(visit)
  snapshot(visit)
  await daemon.beats(9_000)
  misfit(visit)
  t.equal(daemon.sockets.length, 1)
  t.notOk(daemon.socket.open)
  await daemon.pass(200)
  t.equal(daemon.sockets.length, 2)
  t.same(daemon.hello.views, [{ selectors: ['*'] }], 'it does not resume from what did not fit')
  t.equal(session.link.state, 'live')
})

t.test('twice in longer is twice a resync; three times in a minute is a visible fault', async t => {
  const visit = await live()
  const { daemon, session } = visit
  misfit(visit)
  snapshot(visit)
  await daemon.beats(20_000)
  misfit(visit)
  snapshot(visit)
  t.equal(daemon.sockets.length, 1)
  await daemon.beats(20_000)
  misfit(visit)
  t.match(session.link, { state: 'given up', reason: /does not fit/ })
  await daemon.pass(60_000)
  t.equal(daemon.sockets.length, 1)
})

t.test('faults far apart do not add up', async t => {
  const visit = await live()
  for (let i = 0; i < 4; i++) {
    misfit(visit)
    snapshot(visit)
    await visit.daemon.beats(61_000)
  }
  t.equal(visit.session.link.state, 'live')
})

t.test('a resync that brings no snapshot ends with another socket', async t => {
  const visit = await live()
  misfit(visit)
  await visit.daemon.beats(4_400)
  t.equal(visit.daemon.sockets.length, 2)
})

t.test('a revision never goes back, and a snapshot is of the epoch that was welcomed', async t => {
  const { daemon } = await live()
  daemon.socket.say({ t: 'at', epoch: daemon.epoch, revision: 9, time: daemon.time })
  t.equal(daemon.socket.all('resync').length, 1)
  const other = await live()
  other.daemon.epoch = 'another'
  other.daemon.socket.say(other.daemon.snap())
  t.equal(other.daemon.socket.all('resync').length, 1)
})

t.test('EpochConfusion: what was applied of another epoch is not acknowledged to this one', async t => {
  const { daemon } = await live()
  daemon.restart()
  daemon.keys['plate.note'] = { value: 'x'.repeat(40_000) }
  await daemon.pass(130)
  t.match(daemon.socket.all('ack'), [{ frames: 2, revision: 0 }])
})

t.test('acknowledged: all frames of this socket and the revision applied, every 100 ms or 32 KiB', async t => {
  const { daemon } = await live()
  await daemon.pass(200)
  t.same(daemon.socket.all('ack'), [{ t: 'ack', frames: 3, revision: 10 }])
  daemon.flush({})
  await daemon.pass(99)
  t.equal(daemon.socket.all('ack').length, 1)
  await daemon.pass(1)
  t.same(daemon.socket.all('ack').at(-1), { t: 'ack', frames: 5, revision: 11 })
  daemon.flush({ 'plate.note': { value: 'x'.repeat(40_000) } })
  t.same(daemon.socket.all('ack').length, 3, 'at once')
  daemon.restart()
  await daemon.pass(300)
  t.same(daemon.socket.all('ack'), [{ t: 'ack', frames: 3, revision: 2 }], 'another socket counts from one')
})
