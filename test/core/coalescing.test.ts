import t from 'tap'
import type { Cmd } from '../../protocol/index.ts'
import { Bench } from './bench.ts'

const FAN = 'plate.fan'

/** A device that is busy with somebody's command, and a hand on the fan. */
function busyBench() {
  const b = new Bench().ready('anna', 'bert')
  b.send('bert', { control: 'plate.tare', op: 'call' })
  b.release()
  const set = (value: number, gesture: number, more: Partial<Cmd> = {}) =>
    b.send('anna', { control: FAN, value, gesture, ...more })
  return { b, set }
}

t.test('setpoint: one at the device, one waiting; a later of the same gesture takes its place', async t => {
  const { b, set } = busyBench()
  for (const value of [1, 2, 3]) set(value, 1)
  t.same(b.waiting(), [3])
  t.same(b.story('anna', 1), ['accepted', 'superseded'])
  t.match(b.end('anna', 1), { detail: { command: 2 } })
  t.same(b.story('anna', 3), ['accepted'])
  t.match(b.key(FAN), { asked: 3, by: 'Guest 1' }, 'what is asked did not fall back in between')
  b.ack()
  b.release()
  set(4, 1)
  set(5, 1)
  t.equal(b.doing(), 'set fan 3')
  t.same(b.waiting(), [5])
})

t.test('a final is thinned by nothing but the next gesture (DroppedFinal)', async t => {
  const { b, set } = busyBench()
  set(1, 1)
  set(2, 1, { final: true })
  set(3, 1)
  t.same(b.waiting(), [2, 3], 'its own gesture does not')
  const second = busyBench()
  second.set(2, 1, { final: true })
  second.set(9, 2)
  t.same(second.b.waiting(), [9], 'the next one does')
  const third = busyBench()
  third.set(2, 2, { final: true })
  third.set(9, 1)
  t.same(third.b.waiting(), [2, 9], 'an earlier one does not')
})

t.test('a final takes the place of what waits', async t => {
  const { b, set } = busyBench()
  set(1, 1)
  set(2, 1, { final: true })
  t.same(b.waiting(), [2])
})

t.test('in place: a drag keeps its turn', async t => {
  const { b, set } = busyBench()
  set(1, 1)
  b.send('bert', { control: 'plate.lamp', value: 7 })
  set(2, 1)
  t.same(b.waiting(), [2, 7])
})

t.test('never across what somebody else asked in between: the later asked is the later acted', async t => {
  const { b, set } = busyBench()
  set(1, 1, { ttl: 9_000 })
  b.pass(1_001)
  b.send('bert', { control: FAN, value: 7, ttl: 9_000 })
  b.pass(1_001)
  set(2, 2, { ttl: 9_000 })
  t.same(b.waiting(), [1, 7, 2])
  t.equal(b.key(FAN).asked, 2)
})

t.test('of another session, another control: nothing is superseded', async t => {
  const { b, set } = busyBench()
  set(1, 1)
  b.send('anna', { control: 'plate.lamp', value: 2, gesture: 1 })
  t.same(b.waiting(), [1, 2])
})

t.test('level: equal neighbours only', async t => {
  const levels = (...values: boolean[]) => {
    const { b } = busyBench()
    for (const value of values) b.send('anna', { control: 'plate.heater', value })
    return b.waiting()
  }
  t.same(levels(true, true), [true])
  t.same(levels(true, false), [true, false])
  t.same(levels(true, false, true), [true, false, true], 'the last asked is the last acted')
  t.same(levels(true, false, false), [true, false])
})

t.test('a reading between two settings stays between them', async t => {
  const { b, set } = busyBench()
  set(1, 1)
  b.send('anna', { control: FAN, op: 'read' })
  set(2, 1)
  t.same(b.waiting(), [1, 'read', 2])
})

t.test('what is at the device is superseded by nothing', async t => {
  const b = new Bench().ready()
  b.send('anna', { control: FAN, value: 1, gesture: 1 })
  t.equal(b.doing(), 'set fan 1', 'offered')
  b.send('anna', { control: FAN, value: 2, gesture: 1 })
  b.release()
  b.send('anna', { control: FAN, value: 3, gesture: 1 })
  t.same(b.story('anna', 1), ['accepted', 'released'])
  t.same(b.waiting(), [3])
})

t.test('an action is busy while one is active, and only itself', async t => {
  const { b } = busyBench()
  t.match(b.send('anna', { control: 'plate.tare', op: 'call' }), [{ refused: 'busy' }])
  t.match(b.send('anna', { control: 'plate.home', op: 'call' }), [{ stage: 'accepted' }])
  b.answer({ is: 'acknowledged' })
  t.match(b.send('anna', { control: 'plate.tare', op: 'call' }), [{ stage: 'accepted' }])
})

t.test('a drag of a thousand steps acts a few times, and ends where the finger was lifted (DragFlood)', async t => {
  const b = new Bench().ready()
  let acts = 0
  for (let i = 1; i <= 1_000; i++) {
    b.send('anna', { control: FAN, value: i % 300, gesture: 1, ...(i === 1_000 && { final: true, value: 123 }) })
    b.pass(1)
    if (i % 10 === 0 && b.doing()) {
      b.ack()
      acts++
    }
  }
  for (; b.pass(60).doing(); acts++) b.ack()
  t.ok(acts <= 21, `${acts} acts in a second, at 20/s`)
  t.equal(b.end('anna', 1_000)?.t && b.story('anna', 1_000).at(-1), 'done')
  t.equal(b.key(FAN).asked, 123)
})
