import * as v from 'valibot'
import { parseAddress } from './address.ts'
import { finite, Group, group, is, least, named, oneOf, positive, text, truth, whole } from './parts.ts'
import { ListenConfig, MqttConfig } from './schema-outside.ts'

const DeviceName = v.pipe(
  v.string(),
  v.regex(/^(?!station$)[a-z][\w-]{0,63}$/),
  is('a device\'s name begins with a small letter, goes on with letters, digits, _ or -, and is not "station"', 'plate')
)
const ValueName = v.pipe(
  v.string(),
  v.regex(/^[a-zA-Z]\w{0,63}$/),
  is("a value's name begins with a letter, and goes on with letters, digits or _", 'power')
)
const Quantity = v.pipe(v.number(), v.finite(), is('a number', 1))

const Calibration = group(
  'a calibration',
  'a gain and an offset, or a table',
  { gain: 1.002, offset: -0.01 },
  {
    gain: finite(1.002),
    offset: finite(-0.01),
    table: v.exactOptional(
      v.pipe(
        v.array(
          v.pipe(v.tuple([Quantity, Quantity]), is('two numbers, what the device says and what it means', [0, 0.02]))
        ),
        v.minLength(2),
        is('a list of at least two points: what the device says, what it means', [
          [0, 0.02],
          [10, 10.31],
        ])
      )
    ),
    unit: text('a unit, as a UCUM code', 'kPa', 20),
    precision: positive('the smallest difference worth showing, above 0', 0.1),
  }
)
export type Calibration = v.InferOutput<typeof Calibration>

const Alarm = group(
  'an alarm',
  'the limits of a value',
  { high: 12, hysteresis: 0.1 },
  {
    lowLow: finite(0.5),
    low: finite(1),
    high: finite(12),
    highHigh: finite(15),
    hysteresis: least(0, 0.1),
    on: oneOf('minor', 'major'),
  }
)
export type Alarm = v.InferOutput<typeof Alarm>

const Derived = group(
  'a derived value',
  'what a value is computed from',
  { from: 'voltage * current', unit: 'W' },
  {
    from: v.pipe(v.string(), v.minLength(1), v.maxLength(1_000), is('an expression', 'voltage * current')),
    title: text('a text', 'Power'),
    unit: text('a unit, as a UCUM code', 'W', 20),
    precision: positive('the smallest difference worth showing, above 0', 0.01),
    range: v.exactOptional(
      v.pipe(
        v.tuple([Quantity, Quantity]),
        v.check(([low, high]) => low < high),
        is('the least and the greatest value that it takes', [0, 100])
      )
    ),
  }
)
export type Derived = v.InferOutput<typeof Derived>

const DeviceConfig = group(
  'a device',
  'the settings of a device',
  { driver: 'plate', simulate: true },
  {
    driver: v.exactOptional(v.pipe(v.string(), is('the name of a driver', 'plate'))),
    profile: v.exactOptional(
      v.pipe(
        v.union([v.pipe(v.string(), v.regex(/^[a-zA-Z0-9][\w-]{0,63}$/)), Group]),
        is('the name of a profile, or the profile itself', 'bench-supply')
      )
    ),
    port: v.exactOptional(v.pipe(v.string(), v.startsWith('/'), is('the path of a serial port', '/dev/ttyACM0'))),
    address: v.exactOptional(
      v.pipe(
        v.string(),
        v.check(text => parseAddress(text) !== undefined),
        is(
          'a host and, where it is not the usual one, a port (IPv6 in brackets and quotes)',
          '192.168.1.20:5025',
          '[fd00::1]:5025'
        )
      )
    ),
    baudRate: whole('a whole number of at least 50', [50, 12_000_000], 115_200),
    simulate: v.exactOptional(
      v.pipe(
        // In YAML of today "no" is a text; who writes it does not name a bench.
        v.union([v.boolean(), v.pipe(v.string(), v.regex(/^(?!(y|n|yes|no|on|off|true|false)$)[a-z][\w-]{0,63}$/))]),
        is('true or false, or the name of a bench that it shares with others', true, 'bench')
      )
    ),
    title: text('a text', 'Left plate'),
    group: text('a text', 'Bench'),
    calibrate: v.exactOptional(
      named('a value', 'calibrations, by the values that they are for', { voltage: { gain: 1.002 } }, [
        ValueName,
        Calibration,
      ])
    ),
    alarms: v.exactOptional(
      named('a value', 'alarm limits, by the values that they are for', { voltage: { high: 12 } }, [ValueName, Alarm])
    ),
    derive: v.exactOptional(
      named('a value', 'derived values, by their names', { power: { from: 'voltage * current', unit: 'W' } }, [
        ValueName,
        Derived,
      ])
    ),
  }
)
export type DeviceConfig = v.InferOutput<typeof DeviceConfig>

const HostName = v.pipe(
  v.string(),
  v.regex(/^([a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?|\[[0-9a-fA-F:.]+\])(:\d{1,5})?$/),
  is('a host name, without http://', 'lab-pi.local')
)

const Devices = named('a device', 'the devices by their names', { plate: { driver: 'plate', simulate: true } }, [
  DeviceName,
  DeviceConfig,
])

/** `station.yaml`, before anybody looked whether its drivers exist. */
export const StationConfig = group(
  'a station',
  'the settings of a station',
  { devices: { plate: { driver: 'plate', simulate: true } } },
  {
    title: text('a text', 'Heat lab'),
    hosts: v.exactOptional(
      v.pipe(v.array(HostName), v.maxLength(16), is('a list of up to 16 host names', ['lab-pi.local']))
    ),
    listen: v.exactOptional(ListenConfig),
    devices: Devices,
    mqtt: v.exactOptional(MqttConfig),
    metrics: truth(),
  }
)
export type StationConfig = v.InferOutput<typeof StationConfig>
