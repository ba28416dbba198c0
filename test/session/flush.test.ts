import t from 'tap'
import { live, open } from './visit.ts'

t.test('a flush is applied as a whole, at its end, and not before', async t => {
  const { daemon, session, changes } = await live()
  const delta = daemon.delta({ 'plate.target': { value: 30 }, 'plate.temperature': { value: 31 } })
  daemon.socket.say(delta)
  t.equal(session.key('plate.target')?.value, 20, 'no `at` yet')
  t.equal(changes.length, 1)
  daemon.socket.say(daemon.at())
  t.equal(session.key('plate.target')?.value, 30)
  t.equal(session.revision, 11)
  t.same([...changes[1]!.keys.keys()], ['plate.target', 'plate.temperature'])
})

t.test('everything is in place before the first listener is called, and they are called in order', async t => {
  const { daemon, session, told } = await live()
  session.set('plate.target', 30)
  told.length = 0
  daemon.flush({ 'plate.target': { value: 30 } }, daemon.stopped(), daemon.out(1, 'done', 1))
  t.same(told, ['applied', 'control plate.target', 'stopped station 1', 'history 1 ended'])
})

t.test('a listener that looks at the session in `applied` sees outcome, state and stop of the same flush', async t => {
  const { daemon, session, changes } = await live()
  const seen: unknown[] = []
  const push = changes.push.bind(changes)
  changes.push = (...items) => {
    const { stage, requested } = session.control('plate.target')
    seen.push(stage, requested, session.key('plate.target')?.value, session.stopOf('station')?.generation)
    return push(...items)
  }
  session.set('plate.target', 30)
  daemon.flush({ 'plate.target': { value: 30 } }, daemon.stopped(), daemon.out(1, 'done', 1))
  t.same(seen, [undefined, undefined, 30, 1])
})

t.test('SnapBack: requested is shown until outcome and state are both there', async t => {
  const { daemon, session } = await live()
  session.set('plate.target', 30)
  const shown = () => session.control('plate.target').requested ?? session.key('plate.target')?.value
  daemon.socket.say(daemon.out(1, 'done', 1))
  t.equal(shown(), 30, 'the outcome alone takes nothing away')
  daemon.socket.say(daemon.at())
  t.equal(shown(), 30, 'nor does the end of an earlier flush')
  t.equal(session.control('plate.target').stage, 'sending')
  daemon.flush({ 'plate.target': { value: 30, asked: 30, by: 'Guest 1' } })
  t.equal(shown(), 30)
  t.equal(session.control('plate.target').requested, undefined)
})

t.test('a snapshot replaces all of its view', async t => {
  const { daemon, session, changes } = await live()
  delete daemon.keys['plate.temperature']
  daemon.revision++
  daemon.socket.say(daemon.snap(), daemon.at())
  t.equal(session.key('plate.temperature'), undefined)
  t.same(changes.at(-1)!.gone, ['plate.temperature'])
})

t.test('a listener that throws keeps nothing from the session nor from the others', async t => {
  const { daemon, session, told, changes } = await live()
  session.set('plate.target', 30)
  changes.push = () => {
    throw new Error('a widget broke')
  }
  told.length = 0
  t.throws(() => daemon.flush({}, daemon.out(1)), /a widget broke/)
  t.same(told, ['applied', 'control plate.target', 'history 1 ended'])
  t.equal(session.revision, 11)
})

t.test('what a listener commands is told after what it was told', async t => {
  const { daemon, session, changes, told } = await live()
  const push = changes.push.bind(changes)
  changes.push = (...items) => {
    session.call('plate.tare')
    told.push('and that is all of it')
    return push(...items)
  }
  told.length = 0
  daemon.flush({})
  t.same(told, ['applied', 'and that is all of it', 'control plate.tare', 'history 1 sending'])
})

t.test('events are told once, in order, with the flush that brought them', async t => {
  const { daemon, told } = await live()
  const event = (number: number) =>
    ({ t: 'evt', number, device: 'plate', event: 'door', severity: 'none', time: daemon.time }) as const
  daemon.socket.say(event(1), event(2))
  t.notOk(told.includes('event 1'))
  daemon.flush({}, event(2), event(3))
  t.same(
    told.filter(line => line.startsWith('event')),
    ['event 1', 'event 2', 'event 3']
  )
  daemon.socket.cut()
  daemon.start = 'resumed'
  await daemon.pass(200)
  t.equal(daemon.hello.event, 3)
})

t.test('before the first flush nothing is known and nothing is taken', async t => {
  const { session, daemon } = open()
  t.equal(session.link.state, 'connecting')
  session.set('plate.target', 30)
  await daemon.pass(10)
  t.same(daemon.commands, [])
  t.match(session.control('plate.target').last, { notSent: true, value: 30 })
  t.equal(session.name, 'Guest 1')
  t.equal(session.role, 'operator')
})
