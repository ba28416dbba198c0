import type { ControlDescription, DeviceDescription, KeyValue } from '../../protocol/index.ts'

const control = (kind: ControlDescription['kind'], ttl: number): ControlDescription => ({
  kind,
  ttl,
  verify: { by: 'ack' },
})

const about: DeviceDescription = {
  title: 'Plate',
  driver: 'plate',
  simulated: true,
  where: 'here',
  properties: {
    target: { title: 'Target', type: 'number', range: [0, 300], staleAfter: 1000, control: control('setpoint', 1500) },
    heater: { title: 'Heater', type: 'boolean', staleAfter: 1000, control: control('level', 2000) },
    temperature: { title: 'Temperature', type: 'number', staleAfter: 1000 },
  },
  actions: { tare: { title: 'Tare', within: 2000, control: control('action', 2000) } },
  events: {},
  stop: 'realtime',
}

/** A hot plate as the daemon first shows it. */
export const firstKeys = (): Record<string, KeyValue> => ({
  'station.$about': { value: { title: 'Test', version: '1' } },
  'plate.$about': { value: about },
  'plate.$link': { value: { state: 'up' } },
  'plate.target': { value: 20, asked: 20, by: 'Anna', sampled: 1 },
  'plate.heater': { value: false, sampled: 1 },
  'plate.temperature': { value: 21.5, sampled: 1 },
  'plate.tare': {},
})
