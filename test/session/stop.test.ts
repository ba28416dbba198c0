import t from 'tap'
import { live, open } from './visit.ts'

/** Where a promise stands, without waiting for it. */
function watch(promise: Promise<number>): { took?: number; error?: Error } {
  const seen: { took?: number; error?: Error } = {}
  promise.then(
    took => {
      seen.took = took
    },
    error => {
      seen.error = error
    }
  )
  return seen
}

t.test('stop goes both ways, again and again with one nonce, until it is confirmed', async t => {
  const { daemon, session } = await live()
  const press = watch(session.stop('station', 'smoke'))
  t.match(daemon.socket.all('stop'), [{ scope: 'station', reason: 'smoke' }], 'at once')
  t.equal(daemon.posts.length, 1)
  await daemon.pass(600)
  const stops = daemon.socket.all('stop')
  t.equal(stops.length, 3)
  t.equal(new Set([...stops, ...daemon.posts].map(stop => stop.nonce)).size, 1)
  t.equal(daemon.posts[0]!.session, daemon.hello.session)
  daemon.socket.say(daemon.stopped({ nonce: stops[0]!.nonce }), daemon.at())
  await daemon.pass(1_000)
  t.same(press, { took: 600 })
  t.equal(daemon.socket.all('stop').length, 3, 'and then no more')
})

t.test('each path alone is enough', async t => {
  const { daemon, session } = await live()
  daemon.start = undefined
  daemon.socket.cut()
  daemon.post = async () => true
  const press = watch(session.stop('plate'))
  await daemon.pass(1)
  t.same(press, { took: 0 }, 'without a socket')
  daemon.post = async () => {
    throw new Error('unreachable')
  }
  daemon.start = 'snapshot'
  const second = watch(session.stop('plate'))
  await daemon.pass(6_000)
  daemon.socket.say(daemon.stopped({ scope: 'plate', nonce: daemon.socket.all('stop')[0]!.nonce }))
  await daemon.pass(0)
  t.ok(second.took! > 0)
})

t.test('it works before anything else does, and goes out with the first breath of a new socket', async t => {
  const { daemon, session } = open()
  const press = watch(session.stop('station'))
  await daemon.pass(2)
  t.equal(daemon.socket.all('stop').length, 1)
  t.equal(daemon.socket.heard[0]!.t, 'hello')
  daemon.post = async () => true
  await daemon.pass(300)
  t.ok(press.took! > 0)
})

t.test('a later stop of that scope confirms it, whoever pressed; an earlier or a smaller one does not', async t => {
  const { daemon, session } = await live()
  daemon.flush({}, daemon.stopped({ generation: 4, latched: false }))
  const press = watch(session.stop('station'))
  daemon.flush({}, daemon.stopped({ generation: 4 }))
  daemon.flush({}, daemon.stopped({ generation: 5, scope: 'plate' }))
  daemon.flush({}, daemon.stopped({ generation: 6, latched: false }))
  await daemon.pass(0)
  t.same(press, {})
  daemon.flush({}, daemon.stopped({ generation: 7 }))
  await daemon.pass(0)
  t.same(press, { took: 0 })
  const plate = watch(session.stop('plate'))
  daemon.flush({}, daemon.stopped({ generation: 8 }))
  await daemon.pass(0)
  t.same(plate, { took: 0 }, 'the station has the plate in it')
})

t.test('EpochConfusion: a latch of another epoch does not confirm a press by its number', async t => {
  const { daemon, session } = await live()
  const press = watch(session.stop('station'))
  daemon.stops = [daemon.stopped({ generation: 50 })]
  daemon.restart()
  await daemon.pass(400)
  t.same(press, {})
  daemon.flush({}, daemon.stopped({ generation: 51 }))
  await daemon.pass(0)
  t.ok(press.took! > 0)
})

t.test('what the welcome says confirms it', async t => {
  const { daemon, session } = await live()
  const press = watch(session.stop('station'))
  daemon.stops = [daemon.stopped({ nonce: daemon.socket.all('stop')[0]!.nonce })]
  daemon.socket.cut()
  await daemon.pass(200)
  t.ok(press.took! > 0)
  t.match(session.blocked('plate.target'), /^Stopped by/)
})

t.test('from the press on nothing else is sent to where it points', async t => {
  const { daemon, session } = await live()
  const gesture = session.gesture('plate.target')
  gesture.move(21)
  gesture.move(22)
  void session.stop('plate')
  daemon.flush({}, daemon.stage(1, 'accepted'))
  gesture.end(23)
  t.equal(daemon.commands.length, 1)
  t.equal(session.blocked('plate.target'), 'Stopping.')
})

t.test('requests that hang do not pile up', async t => {
  const { daemon, session } = await live()
  void session.stop('station')
  await daemon.beats(5_000)
  t.equal(daemon.posts.length, 3)
  t.equal(daemon.socket.all('stop').length, 21)
})

t.test('nor do those of many presses together, and each that ends makes room', async t => {
  const { daemon, session } = await live()
  const fail: ((why: Error) => void)[] = []
  daemon.post = () => new Promise((_, reject) => fail.push(reject))
  for (let i = 0; i < 5; i++) void session.stop('station')
  await daemon.beats(1_000)
  t.equal(daemon.posts.length, 3)
  fail[0]?.(new Error('aborted'))
  await daemon.beats(1_000)
  t.equal(daemon.posts.length, 4)
})

t.test('re-arming quotes the generation that its person saw', async t => {
  const { daemon, session } = await live()
  session.rearm('station')
  t.same(daemon.socket.all('rearm'), [], 'there is nothing to re-arm')
  daemon.flush({}, daemon.stopped({ generation: 4 }))
  session.rearm('station')
  t.same(daemon.socket.all('rearm'), [{ t: 'rearm', epoch: daemon.epoch, scope: 'station', stopGeneration: 4 }])
  await daemon.pass(1_100)
  session.rearm('station')
  t.equal(daemon.socket.all('rearm').length, 1, 'not while silent')
})

t.test('closing before the confirmation is not kept quiet', async t => {
  const { session, daemon } = await live()
  const press = watch(session.stop('station'))
  session.close()
  await daemon.pass(0)
  t.match(press.error, /before the stop was confirmed/)
})
