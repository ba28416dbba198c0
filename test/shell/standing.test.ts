import t from 'tap'
import type { DeviceDescription, KeyValue } from '../../protocol/index.ts'
import { Replica } from '../../ui/replica/replica.ts'
import { glanceOf, mainOf, standingOf } from '../../ui/shell/standing.ts'
import { FakeDaemon } from '../session/fake-daemon.ts'

const about: DeviceDescription = {
  title: 'Oven',
  driver: 'x',
  simulated: false,
  where: 'nowhere',
  stop: 'none',
  properties: {
    door: { title: 'Door', type: 'boolean', staleAfter: 1_000 },
    inside: { title: 'Inside', type: 'number', unit: 'Cel', precision: 0.1, staleAfter: 1_000, alarm: { high: 80 } },
    wall: { title: 'Wall', type: 'number', unit: 'Cel', precision: 1, staleAfter: 1_000, alarm: { highHigh: 90 } },
  },
  actions: {},
  events: {},
}

function oven() {
  const replica = new Replica(new FakeDaemon().around.clock)
  const say = (keys: Record<string, KeyValue>) =>
    replica.listener.applied?.({ keys: new Map(Object.entries(keys)), gone: [], revision: 1, epoch: '1.x' })
  return { replica, say, standing: standingOf(replica, 'oven') }
}

const link = (state: string, reason?: string) => ({ value: { state, ...(reason && { reason }) } })

t.test('of all that could be said, the worst', async t => {
  const { say, standing } = oven()
  t.same(standing.value, { is: 'unknown', why: undefined })
  say({ 'oven.$about': { value: about }, 'oven.$link': link('up') })
  t.same(standing.value, { is: 'well', why: undefined })
  say({ 'oven.inside': { value: 81, sampled: 1, severity: 'minor' } })
  t.match(standing.value, { is: 'minor', why: /^Inside: above 80\.0\s°C$/ })
  say({ 'oven.$stop': { value: { generation: 1, latched: true, by: 'Guest 2' } } })
  t.same(standing.value, { is: 'stopped', why: 'by Guest 2' })
  say({ 'oven.wall': { value: 95, sampled: 1, severity: 'major' } })
  t.match(standing.value, { is: 'major', why: /^Wall: above 90\s°C$/ })
  const before = standing.value
  say({ 'oven.wall': { value: 96, sampled: 2, severity: 'major' } })
  t.equal(standing.value, before, 'a reading that says the same draws nothing anew')
  say({ 'oven.$link': link('waiting', 'no port') })
  t.same(standing.value, { is: 'lost', why: 'no port' })
})

t.test('its first number, with the unit while it is fresh, with its age when it is not', async t => {
  const main = mainOf(about)
  t.equal(main?.name, 'inside')
  const { replica, say } = oven()
  const glance = glanceOf(replica, 'oven', main as NonNullable<typeof main>)
  t.equal(glance.value, '–')
  say({ 'oven.inside': { value: 20, sampled: replica.now.value } })
  t.match(glance.value, /^20\.0\s°C$/)
  say({ 'oven.inside': { value: 20, sampled: replica.now.value - 14_000 } })
  t.match(glance.value, /^14\ss old$/)
})
