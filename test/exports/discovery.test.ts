import t from 'tap'
import { type MqttConfig, settle } from '../../daemon/exports/config.ts'
import { discoveryOf } from '../../daemon/exports/discovery.ts'
import { homeUnit } from '../../daemon/exports/units.ts'
import type { DeviceDescription, PropertyDescription } from '../../protocol/index.ts'
import { faultsOf, UNITS_OF } from './home-assistant.ts'

const control = { kind: 'setpoint', ttl: 1_500, verify: { by: 'ack' } } as const
const number: PropertyDescription = { title: 'N', type: 'number', range: [0, 10], staleAfter: 1_000 }
const choices = [
  { value: 'a', title: 'A' },
  { value: 'b', title: 'B' },
]

/** One of everything that a property or an action can be. */
const everything: DeviceDescription = {
  title: 'Everything',
  driver: 'everything',
  simulated: false,
  where: 'a bench',
  group: 'Bench',
  properties: {
    bare: number,
    temperature: { ...number, unit: 'Cel', precision: 0.05 },
    energy: { ...number, unit: 'kW.h', precision: 1 },
    odd: { ...number, unit: 'furlong', range: undefined as never },
    ratio: { ...number, unit: '1' },
    setpoint: { ...number, unit: 'V', step: 0.5, control },
    fine: { ...number, step: 0.000_1, control },
    open: { title: 'Open', type: 'boolean', staleAfter: 1_000 },
    heater: { title: 'Heater', type: 'boolean', staleAfter: 1_000, control: { ...control, kind: 'level' } },
    mode: { title: 'Mode', type: 'string', choices, staleAfter: 1_000 },
    range: { title: 'Range', type: 'string', choices, staleAfter: 1_000, control },
    note: { title: 'Note', type: 'string', staleAfter: 1_000 },
    label: { title: 'Label', type: 'string', longest: 1_000, staleAfter: 1_000, control },
    colour: { title: 'Colour', type: 'string', format: 'colour', staleAfter: 1_000, control },
    told: { ...number, writeOnly: true, control },
  },
  actions: {
    tare: { title: 'Tare', within: 1_000, control: { ...control, kind: 'action' } },
    home: {
      title: 'Home',
      within: 1_000,
      control: { ...control, kind: 'action' },
      input: { speed: { title: 'Speed', type: 'number', default: 1 } },
    },
    move: {
      title: 'Move',
      within: 1_000,
      control: { ...control, kind: 'action' },
      input: { to: { title: 'To', type: 'number' } },
    },
  },
  events: {},
  stop: 'none',
}

function documents(config: Partial<MqttConfig> = {}, known: DeviceDescription = everything) {
  const settings = settle({ broker: 'mqtt://b', ...config }, 'Heat lab')
  const found = discoveryOf('my-dev', known, { settings, version: '1.2.3' })
  return new Map([...found].map(([topic, text]) => [topic, JSON.parse(text) as Record<string, unknown>]))
}
const kinds = (found: Map<string, unknown>) =>
  Object.fromEntries([...found.keys()].map(topic => [topic.split('/')[3]!.replace('my-dev-', ''), topic.split('/')[1]]))

const variants: readonly Partial<MqttConfig>[] = [
  {},
  { commands: true },
  { commands: true, withoutExpiry: ['*'] },
  { payload: 'plain' },
  { payload: 'plain', commands: true },
]

t.test("each document has what Home Assistant's schema asks for, and nothing that it does not know", async t => {
  for (const config of variants) {
    for (const [topic, document] of documents(config))
      t.same(faultsOf(topic, document), [], `${topic} ${JSON.stringify(config)}`)
  }
})

t.test('the table finds faults', async t => {
  const [topic = '', good = {}] = [...documents({ commands: true })].find(([name]) => name.includes('setpoint')) ?? []
  const { command_topic: _, ...without } = good
  t.match(faultsOf(topic, without), [/command_topic is missing/])
  t.match(faultsOf(topic, { ...good, colour: 'red' }), [/colour is not known/])
  t.match(faultsOf(topic, { ...good, min: 'x' }), [/min/])
  t.match(faultsOf(topic, { ...good, unit_of_measurement: '°C' }), [/voltage/])
  t.match(faultsOf(topic, { ...good, device: {} }), [/^device/])
  t.match(faultsOf('homeassistant/number/a b/c/config', good), [/topic/])
})

t.test('without commands everything is read, and nothing written', async t => {
  const found = documents()
  t.same(kinds(found), {
    bare: 'sensor',
    temperature: 'sensor',
    energy: 'sensor',
    odd: 'sensor',
    ratio: 'sensor',
    setpoint: 'sensor',
    fine: 'sensor',
    open: 'binary_sensor',
    heater: 'binary_sensor',
    mode: 'sensor',
    range: 'sensor',
    note: 'sensor',
    label: 'sensor',
    colour: 'sensor',
  })
  for (const document of found.values()) t.notOk('command_topic' in document)
})

t.test('with commands what can be commanded is, with an expiry, or without where that was opened', async t => {
  const found = documents({ commands: true })
  t.match(kinds(found), {
    bare: 'sensor',
    setpoint: 'number',
    fine: 'number',
    open: 'binary_sensor',
    heater: 'switch',
    range: 'select',
    label: 'text',
    colour: 'text',
    told: 'number',
    tare: 'button',
    home: 'button',
  })
  t.notOk('move' in kinds(found), 'what must be told something is no button')
  const commanded = [...found.values()].filter(document => 'command_topic' in document)
  t.equal(commanded.length, 9)
  for (const document of commanded) t.match(document, { message_expiry_interval: 5, retain: false })
  const open = documents({ commands: true, withoutExpiry: ['my-dev.heater'] })
  for (const [topic, document] of open)
    t.equal('message_expiry_interval' in document, 'command_topic' in document && !topic.includes('heater'), topic)
})

t.test('a document in full', async t => {
  t.same(documents({ commands: true }).get('homeassistant/number/lockstep-heat-lab/my-dev-setpoint/config'), {
    name: 'N',
    unique_id: 'lockstep-heat-lab_my-dev-setpoint',
    state_topic: 'lockstep/heat-lab/my-dev/setpoint',
    value_template: '{{ value_json.value }}',
    command_topic: 'lockstep/heat-lab/my-dev/setpoint/set',
    retain: false,
    message_expiry_interval: 5,
    unit_of_measurement: 'V',
    device_class: 'voltage',
    min: 0,
    max: 10,
    step: 0.5,
    mode: 'box',
    availability: [
      { topic: 'lockstep/heat-lab/status', value_template: '{{ value_json.state }}' },
      { topic: 'lockstep/heat-lab/my-dev/$state', value_template: '{{ value_json.state }}' },
      {
        topic: 'lockstep/heat-lab/my-dev/setpoint',
        value_template: "{{ 'offline' if value_json.quality == 'bad' else 'online' }}",
      },
    ],
    availability_mode: 'all',
    device: {
      identifiers: ['lockstep-heat-lab_my-dev'],
      name: 'Everything',
      model: 'everything',
      sw_version: 'Lockstep 1.2.3',
      suggested_area: 'Bench',
    },
    origin: { name: 'Lockstep', sw_version: '1.2.3' },
  })
})

t.test('precision, choices, energy', async t => {
  const found = documents()
  const of = (name: string) => found.get(`homeassistant/sensor/lockstep-heat-lab/my-dev-${name}/config`)
  t.match(of('temperature'), {
    suggested_display_precision: 2,
    state_class: 'measurement',
    device_class: 'temperature',
  })
  t.match(of('energy'), { suggested_display_precision: 0, state_class: 'total', unit_of_measurement: 'kWh' })
  t.match(of('mode'), { device_class: 'enum', options: ['a', 'b'] })
  t.match(of('odd'), { unit_of_measurement: 'furlong' })
  t.notOk('unit_of_measurement' in of('ratio')!)
})

t.test('what is left out is not discovered', async t => {
  t.equal(documents({ publish: { '*': false } }).size, 0)
  t.same(kinds(documents({ publish: { '*': false, 'my-dev.open': {} } })), { open: 'binary_sensor' })
})

t.test('every kind of quantity comes with a unit that Home Assistant takes for it', async t => {
  const codes = [
    'Cel',
    '[degF]',
    'K',
    'V',
    'mV',
    'A',
    'mA',
    'W',
    'kW',
    'VA',
    'W.h',
    'kW.h',
    'J',
    'Hz',
    'kHz',
    'MHz',
    'GHz',
  ]
  const more = [
    'Pa',
    'hPa',
    'kPa',
    'bar',
    'mbar',
    '[psi]',
    'mm',
    'cm',
    'm',
    'km',
    'm/s',
    'km/h',
    'g',
    'kg',
    'mg',
    'L',
    'L/min',
  ]
  const last = [
    'ms',
    's',
    'min',
    'h',
    'd',
    'lx',
    'By',
    'kBy',
    'MBy',
    'GBy',
    'KiBy',
    'MiBy',
    'GiBy',
    'By/s',
    'kBy/s',
    'MBy/s',
  ]
  for (const code of [...codes, ...more, ...last]) {
    const { unit, kind } = homeUnit(code)!
    t.ok(kind && UNITS_OF[kind]?.includes(unit), `${code}: ${unit} as ${kind}`)
  }
  for (const code of ['%', 'Ohm', 'deg', 'uV', '[ppm]']) t.equal(homeUnit(code)?.kind, undefined, code)
  t.equal(homeUnit('constructor')?.unit, 'constructor')
  t.equal(homeUnit(undefined), undefined)
})
