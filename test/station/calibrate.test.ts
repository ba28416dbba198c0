import fc from 'fast-check'
import t from 'tap'
import { hear } from '../../daemon/devices/hear.ts'
import { Sampling } from '../../daemon/devices/sampling.ts'
import { readStation } from '../../daemon/station/index.ts'
import daq from '../../drivers/catalog/daq/driver.ts'
import { type Driver, defineDriver, number, readback, tcp } from '../../drivers/contract.ts'
import { VirtualClock } from '../virtual-clock.ts'
import { catalog } from './catalog.ts'

const supply = defineDriver({
  title: 'Supply',
  transport: tcp({ port: 5025 }),
  framing: daq.framing,
  timeout: '1 s',
  properties: {
    voltage: number({
      title: 'Voltage',
      unit: 'V',
      range: [0, 30],
      step: 0.1,
      precision: 0.01,
      deadband: 0.1,
      staleAfter: '1 s',
      alarm: { low: 1, high: 20, hysteresis: 0.5 },
      control: 'setpoint',
      safe: 0,
      verify: readback({ within: 0.05, settle: '1 ms', window: '1 s' }),
      read: link => link.askNumber('V?'),
      write: (link, volts) => link.ask(`V ${volts}`),
    }),
  },
  actions: {},
  events: {},
  identify: link => link.ask('ID?'),
  stop: { how: 'afterCurrent', run: link => link.urgent('!'), expect: { voltage: 0 } },
})

function driverOf(t: Tap, config: string): Driver {
  const folder = t.testdir({ 'station.yaml': `devices: { s: { driver: supply, simulate: true, ${config} } }\n` })
  const { station, problems } = readStation(folder, catalog({ drivers: { supply }, simulators: { supply } }))
  t.same(problems, [])
  return station.devices[0]?.driver as Driver
}
type Tap = Pick<typeof t, 'testdir' | 'same'>

t.test('everything that a driver declares is told as what it means', async t => {
  const { properties, stop } = driverOf(t, 'calibrate: { voltage: { gain: 10, offset: 5, unit: kPa } }')
  t.match(properties.voltage?.description, {
    unit: 'kPa',
    range: [5, 305],
    step: 1,
    precision: 0.1,
    deadband: 1,
    alarm: { low: 15, high: 205, hysteresis: 5 },
    control: { safe: 5, verify: { by: 'readback', within: 0.5 } },
  })
  t.same(stop.expect, { voltage: 5 })
})

t.test('a gain near 1 leaves steps as they are; one below 0 makes a low of a high', async t => {
  t.match(driverOf(t, 'calibrate: { voltage: { gain: 1.002, offset: -0.01 } }').properties.voltage?.description, {
    range: [-0.01, 30.05],
    step: 0.1,
    precision: 0.01,
  })
  t.match(driverOf(t, 'calibrate: { voltage: { gain: -1 } }').properties.voltage?.description, {
    range: [-30, 0],
    alarm: { low: -20, high: -1 },
  })
})

t.test('there and back', async t => {
  const table = driverOf(t, 'calibrate: { voltage: { table: [[0, 0.02], [10, 10.31], [30, 29.5]] } }')
  const line = driverOf(t, 'calibrate: { voltage: { gain: -2.5, offset: 7 } }')
  const falling = driverOf(t, 'calibrate: { voltage: { table: [[0, 100], [1, 40], [30, -6]] } }')
  for (const { properties } of [table, line, falling]) {
    const { calibration } = properties.voltage ?? {}
    fc.assert(
      fc.property(fc.double({ min: 0, max: 30, noNaN: true }), said => {
        const back = calibration?.said(calibration.meant(said)) ?? Number.NaN
        return Math.abs(back - said) < 1e-9
      })
    )
  }
  const { calibration } = table.properties.voltage ?? {}
  t.equal(calibration?.meant(10), 10.31)
  t.equal(calibration?.meant(20)?.toFixed(6), '19.905000')
  t.equal(calibration?.meant(40)?.toFixed(6), '39.095000', 'beyond the last point as before it')
  t.equal(calibration?.said(1_000), 30, 'never more than the device takes')
})

t.test('what is heard, and every sample of a stream', async t => {
  const folder = t.testdir({
    'station.yaml': 'devices: { d: { driver: daq, simulate: true, calibrate: { v1: { gain: 2 } } } }\n',
  })
  const { station, problems } = readStation(folder, catalog())
  t.same(problems, [])
  const driver = station.devices[0]?.driver as Driver
  const [stream = '', { channels }] = Object.entries(driver.streams ?? {})[0] as [
    string,
    { channels: readonly string[] },
  ]
  const at = channels.indexOf('v1')
  const said = channels.map((_, i) => i + 1)
  const clock = new VirtualClock()
  const samples: (readonly number[])[] = []
  const posted: unknown[] = []
  const sampling = new Sampling({
    name: 'd',
    driver,
    clock,
    post: event => posted.push(event),
    sample: (_stream, _at, values) => samples.push(values),
  })
  sampling.reset()
  sampling.take({ stream, values: said })
  sampling.deliver()
  t.equal(samples[0]?.[at], 2 * (at + 1))
  t.match(posted, [{ type: 'heard', readings: [{ property: channels[0] }] }])
  const readings = (posted[0] as { readings: { property: string; value: number; raw?: number }[] }).readings
  t.match(
    readings.find(({ property }) => property === 'v1'),
    { value: 2 * (at + 1), raw: at + 1 }
  )
  t.notOk(readings.some(({ property, raw }) => property !== 'v1' && raw !== undefined))
  const loud: Driver = { ...driver, heard: (_text, report) => report.value('v1', 3) }
  t.match(hear(loud, '', 0).readings, [{ property: 'v1', value: 6, raw: 3 }])
})
