import t from 'tap'
import { LIMITS } from '../../protocol/index.ts'
import type { HistoryEntry } from '../../ui/session/api.ts'
import { openSession } from '../../ui/session/index.ts'
import { FakeDaemon } from './fake-daemon.ts'
import { lastOf, live } from './visit.ts'

t.test('a command is numbered and dated at its gesture', async t => {
  const { daemon, session } = await live()
  daemon.stops = []
  daemon.flush({}, daemon.stopped({ scope: 'plate', generation: 7, latched: false }))
  daemon.socket.say({ t: 'beat', time: daemon.time })
  await daemon.pass(120)
  session.set('plate.target', 30)
  session.set('plate.heater', true)
  const { time } = daemon
  t.same(daemon.commands[0], {
    t: 'cmd',
    epoch: daemon.epoch,
    command: 1,
    control: 'plate.target',
    op: 'set',
    value: 30,
    gesture: 1,
    final: true,
    basis: 11,
    seen: time - 120,
    elapsed: 120,
    stopGeneration: 7,
  })
  t.match(daemon.commands[1], { command: 2, gesture: 2, control: 'plate.heater', value: true })
})

t.test('the stop generation is the newest of the station and of the device of the control', async t => {
  const { daemon, session } = await live()
  const stop = (scope: string, generation: number) => daemon.stopped({ scope, generation, latched: false })
  daemon.flush({}, stop('station', 5), stop('other', 9), stop('plate', 3))
  session.set('plate.target', 30)
  daemon.flush({}, stop('plate', 10), stop('plate', 4))
  session.set('plate.heater', true)
  t.same(
    daemon.commands.map(cmd => cmd.stopGeneration),
    [5, 10]
  )
})

t.test('stages only go forwards, and nothing is heard after the end', async t => {
  const { daemon, session } = await live()
  session.set('plate.target', 30)
  t.equal(session.control('plate.target').stage, 'sending')
  daemon.flush({}, daemon.stage(1, 'released'))
  daemon.flush({}, daemon.stage(1, 'accepted'))
  t.equal(session.control('plate.target').stage, 'released')
  await daemon.beats(400)
  daemon.flush({}, daemon.out(1, 'failed'))
  t.equal(lastOf(session, 'plate.target'), 'failed')
  t.equal(session.control('plate.target').took, 400)
  daemon.flush({}, daemon.out(1, 'done'), daemon.stage(1, 'verifying'))
  t.equal(lastOf(session, 'plate.target'), 'failed', 'an outcome is never revised')
  t.equal(session.control('plate.target').stage, undefined)
})

t.test("OldCleanupWins: an older command's end does not clear a newer one's mark", async t => {
  const { daemon, session } = await live()
  session.set('plate.target', 30)
  await daemon.beats(100)
  session.set('plate.target', 40)
  daemon.flush({}, daemon.out(1, 'superseded'))
  t.match(session.control('plate.target'), { requested: 40, stage: 'sending', pendingSince: daemon.now })
  t.equal(session.control('plate.target').last, undefined, 'the next has begun')
  daemon.flush({}, daemon.out(2))
  t.equal(lastOf(session, 'plate.target'), 'done')
  session.set('plate.target', 50)
  t.equal(session.control('plate.target').last, undefined, 'until the next begins')
  session.set('plate.target', 60)
  daemon.flush({}, daemon.out(4))
  t.equal(session.control('plate.target').requested, 50, 'what is open is shown')
  daemon.flush({}, daemon.out(3, 'superseded'))
  t.equal(lastOf(session, 'plate.target'), 'done', 'the last is the newest, not the latest to end')
})

t.test('LockLeak: every way out ends every pending mark', async t => {
  const ends: Record<string, (visit: Awaited<ReturnType<typeof live>>) => unknown> = {
    refused: ({ daemon }) => daemon.flush({}, daemon.refusal(1, 'flood'), daemon.refusal(2, 'offline')),
    ended: ({ daemon }) => daemon.flush({}, daemon.out(1, 'expired'), daemon.out(2, 'unknown')),
    restarted: ({ daemon }) => {
      daemon.restart()
      return daemon.pass(200)
    },
    'never seen, too old': ({ daemon }) => daemon.pass(9_000),
    'seen, then forgotten': ({ daemon }) => {
      daemon.lastCommand = 2
      daemon.socket.cut()
      return daemon.pass(200)
    },
    'given up': ({ daemon }) => daemon.socket.say({ t: 'bye', code: 'version', reason: 'Reload.' }),
    closed: ({ session }) => session.close(),
  }
  for (const [name, end] of Object.entries(ends)) {
    const visit = await live()
    const { session } = visit
    session.set('plate.target', 30)
    session.call('plate.tare')
    await end(visit)
    for (const control of ['plate.target', 'plate.tare']) {
      const { requested, stage, pendingSince, last } = session.control(control)
      t.same([requested, stage, pendingSince], [undefined, undefined, undefined], `${name}: ${control}`)
      t.ok(last, `${name}: ${control} says how`)
    }
  }
})

t.test('FirstTouchJump: without a first reading, nothing is taken', async t => {
  const { daemon, session } = await live()
  daemon.flush({ 'plate.target': {} })
  t.equal(session.blocked('plate.target'), 'Its first value has not been read yet.')
  session.set('plate.target', 0)
  const gesture = session.gesture('plate.heater')
  gesture.cancel()
  gesture.move(true)
  t.same(daemon.commands, [], 'nor does a touch alone command anything')
  session.read('plate.target')
  t.match(daemon.commands, [{ op: 'read', control: 'plate.target' }], 'but it can be read')
})

t.test('why a control takes no input is said in words', async t => {
  const { daemon, session } = await live()
  t.equal(session.blocked('plate.target'), undefined)
  daemon.flush({ 'plate.target': { value: 20, grip: 'Anna' } })
  t.equal(session.blocked('plate.target'), 'Anna is setting this.')
  daemon.flush({ 'plate.target': { value: 20, grip: 'Guest 1' } })
  t.equal(session.blocked('plate.target'), undefined, 'my own hand is no reason')
  daemon.flush({ 'plate.target': { value: 20, locked: 'timeout' } })
  t.match(session.blocked('plate.target'), /must be read first/)
  daemon.flush({ 'plate.target': { value: 20 }, 'plate.$link': { value: { state: 'lost', reason: 'unplugged' } } })
  t.equal(session.blocked('plate.target'), 'The device is not connected: unplugged')
  daemon.flush({ 'plate.$link': { value: { state: 'up' } } }, daemon.stopped({ by: 'Guest 2' }))
  t.equal(session.blocked('plate.target'), 'Stopped by Guest 2. Re-arm before you go on.')
  daemon.flush({}, daemon.stopped({ latched: false }))
  t.equal(session.blocked('plate.target'), undefined)
  t.equal(session.blocked('plate.nothing'), 'There is no such control.')
  t.equal(session.blocked('plate.temperature'), 'There is no such control.')
  session.call('plate.tare')
  t.match(session.blocked('plate.tare'), /Already running/)
  daemon.flush({}, daemon.out(1))
  t.equal(session.blocked('plate.tare'), undefined)
})

t.test('what is blocked is not sent, and says so', async t => {
  const { daemon, session, told } = await live()
  daemon.flush({ 'plate.target': { value: 20, locked: 'timeout' }, 'plate.tare': { locked: 'timeout' } })
  told.length = 0
  session.set('plate.target', 30)
  session.call('plate.tare')
  t.same(daemon.commands, [])
  t.match(session.control('plate.target').last, { notSent: true, value: 30, sentence: /must be read first/ })
  t.match(session.control('plate.tare').last, { notSent: true })
  const notSent = ['control plate.target', 'history -1 ended', 'control plate.tare', 'history -2 ended']
  t.same(told, notSent, 'and the history has it')
})

t.test('an action that runs is busy, for this page too', async t => {
  const { daemon, session } = await live()
  session.call('plate.tare')
  session.call('plate.tare')
  t.equal(daemon.commands.length, 1)
  t.match(session.control('plate.tare'), { stage: 'sending', last: { notSent: true } }, 'the first goes on')
  daemon.flush({}, daemon.out(1))
  t.equal(lastOf(session, 'plate.tare'), 'done', 'and says how it ended')
})

t.test('a viewer watches', async t => {
  const visit = await live()
  visit.daemon.welcomeMore = { role: 'viewer' }
  visit.daemon.socket.cut()
  await visit.daemon.pass(200)
  t.match(visit.session.blocked('plate.target'), /may watch/)
})

t.test('no more commands stay open than the daemon will remember', async t => {
  const { daemon, session } = await live()
  for (let i = 0; i < LIMITS.openPerSession + 1; i++) session.set('plate.target', i)
  t.equal(daemon.commands.length, LIMITS.openPerSession)
  t.match(session.control('plate.target').last, { notSent: true, sentence: /still without an answer/ })
  session.call('plate.tare')
  session.gesture('plate.heater').move(true)
  t.equal(daemon.commands.length, LIMITS.openPerSession)
})

t.test('the history says each stage and the end, with wall-clock times', async t => {
  const { daemon, session, told } = await live()
  told.length = 0
  session.set('plate.target', 30)
  daemon.flush({}, daemon.stage(1, 'accepted'))
  daemon.flush({}, daemon.out(1))
  t.same(
    told.filter(line => line.startsWith('history')),
    ['history 1 sending', 'history 1 accepted', 'history 1 ended']
  )
  t.equal(session.wallClockOf(session.serverNow()), 1_700_000_000_000 + daemon.now - 5_002)
})

t.test('what an action is told goes with the command, and into the history', async t => {
  const daemon = new FakeDaemon()
  const entries: HistoryEntry[] = []
  const session = openSession(daemon.around, { history: entry => entries.push(entry) })
  await daemon.pass(10)
  session.call('plate.tare', { to: 3, quick: true })
  t.match(daemon.commands, [{ op: 'call', control: 'plate.tare', input: { to: 3, quick: true } }])
  daemon.flush({}, daemon.stage(1, 'accepted'))
  await daemon.pass(30)
  daemon.flush({}, daemon.stage(1, 'released'))
  daemon.flush({}, daemon.out(1))
  const last = entries[entries.length - 1]
  t.match(last, { input: { to: 3, quick: true }, way: [{ stage: 'accepted' }, { stage: 'released' }] })
  const [accepted, released] = last?.way ?? []
  t.ok(released!.after >= accepted!.after + 30, 'each stage with its time since the issue')
})

t.test('EchoLoop: a change that came from the daemon commands nothing', async t => {
  const { daemon, session } = await live()
  const gesture = session.gesture('plate.target')
  gesture.move(30)
  daemon.flush({ 'plate.target': { value: 70, asked: 70, by: 'Anna' } })
  daemon.flush({ 'plate.target': { value: 80, asked: 80, by: 'Anna' } }, daemon.out(1))
  await daemon.beats(3_000)
  t.equal(daemon.commands.length, 1)
})
