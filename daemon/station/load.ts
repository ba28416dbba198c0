import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Driver } from '../../drivers/contract.ts'
import { checkStation } from './check.ts'
import { type Connection, connectionOf, sharedPlaces } from './connection.ts'
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

function devicesOf(
  configs: Readonly<Record<string, DeviceConfig>>,
  around: Surroundings
): { devices: StationDevice[]; problems: Problem[] } {
  const devices: StationDevice[] = []
  const problems: Problem[] = []
  for (const [name, config] of Object.entries(configs)) {
    const device = deviceOf(['devices', name], config, around)
    if ('length' in device) problems.push(...device)
    else devices.push(device)
  }
  return { devices, problems }
}

function deviceOf(
  path: Path,
  config: DeviceConfig,
  { document, allSimulated, ...catalog }: Surroundings
): StationDevice | readonly Problem[] {
  const source = sourceOf(document, path, config, catalog)
  if ('length' in source) return source
  const { driver, driverName, profile } = source
  const simulator = profile !== undefined || Object.hasOwn(catalog.simulators, driverName)
  const connection = connectionOf(document, path, config, { driver, driverName, simulator, allSimulated })
  if ('length' in connection) return connection
  const { title, group } = config
  return {
    name: String(path.at(-1)),
    driverName,
    driver,
    connection,
    config: JSON.stringify([config, profile]),
    ...(title !== undefined && { title }),
    ...(group !== undefined && { group }),
    ...(profile && { profile }),
  }
}

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
