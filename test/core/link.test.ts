import t from 'tap'
import type { DeviceDescription } from '../../protocol/index.ts'
import { Bench } from './bench.ts'
import { plate, polled } from './furniture.ts'

const FAN = 'plate.fan'

t.test('down: what waits ends at once, what is verified is unknown, readings become uncertain', async t => {
  const b = new Bench().ready()
  b.send('anna', { value: 40, final: true })
  b.ack()
  b.send('anna', { value: 50, final: true })
  b.send('anna', { control: FAN })
  b.link('waiting')
  t.match(b.end('anna', 1), { outcome: 'unknown', detail: { reason: 'linkLost' } })
  for (const n of [2, 3]) t.match(b.end('anna', n), { outcome: 'failed', detail: { reason: 'offline' } }, `${n}`)
  t.match(b.key('plate.target'), { value: 20, quality: 'uncertain', reason: 'It was unplugged.', asked: 40 })
  t.match(b.key('plate.$link'), { value: { state: 'waiting', reason: 'It was unplugged.' } })
  t.match(b.send('anna', { control: FAN }), [{ refused: 'offline', sentence: /It was unplugged/ }])
})

t.test('down in the middle of a conversation: its end decides, and nothing begins', async t => {
  const b = new Bench().ready()
  b.send('anna', { control: FAN })
  b.release()
  b.link('waiting')
  t.same(b.story('anna', 1), ['accepted', 'released'])
  b.answer({ is: 'silent', why: 'linkLost' })
  t.match(b.end('anna', 1), { outcome: 'unknown', detail: { reason: 'linkLost' } })
  b.pass(10_000)
  t.equal(b.doing(), undefined)
})

t.test('what is told late of a device that is gone makes nothing good, and is no event', async t => {
  const b = new Bench().ready()
  b.link('waiting')
  const readings = [{ property: 'target', value: 25, sampled: b.now }]
  const door = { name: 'door', data: { open: true } }
  const before = b.state.events.length
  b.post({ type: 'heard', device: 'plate', readings, events: [door] })
  t.match(b.key('plate.target'), { value: 20, quality: 'uncertain', reason: 'It was unplugged.' })
  t.equal(b.state.events.length, before)
})

t.test('what was never read has no quality to lose', async t => {
  const b = new Bench().attach('anna')
  b.link('up')
  b.link('waiting')
  t.notOk('quality' in b.key('plate.target'))
})

t.test('up: everything is locked until it was read, and read at once; also what is not read now and then', async t => {
  const b = new Bench({ devices: { plate: polled({ temperature: 200 }) } }).attach('anna')
  const names = ['temperature', 'target', 'tilt', 'fan', 'lamp', 'heater']
  for (let life = 0; life < 2; life++) {
    b.link('up')
    t.match(b.send('anna', { control: FAN }), [{ refused: 'needsReread' }])
    const read: string[] = []
    for (let doing = b.doing(); doing; doing = b.doing()) {
      read.push(doing.slice(5))
      b.read(doing.slice(5), doing.endsWith('heater') ? false : 20)
    }
    t.same(read.sort(), [...names].sort())
    t.match(b.send('anna', { control: 'plate.lamp' })[0], { stage: 'accepted' })
    b.release()
    b.link('waiting')
    b.answer({ is: 'silent', why: 'linkLost' })
  }
})

t.test('what could not be read when the link came up is tried again before long', async t => {
  const b = new Bench().attach('anna')
  b.link('up')
  while (b.doing()) b.answer({ is: 'silent', why: 'timeout' })
  b.pass(4_999)
  t.equal(b.doing(), undefined)
  b.pass(1)
  t.match(b.doing(), /^read/)
})

t.test('what cannot be read is settled by any reading of its device', async t => {
  const { lamp, temperature } = plate.properties
  const properties = { lamp: { ...lamp!, writeOnly: true }, temperature: temperature! }
  const b = new Bench({ devices: { plate: { ...plate, properties, actions: {} } } }).attach('anna')
  b.link('up')
  t.match(b.send('anna', { control: 'plate.lamp' }), [{ refused: 'needsReread' }])
  t.equal(b.doing(), 'read temperature', 'and it is not read')
  b.read('temperature', 20)
  t.equal(b.doing(), undefined)
  t.match(b.send('anna', { control: 'plate.lamp' })[0], { stage: 'accepted' })
  b.release()
  b.answer({ is: 'silent', why: 'timeout' })
  b.send('anna', { control: 'plate.lamp', op: 'read' })
  t.equal(b.doing(), 'read temperature')
})

t.test('a device of which nothing can be read is not locked for ever', async t => {
  const { lamp } = plate.properties
  const mute: DeviceDescription = { ...plate, properties: { lamp: { ...lamp!, writeOnly: true } } }
  const b = new Bench({ devices: { plate: mute } }).attach('anna')
  t.notOk('locked' in b.key('plate.tare'))
  b.link('up')
  t.match(b.send('anna', { control: 'plate.tare', op: 'call' })[0], { stage: 'accepted' })
  b.release()
  b.answer({ is: 'silent', why: 'timeout' })
  t.match(b.send('anna', { control: 'plate.lamp' })[0], { stage: 'accepted' })
  t.match(b.send('anna', { control: 'plate.tare', op: 'read' }), [{ refused: 'badArgs', sentence: /nothing of plate/ }])
})

t.test('states on the way up are shown, and change nothing else', async t => {
  const b = new Bench().ready()
  b.link('waiting')
  const { revision } = b.state
  b.link('opening')
  t.equal(b.state.revision, revision + 1)
  t.equal(b.doing(), undefined)
})
