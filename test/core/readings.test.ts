import t from 'tap'
import { satisfies, severityOf } from '../../daemon/core/readings.ts'
import type { DeviceDescription, Scalar, Verification } from '../../protocol/index.ts'
import { Bench } from './bench.ts'
import { plate, polled, properties, readback } from './furniture.ts'

const calm = (more: object): DeviceDescription => ({
  ...plate,
  properties: { ...properties, target: { ...properties.target, deadband: 2, ...more } },
})

t.test('a deadband hides nothing that was asked for: done says what the state says', async t => {
  const b = new Bench({ devices: { plate: calm({}) } }).ready()
  b.send('anna', { control: 'plate.target', value: 21 })
  b.ack()
  b.pass(20)
  b.read('target', 21)
  t.equal(b.story('anna', 1).pop(), 'done')
  t.equal(b.key('plate.target').value, 21)
  b.heardAsAsked('plate', 'target', 20)
  t.equal(b.key('plate.target').value, 21, 'afterwards noise is no news')
})

t.test('a deadband hides no limit: what is beyond it raises its alarm, and is shown', async t => {
  const b = new Bench({ devices: { plate: calm({ alarm: { high: 100 } }) } }).ready()
  b.heardAsAsked('plate', 'target', 99.5)
  b.heardAsAsked('plate', 'target', 100.5)
  t.match(b.key('plate.target'), { value: 100.5, severity: 'minor' })
  b.heardAsAsked('plate', 'target', 99.5)
  t.same([b.key('plate.target').value, b.key('plate.target').severity], [99.5, undefined])
})

t.test('severity with hysteresis: noise at a limit does not flicker', async t => {
  const limits = { low: 10, lowLow: 5, high: 250, highHigh: 280, hysteresis: 5 }
  const course: readonly (readonly [value: number, severity: string])[] = [
    [100, 'none'],
    [249.9, 'none'],
    [250, 'minor'],
    [246, 'minor'],
    [245, 'minor'],
    [244.9, 'none'],
    [249, 'none'],
    [280, 'major'],
    [276, 'major'],
    [274.9, 'minor'],
    [279, 'minor'],
    [200, 'none'],
    [285, 'major'],
    [0, 'major'],
    [9.9, 'major'],
    [10.1, 'minor'],
    [15.1, 'none'],
    [10, 'minor'],
    [15, 'minor'],
  ]
  let severity = severityOf(100, limits, 'none')
  for (const [value, expected] of course) {
    severity = severityOf(value, limits, severity)
    t.equal(severity, expected, `${value}`)
  }
  t.equal(severityOf(1e9, undefined, 'major'), 'none', 'no limits, no alarm')
  t.equal(severityOf(true, limits, 'none'), 'none')
  t.equal(severityOf(-5, { high: 0 }, 'none'), 'none', 'one limit alone')
  t.equal(severityOf(null, limits, 'major'), 'none', 'what is not there alarms nobody')
})

t.test('a boolean may be an alarm: while it is true, as severe as it says', async t => {
  t.equal(severityOf(true, { on: 'major' }, 'none'), 'major')
  t.equal(severityOf(true, { on: 'minor' }, 'major'), 'minor')
  t.equal(severityOf(false, { on: 'major' }, 'major'), 'none')
  t.equal(severityOf('true', { on: 'major' }, 'none'), 'none')
})

t.test('the severity is committed with its value, and goes with it', async t => {
  const b = new Bench().ready()
  b.heardAsAsked('plate', 'temperature', 260)
  t.match(b.key('plate.temperature'), { value: 260, severity: 'minor' })
  b.heardAsAsked('plate', 'temperature', 100)
  t.notOk('severity' in b.key('plate.temperature'), 'absent means none')
})

t.test('what satisfies a verification', async t => {
  const cases: readonly (readonly [Verification, Scalar, Scalar, boolean])[] = [
    [{ ...readback, within: 0.1 }, 40, 40.1, true],
    [{ ...readback, within: 0.1 }, 0.3, 0.2, true],
    [{ ...readback, within: 0.1 }, 40, 40.11, false],
    [{ ...readback, within: 0 }, 40, 40, true],
    [{ ...readback, within: 0 }, true, true, true],
    [{ ...readback, within: 0 }, true, false, false],
    [{ ...readback, within: 5 }, 1, true, false],
    [{ by: 'ack' }, 40, 40, false],
    [{ by: 'none' }, 40, 40, false],
  ]
  for (const [how, asked, read, yes] of cases)
    t.equal(satisfies(how, { value: asked }, read), yes, `${how.by} ${asked} ${read}`)
})

/** A target of 40, acknowledged after 5 ms: released at 0, settled at 20, window to 1005. */
function verifying(polls = {}) {
  const b = new Bench({ devices: { plate: polled(polls) } }).ready()
  b.send('anna', { value: 40, final: true })
  const start = b.now
  b.release()
  b.pass(5)
  b.answer({ is: 'acknowledged' })
  return { b, start }
}

t.test('readback: a sample counts only if it left after release and settling (EarlyReadback)', async t => {
  const { b, start } = verifying()
  t.same(b.story('anna', 1), ['accepted', 'released', 'verifying'])
  for (const sampled of [start - 100, start, start + 19]) {
    if (!b.doing()) b.heardAsAsked('plate', 'temperature', 1)
    b.state.devices.get('plate')!.job ??= { job: { kind: 'read', property: 'target' }, command: undefined }
    b.answer({ is: 'read', reading: { property: 'target', value: 40, sampled } })
    t.same(b.story('anna', 1).at(-1), 'verifying', `sampled ${sampled - start} ms after its release`)
  }
  b.pass(15)
  t.equal(b.doing(), 'read target', 'read as soon as it has settled')
  b.read('target', 40, 'plate', start + 20)
  t.match(b.end('anna', 1), { outcome: 'done', revision: b.state.revision })
  t.equal(b.key('plate.target').value, 40, 'the value and its outcome are one revision')
})

t.test('what arrives unasked verifies nothing, unlocks nothing; it is shown', async t => {
  const { b } = verifying()
  b.pass(100)
  const heard = { property: 'target', value: 40, sampled: b.now }
  b.post({ type: 'heard', device: 'plate', readings: [heard], events: [] })
  t.equal(b.story('anna', 1).at(-1), 'verifying')
  t.equal(b.key('plate.target').value, 40)
  b.answer({ is: 'silent', why: 'timeout' })
  b.link('waiting')
  b.link('up')
  b.post({ type: 'heard', device: 'plate', readings: [{ ...heard, sampled: b.now }], events: [] })
  t.equal(b.key('plate.target').locked, 'needsReread')
})

t.test('it reads until it is satisfied, with a pause in between', async t => {
  const { b } = verifying()
  b.pass(15)
  b.read('target', 30)
  t.equal(b.doing(), undefined)
  b.pass(19)
  t.equal(b.doing(), undefined)
  b.pass(1)
  t.equal(b.doing(), 'read target')
  b.read('target', 39.5)
  t.equal(b.story('anna', 1).at(-1), 'done', 'within its tolerance')
})

t.test('the end of its window: read otherwise is not reached; what is asked stays', async t => {
  const { b, start } = verifying()
  b.pass(15)
  b.read('target', 30)
  while (b.now < start + 1_004) {
    if (b.doing()) b.read('target', 30)
    b.pass(1)
  }
  t.equal(b.story('anna', 1).at(-1), 'verifying')
  if (b.doing()) b.read('target', 30)
  b.pass(1)
  t.match(b.end('anna', 1), {
    outcome: 'failed',
    detail: { reason: 'notReached', current: 30 },
    sentence: /still reads 30/,
  })
  t.match(b.key('plate.target'), { asked: 40, value: 30 })
  t.notOk('locked' in b.key('plate.target'))
})

t.test('the end of its window without a reading: nobody knows, and it is locked until it is read', async t => {
  const { b } = verifying()
  b.pass(1_000)
  t.match(b.end('anna', 1), { outcome: 'unknown', detail: { reason: 'timeout' } })
  t.equal(b.key('plate.target').locked, 'needsReread')
  t.match(b.send('anna', { value: 1 }), [{ refused: 'needsReread' }])
})

t.test('a poll’s reading verifies, too', async t => {
  const { b, start } = verifying({ target: 100 })
  while (b.doing() !== 'read target') b.pass(1)
  b.read('target', 40)
  t.equal(b.story('anna', 1).at(-1), 'done')
  t.ok(b.now - start < 100)
})

t.test('unlocking: only by a request that left after the doubt arose', async t => {
  const b = new Bench().ready()
  b.send('anna', { value: 40 })
  b.release()
  b.pass(500)
  b.answer({ is: 'silent', why: 'timeout' })
  t.match(b.end('anna', 1), { outcome: 'unknown', detail: { reason: 'timeout' } })
  t.match(b.send('anna', { value: 1 }), [{ refused: 'needsReread' }])
  t.match(
    b.send('anna', { control: 'plate.fan', value: 1, final: true })[0],
    { stage: 'accepted' },
    'another control is open'
  )
  b.ack()
  t.match(b.send('anna', { op: 'read' }), [{ stage: 'accepted' }])
  b.read('target', 35, 'plate', b.now - 1)
  t.equal(b.key('plate.target').locked, 'needsReread', 'a millisecond too early')
  b.send('anna', { op: 'read' })
  b.read('target', 35)
  t.notOk('locked' in b.key('plate.target'))
  t.match(b.send('anna', { value: 1 }), [{ stage: 'accepted' }])
})

t.test('what an action left behind is settled by any reading of its device', async t => {
  const b = new Bench({ devices: { plate: polled({ temperature: 200 }), oven: plate } }).ready()
  b.send('anna', { control: 'plate.tare', op: 'call' })
  b.release()
  b.answer({ is: 'silent', why: 'timeout' })
  t.match(b.send('anna', { control: 'plate.tare', op: 'call' }), [{ refused: 'needsReread' }])
  b.heardAsAsked('oven', 'temperature', 20)
  t.equal(b.key('plate.tare').locked, 'needsReread')
  b.send('anna', { control: 'plate.tare', op: 'read' })
  t.equal(b.doing(), 'read temperature')
  b.read('temperature', 20)
  t.notOk('locked' in b.key('plate.tare'))
})

t.test('a reading of nothing that was declared is dropped', async t => {
  const b = new Bench().ready()
  const before = b.state.revision
  b.heardAsAsked('plate', 'toString', 1)
  t.equal(b.state.revision, before)
})
