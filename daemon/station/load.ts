import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Driver } from '../../drivers/contract.ts'
import { alarmed } from './alarms.ts'
import { calibrated } from './calibrate.ts'
import { checkStation } from './check.ts'
import { type Connection, connectionOf, sharedPlaces } from './connection.ts'
import { type Derivation, deriving } from './derive.ts'
import { ConfigDocument, type Path } from './document.ts'
import { type Problem, StationError } from './problem.ts'
import type { DeviceConfig } from './schema.ts'
import type { ListenConfig, MqttConfig } from './schema-outside.ts'
import { type Drivers, type Profiles, sourceOf, unknownDriver } from './source.ts'

export interface Station {
  readonly title: string
  /** Names, besides this computer's own, under which the page may be opened. */
  readonly hosts: readonly string[]
  /** Where the page is served; the command line wins. */
  readonly listen: ListenConfig
  readonly devices: readonly StationDevice[]
  readonly mqtt?: MqttConfig
  /** Figures of the station are served for Prometheus. */
  readonly metrics: boolean
}

export interface StationDevice {
  readonly name: string
  readonly driverName: string
  readonly driver: Driver
  readonly title?: string
  /** The group of devices that it belongs to, for navigation. */
  readonly group?: string
  readonly connection: Connection
  /** The profile that its driver was made of. */
  readonly profile?: object
  /** Properties of its driver that are computed from others. */
  readonly derived: readonly Derivation[]
  /** All that the config says of it: the same text, the same device. */
  readonly config: string
}

/** What there is to make a station of. */
export interface Catalog {
  readonly drivers: Drivers
  /** By the names of the drivers whose hardware they stand in for. */
  readonly simulators: object
  readonly profiles: Profiles
}

export interface Loaded {
  /** What of it can be run. */
  readonly station: Station
  readonly problems: readonly Problem[]
}

/** Reads the station of a folder. Throws a `StationError` that says how to mend it. */
export function loadStation(folder: string, catalog: Catalog, options: Options = {}): Station {
  const { station, problems } = readStation(folder, catalog, options)
  if (problems.length > 0) throw new StationError(problems)
  return station
}

export interface Options {
  /** Every device will be simulated, whatever it is connected to. */
  readonly allSimulated?: boolean
}

/** Reads what can be read of the station of a folder: a device with a mistake is left out, and the mistake told. */
export function readStation(folder: string, catalog: Catalog, { allSimulated = false }: Options = {}): Loaded {
  const file = join(folder, 'station.yaml')
  const text = textOf(file, folder)
  if (typeof text !== 'string') return { station: EMPTY, problems: [text] }
  const document = new ConfigDocument(file, text)
  if (document.problems.length > 0) return { station: EMPTY, problems: document.problems }
  const { config, problems: faults } = checkStation(document)
  const { devices, problems } = devicesOf(config.devices, { document, folder, allSimulated, ...catalog })
  const shared = sharedPlaces(document, devices)
  const { title = EMPTY.title, hosts = [], listen = {}, mqtt, metrics = false } = config
  return {
    station: {
      title,
      hosts,
      listen,
      metrics,
      ...(mqtt && { mqtt }),
      devices: devices.filter(({ name }) => !shared.has(name)),
    },
    problems: inOrder([...faults, ...strangers(document, config.devices, catalog), ...problems, ...shared.values()]),
  }
}

const EMPTY: Station = { title: 'Lockstep', hosts: [], listen: {}, devices: [], metrics: false }

/** As somebody reads who mends the file. */
const inOrder = (problems: readonly Problem[]): Problem[] =>
  problems.toSorted((a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column)

/** Unknown drivers of the devices that have other mistakes, too. */
function strangers(document: ConfigDocument, sound: object, { drivers }: Catalog): Problem[] {
  const { devices } = (document.value() ?? {}) as { devices?: Readonly<Record<string, { driver?: unknown } | null>> }
  return Object.entries(devices ?? {}).flatMap(([name, device]) => {
    const driver = device?.driver
    if (Object.hasOwn(sound, name) || typeof driver !== 'string' || Object.hasOwn(drivers, driver)) return []
    return [unknownDriver(document, ['devices', name], driver, drivers)]
  })
}

interface Surroundings extends Catalog {
  readonly document: ConfigDocument
  readonly folder: string
  readonly allSimulated: boolean
}

/** A device on its way: what each part of its config makes of its driver is one step. */
interface Made extends StationDevice {
  readonly derive?: NonNullable<DeviceConfig['derive']>
}

function devicesOf(
  configs: Readonly<Record<string, DeviceConfig>>,
  around: Surroundings
): { devices: StationDevice[]; problems: Problem[] } {
  const { document } = around
  const problems: Problem[] = []
  const sound = <T extends object>(made: T | readonly Problem[]): T[] => {
    if (!('length' in made)) return [made]
    problems.push(...made)
    return []
  }
  const made = Object.entries(configs).flatMap(([name, config]) => sound(deviceOf(['devices', name], config, around)))
  const { of, problems: faults } = deriving(document, made, namesOf(document))
  const devices = made.flatMap(({ derive: _, ...device }) => {
    const { driver, derived = [] } = of.get(device.name) ?? device
    const faulty = faults.get(device.name)
    if (faulty) return sound<StationDevice>(faulty)
    const alarms = alarmed(document, ['devices', device.name, 'alarms'], driver, configs[device.name]?.alarms)
    return sound(alarms).map(last => ({ ...device, driver: last, derived }))
  })
  return { devices, problems }
}

/** Of all devices that are written, whether anything is wrong with them or not. */
const namesOf = (document: ConfigDocument): string[] =>
  Object.keys((document.value() as { devices?: object } | null)?.devices ?? {})

function deviceOf(
  path: Path,
  config: DeviceConfig,
  { document, allSimulated, ...catalog }: Surroundings
): Made | readonly Problem[] {
  const source = sourceOf(document, path, config, catalog)
  if ('length' in source) return source
  const { driverName, profile } = source
  const simulator = profile !== undefined || Object.hasOwn(catalog.simulators, driverName)
  const connection = connectionOf(document, path, config, { ...source, simulator, allSimulated })
  const driver = calibrated(document, [...path, 'calibrate'], source.driver, config.calibrate)
  const beyond = allSimulated ? beyondPages(document, path, config) : []
  if ('length' in connection || 'length' in driver || beyond.length > 0) {
    return [connection, driver, beyond].flatMap(part => ('length' in part ? part : []))
  }
  const { title, group, derive } = config
  return {
    name: String(path.at(-1)),
    driverName,
    driver,
    connection,
    config: JSON.stringify([config, profile]),
    derived: [],
    ...(derive && { derive }),
    ...(title !== undefined && { title }),
    ...(group !== undefined && { group }),
    ...(profile && { profile }),
  }
}

/** What a published page does not do: it would show other values under the same names. */
const beyondPages = (document: ConfigDocument, path: Path, config: DeviceConfig): Problem[] =>
  (['calibrate', 'alarms', 'derive'] as const)
    .filter(setting => config[setting] !== undefined)
    .map(setting => ({
      ...document.placeOfKey([...path, setting]),
      what: `"${setting}" cannot be in a published page.`,
      fix: 'Publish from a station without it: copy the folder, leave this out.',
    }))

function textOf(file: string, folder: string): string | Problem {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    return { file, line: 1, column: 1, ...notRead(error as NodeJS.ErrnoException, file, folder) }
  }
}

function notRead(
  { code, message }: NodeJS.ErrnoException,
  file: string,
  folder: string
): { what: string; fix: string } {
  if (code === 'ENOTDIR') return { what: `${folder} is a file.`, fix: 'Name its folder with --config, not the file.' }
  if (code !== 'ENOENT')
    return { what: `${file} cannot be read: ${message}.`, fix: 'Make it a file that Lockstep may read.' }
  const example = 'devices: { plate: { driver: plate, simulate: true } }'
  return {
    what: `There is no station in ${folder}: ${file} is missing.`,
    fix: `Name the folder of a station with --config DIR, or create that file, beginning with:\n    ${example}`,
  }
}
