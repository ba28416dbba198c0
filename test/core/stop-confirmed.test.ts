import t from 'tap'
import type { DeviceDescription, StopState } from '../../protocol/index.ts'
import { Bench } from './bench.ts'
import { plate, polled } from './furniture.ts'

const hot = polled({ heater: 500 })

function stoppedBench(devices: Record<string, DeviceDescription> = { plate: hot }, scope = 'station') {
  const b = new Bench({ devices, stopExpect: { heater: false } }).ready()
  b.stop(scope)
  for (const device of Object.keys(devices)) b.post({ type: 'halted', device, delivered: true })
  const confirmed = (scope = 'station') => (b.key(`${scope}.$stop`).value as StopState).confirmed
  return { b, confirmed }
}

t.test('confirmed by a reading whose request left after the stop', async t => {
  const { b, confirmed } = stoppedBench()
  t.equal(b.doing(), 'read heater', 'read at once')
  t.equal(confirmed(), undefined)
  b.read('heater', false, 'plate', b.now - 1)
  t.equal(confirmed(), undefined, 'a sample from before says nothing')
  b.pass(500)
  b.read('heater', false)
  t.equal(confirmed(), true)
})

t.test('a reading that was under way when the stop came does not count', async t => {
  const b = new Bench({ devices: { plate: hot }, stopExpect: { heater: false } }).ready()
  b.pass(500)
  t.equal(b.doing(), 'read heater')
  b.stop('station')
  b.read('heater', false)
  t.notMatch(b.key('station.$stop'), { value: { confirmed: true } })
})

t.test('what is heard unasked confirms nothing', async t => {
  const { b, confirmed } = stoppedBench()
  b.post({
    type: 'heard',
    device: 'plate',
    readings: [{ property: 'heater', value: false, sampled: b.now }],
    events: [],
  })
  t.equal(confirmed(), undefined)
})

t.test('not confirmed within three seconds is said; and so is a confirmation that comes late', async t => {
  const { b, confirmed } = stoppedBench()
  const read = (value: boolean) => {
    while (b.doing() === undefined) b.pass(1)
    b.read('heater', value)
  }
  const start = b.now
  while (b.now < start + 2_999) b.doing() ? read(true) : b.pass(1)
  t.equal(confirmed(), undefined)
  b.pass(1)
  t.equal(confirmed(), false)
  read(false)
  t.equal(confirmed(), true)
  read(true)
  t.equal(confirmed(), false, 'and that it no longer holds')
})

t.test('the station is confirmed when its last device is, and not before; one no is a no', async t => {
  const { b, confirmed } = stoppedBench({ plate: hot, oven: hot })
  b.read('heater', false, 'plate')
  t.equal(confirmed(), undefined, 'the oven has not said so yet')
  b.read('heater', false, 'oven')
  t.equal(confirmed(), true)
  const second = stoppedBench({ plate: hot, oven: hot })
  second.b.read('heater', false, 'plate')
  second.b.pass(3_000)
  t.equal(second.confirmed(), false)
})

t.test('a device that the stop could not reach is not confirmed; when it turns up it may be', async t => {
  const b = new Bench({ devices: { plate: hot, oven: hot }, stopExpect: { heater: false } }).ready()
  b.link('waiting', 'oven')
  b.stop('station')
  b.post({ type: 'halted', device: 'plate', delivered: true })
  b.post({ type: 'halted', device: 'oven', delivered: false })
  b.read('heater', false, 'plate')
  t.match(b.key('station.$stop'), { value: { confirmed: false } })
  b.link('up', 'oven')
  b.post({ type: 'halted', device: 'oven', delivered: true })
  b.read('heater', false, 'oven')
  t.match(b.key('station.$stop'), { value: { confirmed: true } })
})

t.test('what cannot be stopped has nothing to confirm, and keeps nobody waiting', async t => {
  const sensor = { ...polled({ temperature: 200 }), stop: 'none' } as const
  const { b, confirmed } = stoppedBench({ sensor, plate: hot })
  b.read('heater', false)
  t.equal(confirmed(), true)
  const alone = stoppedBench({ sensor })
  alone.b.pass(5_000)
  t.equal(alone.confirmed(), undefined)
})

t.test('a stop that nothing expected can be read of is not confirmed', async t => {
  const b = new Bench({ devices: { plate } }).ready()
  b.stop('station')
  b.post({ type: 'halted', device: 'plate', delivered: true })
  b.pass(3_000)
  t.match(b.key('station.$stop'), { value: { confirmed: false } })
})

t.test('both latches that hold a device learn of it', async t => {
  const { b, confirmed } = stoppedBench()
  b.stop('plate', 2)
  b.post({ type: 'halted', device: 'plate', delivered: true })
  b.read('heater', false, 'plate')
  b.pass(600)
  b.read('heater', false, 'plate')
  t.same([confirmed('station'), confirmed('plate')], [true, true])
  b.rearm('plate', 2)
  b.link('waiting')
  b.link('up')
  b.now += 5
  b.post({ type: 'halted', device: 'plate', delivered: true })
  t.equal(confirmed('station'), undefined, 'stopped anew when it turned up, and not read yet')
  b.read('heater', false, 'plate')
  t.equal(confirmed('station'), true)
})

t.test('re-armed, nothing is confirmed any more, and nothing is due', async t => {
  const { b, confirmed } = stoppedBench()
  b.rearm('station', 1)
  t.equal(confirmed(), undefined)
  const { revision } = b.state
  b.read('heater', false)
  b.pass(400)
  t.equal(b.state.revision, revision + 1)
})
