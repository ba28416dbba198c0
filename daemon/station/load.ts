import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Driver, type FileNeed, type Need, needsOf } from '../../drivers/contract.ts'
import { parseAddress } from './address.ts'
import { checkStation } from './check.ts'
import { ConfigDocument } from './document.ts'
import { didYouMean, type Problem, StationError } from './problem.ts'
import type { DeviceConfig } from './schema.ts'

export interface Station {
  readonly title: string
  /** Names, besides this computer's own, under which the page may be opened. */
  readonly hosts: readonly string[]
  readonly devices: readonly StationDevice[]
}

export interface StationDevice {
  readonly name: string
  readonly driverName: string
  readonly driver: Driver
  readonly title?: string
  readonly connection: Connection
}

/** What a device is connected through. */
export type Connection =
  | { readonly kind: 'serial'; readonly path: string; readonly baudRate: number }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  /** This computer itself. */
  | FileNeed
  /** `by`: what its hardware would usually be connected through. */
  | { readonly kind: 'simulated'; readonly by: Need }

export type Drivers = Readonly<Record<string, Driver>>

/**
 * Reads the station of a folder. Throws a `StationError` that says how to mend it.
 * @param allSimulated every device will be simulated, whatever it is connected to
 */
export function loadStation(
  folder: string,
  drivers: Drivers,
  simulators: object = drivers,
  allSimulated = false
): Station {
  const file = join(folder, 'station.yaml')
  const document = new ConfigDocument(read(file, folder))
  if (document.problems.length > 0) throw new StationError(file, document.problems)
  const checked = checkStation(document)
  if ('length' in checked) throw new StationError(file, checked)
  const found = Object.entries(checked.devices)
  const problems = found.flatMap(([name, { driver, simulate, ...device }]) => [
    ...unknownDriver(document, { name, driver, drivers }),
    ...(Object.hasOwn(drivers, driver) ? notThatWay(document, name, { driver, simulate, ...device }, drivers) : []),
    ...((simulate || allSimulated) && Object.hasOwn(drivers, driver) && !Object.hasOwn(simulators, driver)
      ? [noSimulator(document, { name, driver, simulate: simulate === true })]
      : []),
  ])
  if (problems.length > 0) throw new StationError(file, problems)
  const { title, hosts } = checked
  const devices = found.map(([name, config]) => deviceOf(name, config, drivers))
  const shared = sharedPlaces(document, devices)
  if (shared.length > 0) throw new StationError(file, shared)
  return { title, hosts, devices }
}

/** A port has one owner, and so has an address, whether its usual port is written or not. */
function sharedPlaces(document: ConfigDocument, devices: readonly StationDevice[]): Problem[] {
  const owners = new Map<string, string>()
  return devices.flatMap(({ name, connection }) => {
    if (connection.kind === 'simulated' || connection.kind === 'file') return []
    const [is, one, at] =
      connection.kind === 'serial'
        ? (['port', 'a port', connection.path] as const)
        : (['address', 'an address', `${connection.host.toLowerCase()} ${connection.port}`] as const)
    const owner = owners.get(at)
    if (owner === undefined) {
      owners.set(at, name)
      return []
    }
    const place = document.placeOf(['devices', name, is])
    return [{ ...place, what: `"${name}" has the ${is} of "${owner}".`, fix: `Each device has ${one} of its own.` }]
  })
}

function deviceOf(name: string, config: DeviceConfig, drivers: Drivers): StationDevice {
  const driver = drivers[config.driver] as Driver
  const { title } = config
  const connection = connectionOf(config, needsOf(driver))
  return { name, driverName: config.driver, driver, connection, ...(title !== undefined && { title }) }
}

function connectionOf({ port: path, address, baudRate, simulate }: DeviceConfig, needs: readonly Need[]): Connection {
  const files = needs.find(need => need.kind === 'file')
  if (files && !simulate) return files
  const serial = needs.find(need => need.kind === 'serial')
  const tcp = needs.find(need => need.kind === 'tcp')
  if (path !== undefined && serial) return { ...serial, path, ...(baudRate !== undefined && { baudRate }) }
  if (address !== undefined && tcp) return { ...tcp, host: '', ...parseAddress(address) }
  const [usual] = needs as readonly [Need, ...Need[]]
  return { kind: 'simulated', by: usual }
}

/** A driver says what its devices can be connected through. */
function notThatWay(
  document: ConfigDocument,
  name: string,
  { driver, port, address, simulate }: DeviceConfig,
  drivers: Drivers
): Problem[] {
  const needs = needsOf(drivers[driver] as Driver)
  const said = port !== undefined ? 'port' : address !== undefined ? 'address' : undefined
  if (needs.some(({ kind }) => kind === 'file')) return said === undefined ? [] : [isHere(document, name, said)]
  if (said === undefined) return simulate ? [] : [nowhere(document, name)]
  const tcp = needs.find(need => need.kind === 'tcp')
  if (port !== undefined && !needs.some(need => need.kind === 'serial')) {
    return [
      {
        ...document.placeOfKey(['devices', name, 'port']),
        what: `The driver "${driver}" is not connected by a serial port, but by an address in the network.`,
        fix: `Write  address: 192.168.1.20:${tcp?.port}  instead of "port".`,
      },
    ]
  }
  if (address === undefined || tcp) return []
  return [
    {
      ...document.placeOfKey(['devices', name, 'address']),
      what: `The driver "${driver}" is not connected by an address in the network, but by a serial port.`,
      fix: 'Write  port: /dev/ttyACM0  instead of "address".',
    },
  ]
}

const nowhere = (document: ConfigDocument, name: string): Problem => ({
  ...document.placeOfKey(['devices', name]),
  what: `"${name}" says neither its port nor its address nor that it is simulated.`,
  fix: 'Write  port: /dev/ttyACM0  or  address: 192.168.1.20:5025  (where it is), or  simulate: true',
})

const isHere = (document: ConfigDocument, name: string, said: 'port' | 'address'): Problem => ({
  ...document.placeOfKey(['devices', name, said]),
  what: `"${name}" is this computer itself, and has no ${said}.`,
  fix: `Leave out "${said}".`,
})

function unknownDriver(
  document: ConfigDocument,
  { name, driver, drivers }: { name: string; driver: string; drivers: Drivers }
): Problem[] {
  if (Object.hasOwn(drivers, driver)) return []
  const known = Object.keys(drivers)
  const fix = `${didYouMean(driver, known)}There are: ${known.join(', ')}.`
  return [{ ...document.placeOf(['devices', name, 'driver']), what: `There is no driver "${driver}".`, fix }]
}

function noSimulator(
  document: ConfigDocument,
  { name, driver, simulate }: { name: string; driver: string; simulate: boolean }
): Problem {
  const place = document.placeOf(['devices', name, simulate ? 'simulate' : 'driver'])
  const what = `The driver "${driver}" has no simulator`
  if (simulate) return { ...place, what: `${what}.`, fix: 'Write  port: /dev/...  instead of "simulate".' }
  return {
    ...place,
    what: `${what}, so "${name}" cannot be in a published page.`,
    fix: 'Publish from a station without it: copy the folder, leave this device out.',
  }
}

function read(file: string, folder: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { what, fix } = notRead(error as NodeJS.ErrnoException, file, folder)
    throw new StationError(file, [{ line: 1, column: 1, what, fix }], `${what}\n    ${fix}`)
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
