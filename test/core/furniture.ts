import type { ControlDescription, DeviceDescription, PropertyDescription } from '../../protocol/index.ts'

const control = (kind: ControlDescription['kind'], verify: ControlDescription['verify']): ControlDescription => ({
  kind,
  ttl: kind === 'setpoint' ? 1_500 : 2_000,
  verify,
})

export const readback = { by: 'readback', within: 0.5, settle: 20, window: 1_000 } as const

const number = { type: 'number', range: [0, 300], staleAfter: 2_000 } as const

export const properties = {
  temperature: { ...number, title: 'Temperature', alarm: { high: 250, highHigh: 280, low: 10, hysteresis: 5 } },
  /** Verified by readback. */
  target: { ...number, title: 'Target', unit: 'Cel', control: control('setpoint', readback) },
  tilt: { ...number, title: 'Tilt', control: control('setpoint', readback) },
  /** Verified by the device's answer, with a highest rate. */
  fan: { ...number, title: 'Fan', control: { ...control('setpoint', { by: 'ack' }), minInterval: 50 } },
  /** Not verified. */
  lamp: { ...number, title: 'Lamp', control: control('setpoint', { by: 'none' }) },
  heater: { type: 'boolean', title: 'Heater', staleAfter: 2_000, control: control('level', { by: 'ack' }) },
} as const satisfies Record<string, PropertyDescription>

/** A device that takes every kind of command and verifies in every way; it is read when asked, not now and then. */
export const plate: DeviceDescription = {
  title: 'Plate',
  driver: 'plate',
  simulated: true,
  where: 'a bench',
  properties,
  actions: {
    tare: { title: 'Tare', within: 2_000, control: control('action', { by: 'ack' }) },
    home: { title: 'Home', within: 2_000, control: control('action', { by: 'ack' }) },
  },
  events: { door: { title: 'Door', data: { open: 'boolean' } } },
  stop: 'realtime',
}

/** The same, with some properties read now and then. */
export const polled = (every: Readonly<Partial<Record<keyof typeof properties, number>>>): DeviceDescription => ({
  ...plate,
  properties: Object.fromEntries(
    Object.entries(properties).map(([name, p]) => {
      const period = every[name as keyof typeof properties]
      return [name, period === undefined ? p : { ...p, every: period }]
    })
  ),
})
