import { effect } from '@preact/signals-core'
import t from 'tap'
import { openReplica } from '../../ui/replica/replica.ts'
import { FakeDaemon } from '../session/fake-daemon.ts'

async function live() {
  const daemon = new FakeDaemon()
  const { replica, session } = openReplica(daemon.around)
  await daemon.pass(10)
  return { daemon, replica, session }
}

/** Everything that a signal's reader sees, one entry for each time it runs. */
function seen<T>(read: () => T): T[] {
  const values: T[] = []
  effect(() => {
    values.push(read())
  })
  return values
}

t.test('a key that is asked for is there, before and after it is known', async t => {
  const daemon = new FakeDaemon()
  const { replica } = openReplica(daemon.around)
  const early = seen(() => replica.key('plate.target').value?.value)
  await daemon.pass(10)
  t.same(early, [undefined, 20])
  t.equal(replica.key('plate.heater').value?.value, false)
  t.equal(replica.key('plate.target'), replica.key('plate.target'))
})

t.test('a key changes only when that key changed', async t => {
  const { daemon, replica } = await live()
  const target = seen(() => replica.key('plate.target').value?.value)
  const heater = seen(() => replica.key('plate.heater').value?.value)
  daemon.flush({ 'plate.heater': { value: true } })
  daemon.revision++
  daemon.socket.say(daemon.snap(), daemon.at())
  t.same(target, [20], 'a snapshot that says the same changes nothing')
  t.same(heater, [false, true])
})

t.test('SnapBack: the pending mark goes in the very run that brings the value', async t => {
  const { daemon, replica, session } = await live()
  const shown = seen(() => {
    const { requested, stage } = replica.status('plate.target').value
    return [requested ?? replica.key('plate.target').value?.value, stage]
  })
  session.set('plate.target', 30)
  daemon.flush({ 'plate.target': { value: 30, asked: 30, by: 'Guest 1' } }, daemon.out(1, 'done', 1))
  t.same(shown, [
    [20, undefined],
    [30, 'sending'],
    [30, undefined],
  ])
})

t.test('a press of Stop blocks what it concerns at once, before any answer', async t => {
  const { replica, session } = await live()
  const blocked = seen(() => [replica.stops.value.size, session.blocked('plate.target')])
  void session.stop('plate')
  t.same(blocked, [
    [0, undefined],
    [0, 'Stopping.'],
  ])
})

t.test('all of a flush is one run', async t => {
  const { daemon, replica } = await live()
  const runs = seen(() => [
    replica.key('plate.target').value?.value,
    replica.key('plate.heater').value?.value,
    replica.stops.value.get('station')?.latched,
  ])
  daemon.flush({ 'plate.target': { value: 30 }, 'plate.heater': { value: true } }, daemon.stopped())
  t.same(runs, [
    [20, false, undefined],
    [30, true, true],
  ])
})

t.test('what a snapshot has no more is gone', async t => {
  const { daemon, replica } = await live()
  const target = seen(() => replica.key('plate.target').value)
  delete daemon.keys['plate.target']
  daemon.revision++
  daemon.socket.say(daemon.snap(), daemon.at())
  t.equal(target.at(-1), undefined)
})

t.test('devices and what they say of themselves', async t => {
  const { daemon, replica } = await live()
  t.same(replica.devices.value, ['plate'])
  t.equal(replica.about('plate').value?.title, 'Plate')
  t.equal(replica.about('nothing').value, undefined)
  const lists = seen(() => replica.devices.value)
  daemon.flush({ 'stage.$about': { value: { title: 'Stage' } } })
  daemon.flush({ 'plate.target': { value: 30 } })
  t.same(lists, [['plate'], ['plate', 'stage']])
  delete daemon.keys['plate.$about']
  daemon.revision++
  daemon.socket.say(daemon.snap(), daemon.at())
  t.same(replica.devices.value, ['stage'])
})

t.test('the link is told', async t => {
  const { daemon, replica } = await live()
  const states = seen(() => replica.link.value.state)
  await daemon.pass(1_100)
  daemon.socket.say({ t: 'beat', time: daemon.time })
  t.same(states, ['live', 'silent', 'live'])
})

t.test('stops of another epoch are forgotten', async t => {
  const { daemon, replica } = await live()
  daemon.flush({}, daemon.stopped({ scope: 'plate', generation: 7 }))
  daemon.stops = [daemon.stopped({ generation: 3 })]
  daemon.restart()
  await daemon.pass(200)
  t.same([...replica.stops.value.keys()], ['station'])
})

t.test('the history has the last two hundred commands, each once, with how it ended', async t => {
  const { daemon, replica, session } = await live()
  for (let i = 1; i <= 210; i++) {
    session.set('plate.target', i)
    if (i !== 1) daemon.flush({}, daemon.out(i))
  }
  daemon.flush({}, daemon.out(1, 'superseded'))
  const { value } = replica.history
  t.same(
    value.map(entry => entry.command),
    Array.from({ length: 200 }, (_, i) => i + 11)
  )
  t.match(value.at(-1), { command: 210, value: 210, ended: { outcome: 'done' } })
})

t.test('what a page never sent is in its history', async t => {
  const { daemon, replica, session } = await live()
  daemon.flush({ 'plate.target': { value: 20, locked: 'timeout' } })
  session.set('plate.target', 30)
  session.set('plate.heater', true)
  session.set('plate.target', 40)
  t.match(replica.history.value, [
    { command: -1, control: 'plate.target', value: 30, ended: { notSent: true, sentence: /must be read/ } },
    { command: 1, control: 'plate.heater', value: true },
    { command: -2, control: 'plate.target', value: 40, ended: { notSent: true } },
  ])
})

t.test('events are kept, with the time on the wall and what is lost', async t => {
  const { daemon, replica, session } = await live()
  const evt = { t: 'evt', device: 'plate', event: 'trip', severity: 'major', data: { at: 381 }, time: 100 } as const
  daemon.flush({}, { ...evt, number: 4, lostTo: 3 })
  daemon.flush({}, { ...evt, number: 5 })
  t.match(replica.events.value, [{ number: 4, lostTo: 3, data: { at: 381 } }, { number: 5 }])
  t.equal(replica.events.value[0]?.wallClock, session.wallClockOf(100))
  for (let i = 6; i < 230; i++) daemon.flush({}, { ...evt, number: i })
  t.equal(replica.events.value.length, 200, 'the last two hundred')
})

t.test('time moves four times a second, and only while somebody looks', async t => {
  const { daemon, replica, session } = await live()
  const times: number[] = []
  await daemon.beats(600)
  const stop = effect(() => {
    times.push(replica.now.value)
  })
  t.equal(times.at(-1), session.serverNow(), 'right at the first look')
  await daemon.beats(1_000)
  t.equal(times.length, 5)
  t.equal(times.at(-1)! - times[0]!, 1_000)
  stop()
  await daemon.beats(1_000)
  t.equal(times.length, 5)
  session.close()
  t.equal(daemon.timers.next, undefined, 'nothing ticks on')
})
