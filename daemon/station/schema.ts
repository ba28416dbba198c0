import * as v from 'valibot'
import { parseAddress } from './address.ts'

/** A list is an object for JavaScript, not for a person. */
const Group = v.custom<object>(input => typeof input === 'object' && input !== null && !Array.isArray(input))
const group = <const E extends v.ObjectEntries>(entries: E) => v.pipe(Group, v.strictObject(entries))

const deviceSettings = {
  driver: v.string(),
  port: v.optional(v.pipe(v.string(), v.startsWith('/'))),
  address: v.optional(
    v.pipe(
      v.string(),
      v.check(text => parseAddress(text) !== undefined)
    )
  ),
  baudRate: v.optional(v.pipe(v.number(), v.integer(), v.minValue(50), v.maxValue(12_000_000))),
  simulate: v.optional(v.boolean()),
  title: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(80))),
}
const DeviceConfig = group(deviceSettings)
export type DeviceConfig = v.InferOutput<typeof DeviceConfig>

const HostName = v.pipe(v.string(), v.regex(/^([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(:\d{1,5})?$/i))

const stationSettings = {
  title: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(80)), 'Lockstep'),
  hosts: v.optional(v.pipe(v.array(HostName), v.maxLength(16)), []),
  devices: v.pipe(Group, v.record(v.pipe(v.string(), v.regex(/^(?!station$)[a-z][\w-]{0,63}$/)), DeviceConfig)),
}

/** `station.yaml`, before anybody looked whether its drivers exist. */
export const StationConfig = group(stationSettings)
export type StationConfig = v.InferOutput<typeof StationConfig>

/** Names of all settings. */
export const SETTINGS = { station: Object.keys(stationSettings), device: Object.keys(deviceSettings) }

/** What belongs at each place, and how it looks when written. `*` stands for any one name. */
export const PLACES: Readonly<Record<string, { readonly is: string; readonly write: string }>> = {
  '': { is: 'the settings of a station', write: 'devices: { plate: { driver: plate, simulate: true } }' },
  title: { is: 'a text of 1 to 80 characters', write: 'title: Heat lab' },
  hosts: { is: 'a list of up to 16 host names', write: 'hosts: [lab-pi.local]' },
  'hosts.*': { is: 'a host name, without http://', write: 'hosts: [lab-pi.local]' },
  devices: { is: 'the devices by their names', write: 'devices: { plate: { driver: plate, simulate: true } }' },
  'devices.*': { is: 'the settings of a device', write: 'plate: { driver: plate, simulate: true }' },
  'devices.*.driver': { is: 'the name of a driver', write: 'driver: plate' },
  'devices.*.port': { is: 'the path of a serial port', write: 'port: /dev/ttyACM0' },
  'devices.*.address': {
    is: 'a host and, where it is not the usual one, a port (IPv6 in brackets and quotes)',
    write: 'address: 192.168.1.20:5025   or   address: "[fd00::1]:5025"',
  },
  'devices.*.baudRate': { is: 'a whole number of at least 50', write: 'baudRate: 115200' },
  'devices.*.simulate': { is: 'true or false', write: 'simulate: true' },
  'devices.*.title': { is: 'a text of 1 to 80 characters', write: 'title: Left plate' },
}

export const NAME_RULE =
  'a device\'s name begins with a small letter, goes on with letters, digits, _ or -, and is not "station"'
