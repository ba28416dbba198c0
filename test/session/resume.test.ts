import t from 'tap'
import type { FakeDaemon } from './fake-daemon.ts'
import { lastOf, live } from './visit.ts'

/** The wire breaks and is there again. */
async function again(daemon: FakeDaemon, after = 200): Promise<void> {
  if (daemon.socket.open) daemon.socket.cut()
  await daemon.pass(after)
}

/** What came over all sockets, by number and value. */
const sent = (daemon: FakeDaemon) => daemon.commands.map(cmd => [cmd.command, cmd.value])

t.test('hello says where this page stands and what it does not know', async t => {
  const { daemon, session } = await live()
  session.set('plate.target', 30)
  session.call('plate.tare')
  session.set('plate.heater', true)
  daemon.flush({}, daemon.out(1))
  await again(daemon)
  t.match(daemon.hello, { epoch: 'epoch-1', views: [{ selectors: ['*'], revision: 11 }], open: [2, 3] })
})

t.test('resumed: deltas go on from where this page stood; else snapshots replace everything', async t => {
  const { daemon, session } = await live()
  daemon.start = 'resumed'
  await again(daemon)
  t.equal(session.link.state, 'live')
  daemon.flush({ 'plate.target': { value: 30 } })
  t.equal(session.key('plate.target')?.value, 30)
  daemon.start = 'snapshot'
  daemon.keys['plate.target'] = { value: 40 }
  daemon.revision = 90
  await again(daemon)
  t.equal(session.key('plate.target')?.value, 40)
  daemon.flush({ 'plate.target': { value: 50 } })
  t.equal(session.revision, 91)
})

t.test('a covering delta brings what was missed, together with the outcomes, in one flush', async t => {
  const { daemon, session, changes } = await live()
  session.set('plate.target', 30)
  daemon.socket.cut()
  daemon.start = undefined
  await daemon.pass(200)
  daemon.start = 'resumed'
  daemon.lastCommand = 1
  daemon.socket.say({ ...daemon.welcome(), outcomes: [daemon.out(1)] })
  t.equal(session.control('plate.target').requested, 30, 'the welcome alone changes nothing')
  t.equal(lastOf(session, 'plate.target'), undefined)
  daemon.socket.say(daemon.delta({ 'plate.target': { value: 30 } }), daemon.at())
  t.equal(session.key('plate.target')?.value, 30)
  t.equal(lastOf(session, 'plate.target'), 'done')
  t.equal(changes.length, 2)
})

t.test('a command that is still under way stays open, with its stage', async t => {
  const { daemon, session } = await live()
  session.set('plate.target', 30)
  daemon.lastCommand = 1
  daemon.outcomes = [daemon.stage(1, 'released')]
  await again(daemon)
  t.equal(session.control('plate.target').stage, 'released')
  t.same(sent(daemon), [[1, 30]])
  daemon.flush({}, daemon.out(1))
  t.equal(lastOf(session, 'plate.target'), 'done')
})

t.test('DoubleApply: what the daemon saw is never sent again', async t => {
  const { daemon, session } = await live()
  session.set('plate.target', 30)
  daemon.lastCommand = 1
  daemon.outcomes = [daemon.stage(1, 'accepted')]
  await again(daemon)
  await again(daemon)
  t.same(sent(daemon), [[1, 30]])
})

t.test('a setpoint that nobody saw is sent again: the very same frame, before any new command', async t => {
  const { daemon, session, changes } = await live()
  session.set('plate.target', 30)
  const push = changes.push.bind(changes)
  changes.push = (...items) => {
    session.set('plate.heater', true)
    return push(...items)
  }
  daemon.stops = [daemon.stopped({ scope: 'other', generation: 8, latched: false })]
  daemon.revision = 40
  await again(daemon)
  t.match(daemon.commands, [{ command: 1 }, { command: 1 }, { command: 2, control: 'plate.heater' }])
  t.same(daemon.commands[1], daemon.commands[0], 'nothing that dates it was set anew')
  t.equal(session.control('plate.target').stage, 'sending')
})

t.test('it may be needed more than once', async t => {
  const { daemon, session } = await live()
  session.set('plate.target', 30)
  await again(daemon)
  await again(daemon)
  t.same(sent(daemon), [
    [1, 30],
    [1, 30],
    [1, 30],
  ])
})

t.test('only the latest of each control, in command order', async t => {
  const { daemon, session } = await live()
  session.set('plate.heater', true)
  session.set('plate.target', 30)
  session.set('plate.target', 31)
  session.set('plate.heater', false)
  await again(daemon)
  t.same(
    daemon.socket.all('cmd').map(cmd => cmd.command),
    [3, 4]
  )
  t.equal(session.control('plate.target').requested, 31)
  t.equal(lastOf(session, 'plate.target'), undefined, 'the one that is open has the word')
})

t.test('StaleReplay: after ten minutes nothing fires; each says that it was not sent', async t => {
  const { daemon, session } = await live()
  daemon.reachable = false
  session.set('plate.target', 30)
  daemon.socket.cut()
  for (let i = 0; i < 5; i++) session.call('plate.tare')
  session.set('plate.heater', true)
  await daemon.pass(600_000)
  daemon.reachable = true
  await daemon.pass(10_000)
  t.equal(session.link.state, 'live')
  t.same(sent(daemon), [[1, 30]], 'of the first socket')
  t.match(session.control('plate.target').last, { notSent: true, value: 30 })
  t.equal(lastOf(session, 'plate.tare'), 'notSent')
  t.equal(lastOf(session, 'plate.heater'), 'notSent')
})

t.test('the age counts from the gesture, by the clock of this page', async t => {
  for (const [after, expected] of [
    [1_490, 2],
    [1_510, 1],
  ] as const) {
    const { daemon, session } = await live()
    session.set('plate.target', 30)
    daemon.reachable = false
    daemon.socket.cut()
    await daemon.pass(after - 5)
    daemon.reachable = true
    session.retry()
    await daemon.pass(5)
    t.equal(session.link.state, 'live')
    t.equal(daemon.commands.length, expected, `${after} ms`)
  }
})

t.test('nothing is sent again that would mean something else now', async t => {
  const changes: Record<string, (daemon: FakeDaemon) => unknown> = {
    'somebody else asked': daemon => {
      daemon.keys['plate.target'] = { value: 20, asked: 50, by: 'Anna' }
    },
    'somebody else asked the same': daemon => {
      daemon.keys['plate.target'] = { value: 20, asked: 20, by: 'Bert' }
    },
    'it is no setpoint any more': daemon => {
      delete daemon.keys['plate.$about']
    },
  }
  for (const [name, change] of Object.entries(changes)) {
    const { daemon, session } = await live()
    session.set('plate.target', 30)
    change(daemon)
    await again(daemon)
    t.same(sent(daemon), [[1, 30]], name)
    t.equal(lastOf(session, 'plate.target'), 'notSent', name)
  }
})

t.test('what an earlier command of this page asked is no change', async t => {
  const { daemon, session } = await live()
  session.set('plate.target', 30)
  session.set('plate.target', 31)
  daemon.lastCommand = 1
  daemon.outcomes = [daemon.stage(1, 'accepted')]
  daemon.keys['plate.target'] = { value: 20, asked: 30, by: 'Guest 1' }
  await again(daemon)
  t.same(sent(daemon), [
    [1, 30],
    [2, 31],
    [2, 31],
  ])
})

t.test('actions and readings are never sent again', async t => {
  const { daemon, session } = await live()
  session.call('plate.tare')
  session.read('plate.heater')
  await again(daemon)
  t.equal(daemon.commands.length, 2)
  t.match(session.control('plate.tare').last, { notSent: true, sentence: /the link broke before it left/ })
  t.equal(lastOf(session, 'plate.heater'), 'notSent')
})

t.test('FalseNo: "not sent" is said when the daemon barred the old socket, not before', async t => {
  const { daemon, session } = await live()
  session.call('plate.tare')
  daemon.start = undefined
  daemon.socket.cut()
  await daemon.pass(300)
  t.equal(session.control('plate.tare').stage, 'sending', 'it may still be on its way')
  t.match(daemon.hello, { connection: 2, open: [1] })
  daemon.start = 'snapshot'
  await daemon.pass(6_000)
  t.equal(lastOf(session, 'plate.tare'), 'notSent')
})

t.test('what was told not sent stays so, whatever comes', async t => {
  const { daemon, session } = await live()
  session.call('plate.tare')
  await again(daemon)
  daemon.flush({}, daemon.stage(1, 'released'), daemon.out(1))
  t.equal(lastOf(session, 'plate.tare'), 'notSent')
  t.equal(session.control('plate.tare').stage, undefined)
})

t.test('EpochConfusion: after a restart nothing that was numbered before passes as new', async t => {
  const { daemon, session } = await live()
  daemon.flush({}, daemon.stopped({ scope: 'other', generation: 9, latched: false }))
  daemon.flush(
    {},
    {
      t: 'evt',
      number: 7,
      device: 'plate',
      event: 'door',
      severity: 'none',
      time: daemon.time,
    }
  )
  session.set('plate.target', 30)
  session.call('plate.tare')
  const old = daemon.epoch
  daemon.restart()
  daemon.lastCommand = 5
  daemon.outcomes = [{ ...daemon.out(1), epoch: old }]
  await daemon.pass(200)
  t.match(session.control('plate.target').last, { outcome: 'unknown', sentence: /daemon restarted/ })
  t.match(session.control('plate.tare').last, { outcome: 'unknown', detail: { reason: 'restarted' } })
  t.equal(daemon.socket.all('cmd').length, 0)
  t.equal(session.epoch, daemon.epoch)
  t.equal(session.revision, 2, 'smaller than before, and right')
  t.equal(session.stopOf('other'), undefined)
  session.set('plate.target', 31)
  t.match(daemon.commands.at(-1), { command: 3, epoch: daemon.epoch, basis: 2, stopGeneration: 0 })
  daemon.flush({}, { ...daemon.out(3), epoch: old })
  t.equal(session.control('plate.target').requested, 31, 'an outcome of the other epoch is none of its')
})

t.test('EpochConfusion: a smaller server time is taken from a new epoch, and only from it', async t => {
  const { daemon, session } = await live()
  const before = session.serverNow()
  daemon.start = undefined
  daemon.socket.cut()
  await daemon.pass(200)
  daemon.socket.say({ ...daemon.welcome(), epoch: 'other' }, { t: 'beat', time: 1e12 })
  t.ok(session.serverNow() < 1e12, 'what is shown is still of the former epoch')
  daemon.start = 'snapshot'
  daemon.socket.cut()
  await daemon.pass(400)
  daemon.socket.say({ t: 'beat', time: 5 })
  t.ok(session.serverNow() >= before)
  daemon.restart()
  Object.defineProperty(daemon, 'time', { get: () => daemon.now - 5_000 })
  await daemon.pass(200)
  t.ok(session.serverNow() < 1_000)
  session.set('plate.target', 31)
  t.ok(daemon.commands.at(-1)!.seen < 1_000)
})

t.test('a welcome of a new epoch that calls it resumed gets no state from the old one', async t => {
  const { daemon, session } = await live()
  daemon.restart()
  daemon.start = 'resumed'
  await daemon.pass(200)
  t.not(session.link.state, 'live')
  daemon.socket.say(daemon.snap(), daemon.at())
  t.equal(session.link.state, 'live')
})
