import t from 'tap'
import type { DeviceDescription } from '../../protocol/index.ts'
import { Bench, of, stoppedsOf } from './bench.ts'
import { plate, properties } from './furniture.ts'

const founded = (description: DeviceDescription = plate, name = 'plate') =>
  ({ type: 'founded', founded: { name, description, stopExpect: {} } }) as const
const dissolved = { type: 'dissolved', device: 'plate' } as const

t.test('a device comes: everything of it is there, unknown and locked', async t => {
  const b = new Bench().ready()
  const before = b.state.revision
  b.post(founded(plate, 'oven'))
  t.equal(b.state.revision, before + 1, 'one revision')
  t.same(b.key('oven.target'), { locked: 'needsReread' })
  t.match(b.key('oven.$link'), { value: { state: 'opening' } })
  t.match(b.key('oven.$stop'), { value: { latched: false } })
  t.match(b.send('anna', { control: 'oven.target' }), [{ refused: 'offline' }])
  b.link('up', 'oven')
  t.equal(b.doing('oven'), 'read temperature', 'and read as any other')
  for (let doing = b.doing('oven'); doing; doing = b.doing('oven'))
    b.read(doing.slice(5), doing === 'read heater' ? false : 20, 'oven')
  t.match(b.send('anna', { control: 'oven.target' }), [{ stage: 'accepted' }])
})

t.test('a device goes: its keys cease, each of its commands ends, and other devices are not touched', async t => {
  const b = new Bench({ devices: { plate, oven: plate } }).ready()
  const oven = JSON.stringify(b.key('oven.target'))
  b.send('anna', { control: 'plate.target' })
  b.release()
  b.send('anna', { control: 'plate.fan' })
  b.post(dissolved)
  t.equal(b.end('anna', 1) && 'outcome' in b.end('anna', 1)! && b.story('anna', 1).pop(), 'unknown')
  t.match(b.end('anna', 2), {
    outcome: 'failed',
    detail: { reason: 'offline' },
    sentence: /^Not sent: the station was changed/,
  })
  t.same(
    [...b.state.keys.keys()].filter(key => key.startsWith('plate.')),
    []
  )
  t.equal(JSON.stringify(b.key('oven.target')), oven)
  t.equal(b.state.shrunk, b.state.revision)
  t.match(b.send('anna'), [{ refused: 'noSuchControl', sentence: /no device "plate"; this station has oven/ }])
})

t.test('what was with its driver and had not spoken was not sent, and is not released any more', async t => {
  const b = new Bench().ready()
  b.send('anna')
  t.equal(b.doing(), 'set target 40')
  b.post(dissolved)
  t.match(b.end('anna', 1), { outcome: 'failed', sentence: /^Not sent/ })
  t.same(b.release(), [], 'its owner speaks too late')
  t.same(b.answer({ is: 'acknowledged' }), [])
  t.same(b.link('waiting'), [])
})

t.test('another device in its place begins anew', async t => {
  const b = new Bench().ready()
  b.send('anna')
  b.release()
  const { fan } = properties
  b.post(founded({ ...plate, properties: { fan } }))
  t.equal(b.story('anna', 1).pop(), 'unknown')
  t.equal(b.state.keys.has('plate.target'), false)
  t.same(b.key('plate.fan'), { locked: 'needsReread' })
  t.equal(b.state.devices.get('plate')?.job, undefined)
})

t.test('a latch outlives its device: who edits a config does not re-arm', async t => {
  const b = new Bench({ devices: { plate, oven: plate } }).ready()
  b.stop('plate')
  b.post(dissolved)
  t.equal(of(b.stop('station', 2), 'persist')[0]?.latches.length, 2, 'it is still in the ledger')
  b.rearm('station', 2)
  const effects = b.post(founded())
  t.match(b.key('plate.$stop'), { value: { latched: true } })
  t.match(of(effects, 'halt'), [{ device: 'plate' }], 'and stopped as soon as it is there')
  b.link('up')
  t.match(b.send('anna'), [{ refused: 'latched' }])
  t.equal(stoppedsOf(b.rearm('plate', 1))[0]?.latched, false)
})

t.test('a latch of a device that is not here when a life begins holds when it comes', async t => {
  const b = new Bench({ latches: [{ scope: 'oven', by: 'Bea' }] }).ready()
  t.equal(b.state.keys.has('oven.$stop'), false, 'nothing is said of a device that is not here')
  b.post(founded(plate, 'oven'))
  t.match(b.key('oven.$stop'), { value: { latched: true, by: 'Bea' } })
})

t.test('what was never stopped is forgotten with its device', async t => {
  const b = new Bench().ready()
  b.post(dissolved)
  t.equal(b.state.stops.has('plate'), false)
  t.same(b.stop('plate'), [], 'there is nothing to stop')
  t.equal(stoppedsOf(b.stop('station', 2)).length, 1)
})

t.test(
  'a stop that was is not forgotten with its device: who had not seen it is refused also by the one that comes',
  async t => {
    const b = new Bench().ready()
    const before = b.cmd('anna', { control: 'plate.lamp' })
    b.stop('plate')
    b.rearm('plate', 1)
    b.post(dissolved)
    b.post(founded())
    b.link('up')
    for (let doing = b.doing(); doing; doing = b.doing()) b.read(doing.slice(5), doing === 'read heater' ? false : 20)
    t.match(b.sendAs('anna', before), [{ refused: 'staleStop' }])
    t.match(b.send('anna', { control: 'plate.lamp' }), [{ stage: 'accepted' }])
  }
)

t.test('a stop that is said once more when its device is gone is told as it stands', async t => {
  const b = new Bench().ready()
  b.stop('plate')
  b.rearm('plate', 1)
  b.post(dissolved)
  t.match(stoppedsOf(b.stop('plate')), [{ scope: 'plate', generation: 1, latched: false }])
})

t.test('a key of the house comes, changes and goes', async t => {
  const b = new Bench().ready()
  b.post({ type: 'noted', key: 'station.$problems', value: [1] })
  t.same(b.key('station.$problems'), { value: [1] })
  b.post({ type: 'noted', key: 'station.$problems', value: undefined })
  t.equal(b.state.keys.has('station.$problems'), false)
  const { revision } = b.state
  b.post({ type: 'noted', key: 'station.$problems', value: undefined })
  t.equal(b.state.revision, revision, 'what is not there cannot go')
})
