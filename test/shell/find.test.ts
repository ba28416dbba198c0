import t from 'tap'
import type { DeviceDescription } from '../../protocol/index.ts'
import { find, targetsOf } from '../../ui/shell/search/find.ts'

const control = { kind: 'setpoint', ttl: 1_000, verify: { by: 'none' } } as const
const device = (title: string, more: Partial<DeviceDescription> = {}): DeviceDescription => ({
  title,
  driver: 'x',
  simulated: true,
  where: 'nowhere',
  stop: 'none',
  properties: {
    temperature: { title: 'Temperature', type: 'number', staleAfter: 1_000 },
    target: { title: 'Target', type: 'number', staleAfter: 1_000, control },
  },
  actions: { tare: { title: 'Tare', within: 1_000, control: { ...control, kind: 'action' } } },
  events: {},
  ...more,
})

const targets = targetsOf([
  ['left', device('Left plate', { group: 'Heat' })],
  ['right', device('Right plate', { group: 'Heat' })],
  ['psu', device('Bench supply')],
])
const names = (written: string, most = 20) => find(targets, written, most).map(({ name, title }) => name || title)

t.test('with nothing written, the devices', async t => {
  t.same(names(''), ['left', 'right', 'psu'])
})

t.test('every word must be found, in a title, a name, or the place', async t => {
  t.same(names('right target'), ['right.target'])
  t.same(names('TARGET plate').sort(), ['left.target', 'right.target'])
  t.same(names('left.tare'), ['left.tare'])
  t.same(names('heat'), ['Heat', 'left', 'right'], 'a group before what lies in it')
  t.same(names('target nothing'), [])
})

t.test('what begins as it is written comes first, and no more than is asked for', async t => {
  t.same(names('ta', 3), ['left.tare', 'right.tare', 'psu.tare'])
  t.equal(names('t', 2).length, 2)
  t.equal(names('supply')[0], 'psu', 'a device before its parts')
})

t.test('what is found says what it is and leads there', async t => {
  const [found] = find(targets, 'right target', 1)
  t.match(found, { kind: 'control', within: 'Right plate', to: { at: 'device', device: 'right', name: 'target' } })
  t.same(
    ['temperature', 'tare', 'bench', 'heat'].map(word => find(targets, word, 1)[0]?.kind),
    ['reading', 'action', 'device', 'group']
  )
})
