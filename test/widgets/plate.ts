import type { DeviceDescription, KeyValue, PropertyDescription } from '../../protocol/index.ts'

const readback = { by: 'readback', within: 0.05, settle: 20, window: 1_500 } as const
const setpoint = { kind: 'setpoint', ttl: 1_500, verify: readback } as const
const level = { kind: 'level', ttl: 2_000, verify: readback } as const

export const target: PropertyDescription = {
  title: 'Target',
  type: 'number',
  unit: 'Cel',
  range: [0, 300],
  step: 0.5,
  precision: 0.1,
  every: 500,
  staleAfter: 2_000,
  control: setpoint,
}

export const heater: PropertyDescription = { title: 'Heater', type: 'boolean', staleAfter: 2_000, control: level }

/** What the demo's plate says of itself. */
export const plate: DeviceDescription = {
  title: 'Thermal plate',
  driver: 'plate',
  simulated: true,
  where: 'serial /dev/pts/4',
  properties: {
    temperature: {
      title: 'Temperature',
      type: 'number',
      unit: 'Cel',
      range: [-20, 400],
      precision: 0.1,
      every: 200,
      staleAfter: 1_000,
      alarm: { high: 350, highHigh: 380, hysteresis: 5 },
    },
    target,
    power: {
      title: 'Heater power',
      type: 'number',
      unit: '%',
      range: [0, 100],
      precision: 0.1,
      every: 500,
      staleAfter: 2_000,
    },
    heater,
    fan: {
      title: 'Fan',
      type: 'number',
      unit: '%',
      range: [0, 100],
      step: 1,
      precision: 1,
      every: 1_000,
      staleAfter: 3_000,
      control: setpoint,
    },
    door: { title: 'Door open', type: 'boolean', every: 1_000, staleAfter: 3_000 },
  },
  actions: { tare: { title: 'Tare', within: 2_000, control: { kind: 'action', ttl: 2_000, verify: { by: 'ack' } } } },
  events: {},
  stop: 'realtime',
  onLinkLoss: 'The plate switches its heater off 3 s after the last valid request it heard.',
}

/** All is well at `now`. */
export function plateKeys(now: number): Record<string, KeyValue> {
  const at = { sampled: now, received: now }
  return {
    'station.$about': { value: { title: 'Heat lab', version: '0.1.0' } },
    'station.$stop': { value: { generation: 0, latched: false } },
    'plate.$about': { value: plate },
    'plate.$link': { value: { state: 'up', identity: 'PLATE 3.1' } },
    'plate.temperature': { value: 182.4, ...at },
    'plate.target': { value: 200, asked: 200, by: 'Guest 2', ...at },
    'plate.power': { value: 41.7, ...at },
    'plate.heater': { value: true, asked: true, by: 'Guest 2', ...at },
    'plate.fan': { value: 35, asked: 35, by: 'Guest 1', ...at },
    'plate.door': { value: false, ...at },
  }
}
