import t from 'tap'
import { isReleased } from '../../daemon/core/index.ts'
import { LIMITS } from '../../protocol/index.ts'
import { Bench, of, outsOf, wordOf } from './bench.ts'
import { plate, polled } from './furniture.ts'

const FAN = 'plate.fan'

t.test('offered is not sent; the driver’s first word releases it, and only once', async t => {
  const b = new Bench().ready()
  b.send('anna', { control: FAN })
  t.equal(b.doing(), 'set fan 40')
  t.equal(isReleased(b.state, 'plate'), false)
  t.same(outsOf(b.release()).map(wordOf), ['released'])
  t.equal(isReleased(b.state, 'plate'), true)
  t.same(b.release(), [], 'its second word changes nothing')
  t.same(b.story('anna', 1), ['accepted', 'released'])
})

t.test('a reading of the house needs no release', async t => {
  const b = new Bench({ devices: { plate: polled({ target: 500 }) } }).ready()
  b.pass(500)
  t.equal(b.doing(), 'read target')
  t.equal(isReleased(b.state, 'plate'), true)
  t.equal(isReleased(b.state, 'nothing'), false)
})

t.test('the second check: what changed since admission counts', async t => {
  const cases: readonly (readonly [name: string, meanwhile: (b: Bench) => unknown, end: string])[] = [
    ['it grew too old', b => b.pass(1_501), 'expired'],
    ['the device was stopped', b => b.stop('plate'), 'stopped'],
    ['the station was stopped', b => b.stop('station'), 'stopped'],
    ['stopped and armed again', b => [b.stop('plate'), b.rearm('plate', 1)], 'stopped'],
    // A stop ends what it finds; this check must hold even if it had overlooked one.
    ['stopped, and overlooked', b => Object.assign(b.state.stops.get('plate')!, { latched: true }), 'stopped'],
    [
      'stopped and armed, and overlooked',
      b => Object.assign(b.state.stops.get('plate')!, { generation: 9 }),
      'stopped',
    ],
  ]
  for (const [name, meanwhile, end] of cases) {
    const b = new Bench().ready()
    b.send('anna', { control: FAN })
    meanwhile(b)
    b.release()
    t.equal(isReleased(b.state, 'plate'), false, name)
    b.answer({ is: 'withdrawn' })
    t.same(b.story('anna', 1), ['accepted', end], name)
    t.equal(b.key(FAN).asked, undefined, `${name}: what was asked falls back`)
  }
})

t.test('expired in the queue: at its moment, wherever it stands, without a word to the device', async t => {
  const b = new Bench().ready('anna', 'bert')
  b.send('bert', { control: 'plate.tare', op: 'call' })
  b.send('anna', { control: FAN, ttl: 2_000 })
  b.send('anna', { control: 'plate.lamp', ttl: 100 })
  b.pass(100)
  t.same(b.story('anna', 2), ['accepted'], 'at its very last moment it lives')
  b.pass(1)
  t.same(b.story('anna', 2), ['accepted', 'expired'])
  t.equal(b.waiting().length, 1)
})

t.test('a second command for a control waits until the first is verified', async t => {
  const b = new Bench().ready()
  b.send('anna', { value: 40, final: true })
  b.send('anna', { value: 50, final: true })
  b.ack()
  t.not(b.doing(), 'set target 50')
  b.pass(20)
  t.equal(b.doing(), 'read target')
  b.read('target', 40)
  t.equal(b.doing(), 'set target 50')
})

t.test('never above the rate of its control, also without a tick in between', async t => {
  const b = new Bench().ready()
  b.send('anna', { control: FAN, value: 1 })
  b.ack()
  b.send('anna', { control: FAN, value: 2 })
  t.equal(b.doing(), undefined)
  b.pass(49)
  t.equal(b.doing(), undefined)
  b.pass(1)
  t.equal(b.doing(), 'set fan 2')
})

t.test('nothing passes the head of the queue', async t => {
  const b = new Bench().ready()
  b.send('anna', { control: FAN, value: 1 })
  b.ack()
  b.send('anna', { control: FAN, value: 2 })
  b.send('anna', { control: 'plate.lamp', value: 3 })
  t.same([b.doing(), b.waiting()], [undefined, [2, 3]])
})

t.test('polls yield to commands', async t => {
  const b = new Bench({ devices: { plate: polled({ temperature: 200 }) } }).ready()
  b.send('anna', { control: 'plate.tare', op: 'call' })
  b.release()
  b.send('anna', { control: FAN })
  b.pass(300)
  b.answer({ is: 'acknowledged' })
  t.equal(b.doing(), 'set fan 40', 'though the poll has been due for longer')
  b.ack()
  t.equal(b.doing(), 'read temperature')
})

/** Takes `ms` for whatever it is asked, for so long; what it did. */
function slow(b: Bench, ms: number, duration: number, also: (b: Bench) => void = () => undefined): string[] {
  const did: string[] = []
  for (const end = b.now + duration; b.now < end; ) {
    also(b)
    const doing = b.doing()
    if (doing === undefined) {
      b.pass(1)
      continue
    }
    did.push(doing)
    b.release()
    b.pass(ms)
    if (doing.startsWith('read')) b.read(doing.slice(5), 20, 'plate', b.now - ms)
    else b.answer({ is: 'acknowledged' })
  }
  return did
}

t.test('... but do not starve: a drag that never ends leaves room for readings', async t => {
  const b = new Bench({ devices: { plate: polled({ temperature: 200 }) } }).ready()
  const did = slow(b, 40, 10_000, b => b.send('anna', { control: 'plate.lamp', gesture: 1 }))
  t.ok(did.filter(what => what === 'read temperature').length >= 8, 'at least as often as its staleness wants')
  t.ok(did.filter(what => what.startsWith('set')).length > 100, 'and most of the time is the drag’s')
})

t.test('... nor do they starve commands: at most one reading goes before a command that is ready', async t => {
  const all = { temperature: 200, target: 200, fan: 200, lamp: 200, heater: 200 }
  const b = new Bench({ devices: { plate: polled(all) } }).ready()
  const did = slow(b, 1_500, 60_000, b => b.send('anna', { control: 'plate.lamp', gesture: 1, ttl: 9_000 }))
  const sets = did.filter(what => what.startsWith('set')).length
  t.ok(sets >= did.length / 2 - 1, `${sets} of ${did.length}, though the readings alone are more than it can do`)
})

t.test('... nor do verifications that find nothing', async t => {
  const b = new Bench().ready('anna', 'bert')
  for (const control of ['plate.target', 'plate.tilt']) b.send('bert', { control, value: 200 })
  const did = slow(b, 90, 1_000, b => b.send('anna', { control: 'plate.lamp', gesture: 1, ttl: 9_000 }))
  const sets = did.filter(what => what === 'set lamp 40').length
  t.ok(sets >= 4, did.join(', '))
})

t.test('a verification whose reading fails at once is not tried without pause', async t => {
  const b = new Bench().ready()
  b.send('anna', { value: 200 })
  b.ack()
  b.pass(20)
  t.equal(b.doing(), 'read target')
  b.answer({ is: 'broken', why: 'it threw' })
  t.equal(b.doing(), undefined)
  b.pass(20)
  t.equal(b.doing(), 'read target')
})

t.test('one conversation for each device, whatever the others do', async t => {
  const b = new Bench({ devices: { plate, oven: plate } }).ready()
  b.send('anna', { control: FAN })
  b.send('anna', { control: 'oven.fan' })
  t.same([b.doing('plate'), b.doing('oven')], ['set fan 40', 'set fan 40'])
  t.equal(of(b.done, 'converse').filter(({ job }) => job.kind === 'set').length, 2)
})

t.test('a full queue refuses, but a drag that only replaces is let in', async t => {
  const b = new Bench().ready('anna', 'bert')
  b.send('bert', { control: 'plate.tare', op: 'call' })
  b.send('anna', { control: FAN, value: 1, gesture: 1 })
  while (b.waiting().length < LIMITS.queue / 2) b.send('anna', { control: 'plate.lamp', op: 'read' })
  while (b.waiting().length < LIMITS.queue) b.send('bert', { control: 'plate.lamp', op: 'read' })
  t.match(b.send('anna', { control: 'plate.lamp', op: 'read' }), [{ refused: 'flood' }])
  t.match(b.send('anna', { control: FAN, value: 2, gesture: 1 })[0], { stage: 'accepted' })
  t.equal(b.waiting().length, LIMITS.queue)
})

t.test('a session has so many commands open, and no more; one that replaces another of its own is let in', async t => {
  const b = new Bench().ready()
  b.send('anna', { control: 'plate.tare', op: 'call' })
  b.send('anna', { control: FAN, value: 1, gesture: 1 })
  const { open } = b.state.sessions.get('anna')!
  while (open.size < LIMITS.openPerSession) b.send('anna', { control: 'plate.lamp', op: 'read' })
  t.match(b.send('anna', { control: 'plate.lamp', op: 'read' }), [{ refused: 'flood' }])
  t.match(b.send('anna', { control: FAN, value: 2, gesture: 1 })[0], { stage: 'accepted' })
  t.equal(open.size, LIMITS.openPerSession)
})
