import t from 'tap'
import { lastOf, live } from './visit.ts'

t.test('a drag is one gesture with one basis: the revision at first contact', async t => {
  const { daemon, session } = await live()
  const gesture = session.gesture('plate.target')
  daemon.flush({ 'plate.temperature': { value: 22 } })
  gesture.move(21)
  daemon.flush({}, daemon.stage(1, 'accepted'))
  gesture.move(22)
  gesture.end(23)
  t.match(daemon.commands, [
    { command: 1, gesture: 1, basis: 10, value: 21 },
    { command: 2, gesture: 1, basis: 10, value: 22 },
    { command: 3, gesture: 1, basis: 10, value: 23, final: true },
  ])
  t.equal(daemon.commands[0]!.final, undefined)
})

t.test('one move without an answer; behind it waits one value, the latest, dated at its own moment', async t => {
  const { daemon, session } = await live()
  const gesture = session.gesture('plate.target')
  gesture.move(21)
  for (const value of [22, 23, 24]) gesture.move(value)
  const { time } = daemon
  await daemon.pass(50)
  t.same(
    daemon.commands.map(cmd => cmd.value),
    [21]
  )
  t.equal(session.control('plate.target').requested, 24, 'the handle is under the finger')
  daemon.flush({}, daemon.stage(1, 'accepted'))
  t.same(
    daemon.commands.map(cmd => [cmd.command, cmd.value]),
    [
      [1, 21],
      [2, 24],
    ]
  )
  const cmd = daemon.commands[1]!
  t.equal(cmd.seen + cmd.elapsed, time, 'not at the moment of its sending')
})

t.test('any answer makes room, also a refusal', async t => {
  const { daemon, session } = await live()
  const gesture = session.gesture('plate.target')
  gesture.move(21)
  gesture.move(22)
  daemon.flush({}, daemon.refusal(1, 'flood'))
  t.same(
    daemon.commands.map(cmd => cmd.value),
    [21, 22]
  )
})

t.test('DroppedFinal: the value at release always goes, and goes last', async t => {
  const { daemon, session } = await live()
  const gesture = session.gesture('plate.target')
  for (const value of [21, 22, 23]) gesture.move(value)
  gesture.end(24)
  daemon.flush({}, daemon.stage(1, 'accepted'))
  t.match(daemon.commands, [{ value: 21 }, { value: 24, final: true }])
  t.equal(daemon.commands.length, 2, 'what waited does not come after it')
  t.equal(session.control('plate.target').requested, 24)
})

t.test('a cancelled gesture sends nothing further', async t => {
  const { daemon, session } = await live()
  const gesture = session.gesture('plate.target')
  gesture.move(21)
  gesture.move(22)
  gesture.cancel()
  gesture.end(23)
  daemon.flush({}, daemon.out(1))
  t.same(
    daemon.commands.map(cmd => cmd.value),
    [21]
  )
  t.equal(session.control('plate.target').requested, undefined)
})

t.test('a drag across a cut: unsent values are dropped, and a finger still down begins anew', async t => {
  const { daemon, session } = await live()
  const gesture = session.gesture('plate.target')
  gesture.move(21)
  gesture.move(22)
  daemon.lastCommand = 1
  daemon.outcomes = [daemon.out(1)]
  daemon.socket.cut()
  gesture.move(23)
  t.equal(session.control('plate.target').requested, 21, 'only what was sent')
  daemon.revision = 14
  await daemon.pass(300)
  t.same(
    daemon.commands.map(cmd => cmd.value),
    [21]
  )
  gesture.move(24)
  gesture.end(25)
  t.match(daemon.commands.slice(1), [
    { command: 2, gesture: 2, basis: 14, value: 24 },
    { command: 3, gesture: 2, basis: 14, value: 25, final: true },
  ])
})

t.test('the same across a silence', async t => {
  const { daemon, session } = await live()
  const gesture = session.gesture('plate.target')
  gesture.move(21)
  gesture.move(22)
  await daemon.pass(1_100)
  daemon.flush({}, daemon.stage(1, 'accepted'))
  t.same(
    daemon.commands.map(cmd => cmd.value),
    [21],
    'what waited is not sent'
  )
  gesture.move(23)
  t.match(daemon.commands[1], { gesture: 2, basis: 11, value: 23 })
})

t.test('a silence that no timer saw cuts as well', async t => {
  const { daemon, session } = await live()
  const gesture = session.gesture('plate.target')
  gesture.move(21)
  gesture.move(22)
  daemon.sleep(1_500)
  daemon.flush({}, daemon.stage(1, 'accepted'))
  t.same(
    daemon.commands.map(cmd => cmd.value),
    [21]
  )
  gesture.move(23)
  t.match(daemon.commands[1], { gesture: 2, value: 23 })
})

t.test('a final that was lifted during a cut is not sent, and says so', async t => {
  const { daemon, session } = await live()
  const gesture = session.gesture('plate.target')
  gesture.move(21)
  daemon.lastCommand = 1
  daemon.outcomes = [daemon.out(1)]
  daemon.socket.cut()
  gesture.end(25)
  t.match(session.control('plate.target').last, { notSent: true, value: 25 })
  await daemon.pass(300)
  t.equal(daemon.commands.length, 1)
  t.equal(lastOf(session, 'plate.target'), 'notSent', "the former move's end does not cover it up")
})

t.test("another person's hand blocks the beginning of a gesture, not one under way", async t => {
  const { daemon, session } = await live()
  const mine = session.gesture('plate.target')
  daemon.flush({ 'plate.target': { value: 20, grip: 'Anna' } })
  mine.move(21)
  t.equal(daemon.commands.length, 1)
  const late = session.gesture('plate.target')
  late.move(30)
  daemon.flush({ 'plate.target': { value: 20 } })
  late.move(31)
  late.end(32)
  t.equal(daemon.commands.length, 1, 'refused at its first contact, refused whole')
  t.match(session.control('plate.target').last, { notSent: true, value: 32, sentence: 'Anna is setting this.' })
})

t.test('what another person did refuses the gesture whole: its final does not sneak in', async t => {
  for (const code of ['changedMeanwhile', 'inUse'] as const) {
    const { daemon, session } = await live()
    const gesture = session.gesture('plate.target')
    gesture.move(21)
    gesture.move(22)
    daemon.flush({}, daemon.refusal(1, code))
    gesture.end(23)
    t.equal(daemon.commands.length, 1)
    t.match(session.control('plate.target').last, { notSent: true, value: 23, sentence: `Refused: ${code}.` })
    session.set('plate.target', 24)
    t.equal(daemon.commands.length, 2, 'the next touch is another one')
  }
})

t.test('a stop ends the gesture: it does not go on after re-arming', async t => {
  const { daemon, session } = await live()
  const gesture = session.gesture('plate.target')
  gesture.move(21)
  gesture.move(22)
  daemon.flush({}, daemon.stopped(), daemon.out(1, 'stopped'))
  t.equal(daemon.commands.length, 1, 'what waited is not sent')
  gesture.move(23)
  daemon.flush({}, daemon.stopped({ latched: false }))
  gesture.move(24)
  gesture.end(25)
  t.equal(daemon.commands.length, 1)
  t.match(session.control('plate.target').last, { notSent: true, value: 25, sentence: /^Stopped by Anna/ })
})

t.test('two controls do not wait for each other', async t => {
  const { daemon, session } = await live()
  session.gesture('plate.target').move(21)
  session.gesture('plate.heater').move(true)
  t.equal(daemon.commands.length, 2)
})

t.test('with a short round trip nearly every value of a 60 Hz drag goes out', async t => {
  const { daemon, session } = await live()
  const gesture = session.gesture('plate.target')
  for (let i = 1; i <= 60; i++) {
    gesture.move(20 + i)
    await daemon.pass(5)
    daemon.flush({}, daemon.stage(daemon.commands.length, 'accepted'))
    await daemon.pass(11)
  }
  t.equal(daemon.commands.length, 60)
})
