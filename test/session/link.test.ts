import t from 'tap'
import { FakeDaemon } from './fake-daemon.ts'
import { live, open } from './visit.ts'

t.test('a socket that is gone is replaced, quickly at first, then less and less often', async t => {
  const { daemon, session } = await live()
  daemon.reachable = false
  daemon.socket.cut()
  const waits: number[] = []
  for (let i = 0; i < 8; i++) {
    const { link } = session
    if (link.state !== 'waiting') throw new Error(`it is ${link.state}`)
    waits.push(link.until - daemon.now)
    await daemon.timers.run(link.until)
  }
  for (const [i, wait] of waits.entries()) {
    const base = Math.min(5_000, 100 * 2 ** i)
    t.ok(wait >= base * 0.75 && wait <= base * 1.25, `${i}: ${wait}`)
  }
  daemon.reachable = true
  const state = () => session.link.state
  while (state() !== 'live') await daemon.pass(10)
  daemon.socket.cut()
  const { link } = session
  t.ok(link.state === 'waiting' && link.until - daemon.now <= 125, 'quickly again')
})

t.test('each socket has a number, one more than the last; each has a ticket; the session stays', async t => {
  const { daemon } = await live()
  daemon.socket.cut()
  await daemon.pass(200)
  daemon.socket.cut()
  await daemon.pass(200)
  const hellos = daemon.sockets.map(socket => socket.all('hello')[0]!)
  t.same(
    hellos.map(hello => hello.connection),
    [1, 2, 3]
  )
  t.equal(new Set(hellos.map(hello => hello.session)).size, 1)
})

t.test('TabTwin: two pages are two sessions', async t => {
  const one = await live(new FakeDaemon(1))
  const two = await live(new FakeDaemon(2))
  t.not(one.daemon.hello.session, two.daemon.hello.session)
  t.match(one.daemon.hello.session, /^[0-9a-f]{32}$/)
})

t.test('what a former socket still says is not heard', async t => {
  const { daemon, session } = await live()
  const zombie = daemon.socket
  zombie.cut()
  await daemon.pass(200)
  zombie.say(daemon.delta({ 'plate.target': { value: 66 } }), daemon.at())
  zombie.cut()
  t.equal(session.key('plate.target')?.value, 20)
  t.equal(session.link.state, 'live')
  t.same(daemon.socket.all('resync'), [])
})

t.test('a second without a frame: silent, and input is refused with the time', async t => {
  const { daemon, session, links } = await live()
  await daemon.pass(990)
  t.equal(session.link.state, 'live')
  await daemon.pass(20)
  t.equal(session.link.state, 'silent')
  t.equal(links.at(-1)!.state, 'silent', 'and it was told')
  await daemon.pass(2_000)
  t.equal(session.blocked('plate.target'), 'No contact with the station for 3 s.')
  session.set('plate.target', 30)
  t.same(daemon.commands, [])
  daemon.socket.say({ t: 'beat', time: daemon.time })
  t.equal(session.link.state, 'live')
  t.equal(session.blocked('plate.target'), undefined)
})

t.test('four seconds without a frame: another socket', async t => {
  const { daemon } = await live()
  await daemon.pass(4_300)
  t.equal(daemon.sockets.length, 2)
  t.notOk(daemon.sockets[0]!.open)
})

t.test('a daemon that accepts sockets and says nothing is tried again', async t => {
  const daemon = new FakeDaemon()
  daemon.start = undefined
  open(daemon)
  await daemon.pass(4_300)
  t.equal(daemon.sockets.length, 2)
  t.equal(daemon.hello.connection, 2)
})

t.test('GhostOperator: whoever slept is silent at once, before any timer rings', async t => {
  const { daemon, session } = await live()
  const gesture = session.gesture('plate.target')
  gesture.move(30)
  daemon.sleep(60_000)
  gesture.move(40)
  gesture.end(41)
  session.call('plate.tare')
  t.same(
    daemon.commands.map(cmd => cmd.value),
    [30]
  )
  t.match(session.control('plate.target').last, { notSent: true, value: 41 })
})

t.test('StallFlood: after a stall the old seconds are not played as live', async t => {
  const { daemon, session, changes } = await live()
  const old = [1, 2, 3].map(value => [daemon.delta({ 'plate.target': { value } }), daemon.at()])
  daemon.sleep(10_000)
  for (const frames of old) daemon.socket.say(...frames)
  t.equal(changes.length, 1)
  t.notOk(daemon.sockets[0]!.open)
  await daemon.pass(200)
  t.equal(session.link.state, 'live')
  t.equal(session.key('plate.target')?.value, 3)
  t.equal(changes.length, 2, 'one snapshot')
})

t.test('bye is obeyed', async t => {
  const { daemon, session } = await live()
  daemon.socket.say({ t: 'bye', code: 'full', reason: 'Too many pages are open.', retryAfter: 3_000 })
  t.match(session.link, { state: 'waiting', reason: 'Too many pages are open.', until: daemon.now + 3_000 })
  await daemon.pass(2_900)
  t.equal(daemon.sockets.length, 1)
  await daemon.pass(200)
  t.equal(session.link.state, 'live')
  daemon.socket.say({ t: 'bye', code: 'version', reason: 'Reload this page.' })
  t.same(session.link, { state: 'given up', reason: 'Reload this page.' })
  t.equal(session.blocked('plate.target'), 'Reload this page.')
  await daemon.pass(60_000)
  t.equal(daemon.sockets.length, 2)
})

t.test('another version of the wire is not guessed at', async t => {
  const daemon = new FakeDaemon()
  daemon.welcomeMore = { version: 2 }
  const { session } = await live(daemon)
  t.match(session.link, { state: 'given up', reason: /version 2/ })
})

t.test('a frame that cannot be read, or comes before the welcome, ends the socket', async t => {
  const { daemon } = await live()
  daemon.socket.listener.heard('{"t":')
  t.notOk(daemon.socket.open)
  const silent = new FakeDaemon()
  silent.start = undefined
  open(silent)
  await silent.pass(10)
  silent.socket.say(silent.snap(), silent.at())
  t.notOk(silent.socket.open)
})

t.test('the round trip is measured once a second: the median of five', async t => {
  const { daemon, session } = await live()
  daemon.socket.say({ t: 'pong', id: 1, time: daemon.time })
  for (const trip of [5, 5, 400, 5, 5]) {
    const asked = daemon.socket.all('ping').length
    while (daemon.socket.all('ping').length === asked) await daemon.beats(1)
    await daemon.pass(trip)
    daemon.socket.say({ t: 'pong', id: asked + 1, time: daemon.time })
  }
  t.match(session.link, { state: 'live', roundTrip: 5 })
})

t.test('an answer that comes after a silence does not measure the question after it', async t => {
  const { daemon, session } = await live()
  await daemon.pass(1_500)
  daemon.socket.say({ t: 'pong', id: 1, time: daemon.time })
  t.equal(daemon.socket.all('ping').length, 2)
  daemon.socket.say({ t: 'pong', id: 1, time: daemon.time })
  t.same(session.link, { state: 'live' })
})

t.test('waiting can be cut short; closing is final', async t => {
  const { daemon, session } = await live()
  daemon.socket.say({ t: 'bye', code: 'stopping', reason: 'Update.', retryAfter: 60_000 })
  session.retry()
  await daemon.pass(10)
  t.equal(session.link.state, 'live')
  session.close()
  t.notOk(daemon.socket.open)
  t.equal(session.link.state, 'given up')
  await daemon.pass(60_000)
  t.equal(daemon.sockets.length, 2)
  t.equal(daemon.timers.next, undefined, 'no timer is left')
})

t.test('who has to log in is told so, and nothing is tried again until the page is loaded anew', async t => {
  const { daemon, session } = await live()
  daemon.loginNeeded = true
  daemon.socket.cut()
  await daemon.pass(200)
  const { link } = session
  t.match(link, { state: 'given up', login: true, reason: /log in.*not even Stop/ })
  const { sockets, tickets } = daemon
  await daemon.pass(60_000)
  t.equal(daemon.sockets.length, sockets.length)
  t.equal(daemon.tickets, tickets, 'it does not ask for ever')
  t.match(session.blocked('plate.target'), /asks who you are/)
})
