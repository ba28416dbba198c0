import type { DeviceDescription, KeyValue, PropertyDescription, Scalar } from '../../protocol/index.ts'

const staleAfter = 2_000
const setpoint = { kind: 'setpoint', ttl: 1_500, verify: { by: 'ack' } } as const
const level = { kind: 'level', ttl: 2_000, verify: { by: 'ack' } } as const
const action = { kind: 'action', ttl: 2_000, verify: { by: 'ack' } } as const

export const temperature: PropertyDescription = {
  title: 'Temperature',
  type: 'number',
  unit: 'Cel',
  range: [-20, 400],
  precision: 0.1,
  staleAfter,
  alarm: { high: 350, highHigh: 380, hysteresis: 5 },
}
export const target: PropertyDescription = {
  title: 'Target',
  type: 'number',
  unit: 'Cel',
  range: [0, 300],
  step: 0.5,
  precision: 0.1,
  staleAfter,
  alarm: { high: 240, highHigh: 280 },
  control: setpoint,
}
export const voltage: PropertyDescription = {
  title: 'Voltage',
  type: 'number',
  unit: 'V',
  range: [0, 30],
  step: 0.001,
  precision: 0.001,
  staleAfter,
  control: { ...setpoint, safe: 0 },
}
export const output: PropertyDescription = {
  title: 'Output',
  type: 'boolean',
  staleAfter,
  control: { ...level, safe: false },
}
export const mode: PropertyDescription = {
  title: 'Mode',
  type: 'string',
  choices: [
    { value: 'cv', title: 'Voltage' },
    { value: 'cc', title: 'Current' },
    { value: 'cp', title: 'Power' },
  ],
  staleAfter,
  control: level,
}
export const filter: PropertyDescription = {
  title: 'Filter',
  type: 'string',
  choices: ['off', '1 Hz', '3 Hz', '10 Hz', '30 Hz', '100 Hz'].map(value => ({ value, title: value })),
  staleAfter,
  control: level,
}
export const label: PropertyDescription = { title: 'Label', type: 'string', longest: 16, staleAfter, control: level }
export const lamp: PropertyDescription = { title: 'Lamp', type: 'string', format: 'colour', staleAfter, control: level }
export const current: PropertyDescription = {
  title: 'Current',
  type: 'number',
  unit: 'A',
  range: [0, 5],
  precision: 0.001,
  staleAfter,
  look: 'gauge',
  alarm: { high: 3.5, highHigh: 4.5 },
}
export const reading: PropertyDescription = {
  title: 'Voltmeter',
  type: 'number',
  unit: 'V',
  range: [-30, 30],
  precision: 0.001,
  staleAfter,
  look: 'digits',
  alarm: { high: 24, highHigh: 28 },
}
export const tank: PropertyDescription = {
  title: 'Coolant',
  type: 'number',
  unit: '%',
  range: [0, 100],
  precision: 1,
  staleAfter,
  look: 'bar',
  alarm: { low: 20, lowLow: 10 },
}
export const door: PropertyDescription = { title: 'Door open', type: 'boolean', staleAfter }
export const phase: PropertyDescription = { title: 'Phase', type: 'string', staleAfter }

export const tare = { title: 'Tare', within: 2_000, control: action } as const
export const sweep = {
  title: 'Sweep',
  within: 20_000,
  progress: true,
  control: action,
  input: {
    from: { title: 'From', type: 'number', unit: 'V', range: [0, 30], default: 0 },
    to: { title: 'To', type: 'number', unit: 'V', range: [0, 30] },
    shape: {
      title: 'Shape',
      type: 'string',
      choices: [
        { value: 'ramp', title: 'Ramp' },
        { value: 'steps', title: 'Steps' },
      ],
    },
    back: { title: 'And back', type: 'boolean', default: true },
  },
} as const

/** A device that has one of everything. */
const bench: DeviceDescription = {
  title: 'One of everything',
  driver: 'gallery',
  simulated: true,
  where: 'this page',
  properties: {
    temperature,
    coolant: tank,
    door,
    phase,
    target,
    output,
    current: { ...current, section: 'Supply' },
    reading: { ...reading, section: 'Supply' },
    voltage: { ...voltage, section: 'Supply' },
    mode: { ...mode, section: 'Supply' },
    filter: { ...filter, section: 'Front panel' },
    label: { ...label, section: 'Front panel' },
    lamp: { ...lamp, section: 'Front panel' },
  },
  actions: { tare, sweep },
  events: { trip: { title: 'Over current', data: { current: 'number' } } },
  stop: 'realtime',
  onLinkLoss: 'It switches its output off.',
}

export function benchKeys(now: number): Record<string, KeyValue> {
  const at = { sampled: now, received: now }
  const values: Record<string, Scalar> = {
    ...{ temperature: 182.4, coolant: 64, door: false, phase: 'heating', target: 200, output: true, current: 1.284 },
    ...{ reading: 11.998, voltage: 12, mode: 'cv', filter: '10 Hz', label: 'Bench 2', lamp: '#0a62c8' },
  }
  const keys = Object.entries(values).map(([name, value]) => {
    const control = bench.properties[name]?.control
    return [`bench.${name}`, control ? { value, asked: value, by: 'Guest 2', ...at } : { value, ...at }] as const
  })
  return {
    'station.$about': { value: { title: 'Gallery', version: '' } },
    'station.$stop': { value: { generation: 0, latched: false } },
    'bench.$about': { value: bench },
    'bench.$link': { value: { state: 'up', identity: 'GALLERY 1' } },
    ...Object.fromEntries(keys),
  }
}
