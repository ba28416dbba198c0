import t from 'tap'
import type { DeviceDescription, PropertyDescription } from '../../protocol/index.ts'
import { identityWords } from '../../ui/shell/identity.ts'
import { planOf } from '../../ui/shell/plan.ts'
import { heater, plate, target } from './plate.ts'

const names = (list: readonly { name: string }[]) => list.map(({ name }) => name)
const ways = (list: readonly { name: string; as: string }[]) =>
  Object.fromEntries(list.map(({ name, as }) => [name, as]))

t.test('the plan of a device comes from its description alone', async t => {
  const plan = planOf(plate)
  t.same(names(plan.readouts), ['temperature', 'power'])
  t.same(names(plan.indicators), ['door'])
  t.same(names(plan.actions), ['tare'])
  t.same(names(plan.watched), ['temperature'])
  const [section] = plan.sections
  t.equal(plan.sections.length, 1)
  t.same(ways(section!.readings), { temperature: 'readout', power: 'readout', door: 'indicator' })
  t.same(ways(section!.controls), { target: 'slider', heater: 'toggle', fan: 'slider' })
  t.equal(section!.readings[0]?.companion?.name, 'target', 'the setpoint in the unit of the first reading')
})

t.test('each kind of property finds its widget, and a look is followed where it can be', async t => {
  const { control: _, ...read } = target
  const bare = ({ range: _, ...property }: PropertyDescription): PropertyDescription => property
  const text = { title: 'Text', type: 'string', staleAfter: 1_000, control: heater.control! } as const
  const properties: Record<string, PropertyDescription> = {
    coarse: target,
    fine: { ...target, range: [0, 30], step: 0.001 },
    fineSlider: { ...target, range: [0, 30], step: 0.001, look: 'slider' },
    coarseEntry: { ...target, look: 'entry' },
    endless: bare(target),
    endlessSlider: { ...bare(target), look: 'slider' },
    dial: { ...read, look: 'gauge' },
    dialWithoutRange: { ...bare(read), look: 'gauge' },
    led: { ...read, look: 'digits' },
    level: { ...read, look: 'bar' },
    name: text,
    mode: { ...text, choices: [{ value: 'a', title: 'A' }] },
    lamp: { ...text, format: 'colour' },
    state: { title: 'State', type: 'string', staleAfter: 1_000 },
  }
  const [section] = planOf({ ...plate, properties }).sections
  t.same(
    { ...ways(section!.controls), ...ways(section!.readings) },
    {
      coarse: 'slider',
      fine: 'entry',
      fineSlider: 'slider',
      coarseEntry: 'entry',
      endless: 'entry',
      endlessSlider: 'entry',
      dial: 'gauge',
      dialWithoutRange: 'readout',
      led: 'digits',
      level: 'bar',
      name: 'text',
      mode: 'select',
      lamp: 'colour',
      state: 'indicator',
    }
  )
})

t.test('sections in the order of the driver, what stands in none first', async t => {
  const { control: _, ...read } = target
  const about: DeviceDescription = {
    ...plate,
    actions: {},
    properties: {
      disk: { ...read, section: 'Disk' },
      load: { ...read, section: 'Processor' },
      free: { ...read, section: 'Disk' },
      up: { title: 'Up', type: 'boolean', staleAfter: 1_000 },
    },
  }
  const plan = planOf(about)
  t.same(
    plan.sections.map(({ title, readings }) => [title, names(readings)]),
    [
      [undefined, ['up']],
      ['Disk', ['disk', 'free']],
      ['Processor', ['load']],
    ]
  )
  t.equal(plan.charted, true)
  t.equal(planOf({ ...about, properties: { up: about.properties.up! } }).charted, false)
})

t.test('an identity without the words of its protocol', async t => {
  const cases = {
    'I DAQ8 1.0': 'DAQ8 1.0',
    'PLATE 3.1': 'PLATE 3.1',
    'ID=Thermo 5': 'Thermo 5',
    '*IDN Foo 1': 'Foo 1',
    '"Weather board 2"': 'Weather board 2',
    'ACME,PS3005,1234567,2.04': 'ACME PS3005 · 1234567 · 2.04',
    'LOCKSTEP, Bench supply, 0, 1.0': 'LOCKSTEP Bench supply · 1.0',
    Identity: 'Identity',
    'OKAPI 3': 'OKAPI 3',
  }
  for (const [said, shown] of Object.entries(cases)) t.equal(identityWords(said), shown, said)
})
