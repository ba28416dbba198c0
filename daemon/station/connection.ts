import { type Driver, type FileNeed, type Need, needsOf } from '../../drivers/contract.ts'
import { realOf } from '../../drivers/transports/ports.ts'
import { parseAddress } from './address.ts'
import type { ConfigDocument, Path } from './document.ts'
import type { Problem } from './problem.ts'
import type { DeviceConfig } from './schema.ts'

/** What a device is connected through. */
export type Connection =
  | { readonly kind: 'serial'; readonly path: string; readonly baudRate: number }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  /** This computer itself. */
  | FileNeed
  /** `by`: what its hardware would usually be connected through. */
  | Simulated

/** `bench`: the world that it shares with others. */
export interface Simulated {
  readonly kind: 'simulated'
  readonly by: Need
  readonly bench?: string
}

export interface Connectable {
  readonly driver: Driver
  readonly driverName: string
  /** There is something that stands in for its hardware. */
  readonly simulator: boolean
  /** Simulated, whatever it is connected to: in a published page. */
  readonly allSimulated: boolean
}

type Place = Pick<ConfigDocument, 'placeOf' | 'placeOfKey'>
type Said = 'port' | 'address' | 'simulate'

/** A device is connected to what its driver can be connected to, in one way. */
export function connectionOf(
  document: Place,
  path: Path,
  config: DeviceConfig,
  of: Connectable
): Connection | readonly Problem[] {
  const said = (['port', 'address', 'simulate'] as const).filter(setting => config[setting])
  const problem = faultOf(document, path, config, { ...of, said })
  if (problem) return [problem]
  const needs = needsOf(of.driver)
  const { port, address, baudRate } = config
  const [usual] = needs as readonly [Need, ...Need[]]
  const { simulate } = config
  const bench = typeof simulate === 'string' && { bench: simulate }
  if (of.allSimulated || simulate) return { kind: 'simulated', by: usual, ...bench }
  const serial = needs.find(need => need.kind === 'serial')
  const tcp = needs.find(need => need.kind === 'tcp')
  if (serial && port !== undefined) return { ...serial, path: port, ...(baudRate !== undefined && { baudRate }) }
  if (tcp && address !== undefined) return { ...tcp, host: '', ...parseAddress(address) }
  return needs.find(need => need.kind === 'file') ?? { kind: 'simulated', by: usual }
}

type Wanted = Connectable & { readonly said: readonly Said[] }

function faultOf(document: Place, path: Path, config: DeviceConfig, of: Wanted): Problem | undefined {
  const { said, driver, driverName, simulator, allSimulated } = of
  const name = String(path.at(-1))
  const [first, second] = said
  if (first && second) {
    const has = { port: 'has a port', address: 'has an address', simulate: 'is simulated' }
    const what = `"${name}" ${said.map(setting => has[setting]).join(' and ')}.`
    const fix = `Leave only one: ${said.map(setting => `"${setting}"`).join(' or ')}.`
    return { ...document.placeOfKey([...path, said.at(-1) ?? second]), what, fix }
  }
  if (first === 'address' && config.baudRate !== undefined) {
    const what = `"${name}" has an address, and no baud rate.`
    return { ...document.placeOfKey([...path, 'baudRate']), what, fix: 'Leave out "baudRate".' }
  }
  if (needsOf(driver).some(({ kind }) => kind === 'file') && first && first !== 'simulate') {
    const what = `"${name}" is this computer itself, and has no ${first}.`
    return { ...document.placeOfKey([...path, first]), what, fix: `Leave out "${first}".` }
  }
  if (first !== undefined && first !== 'simulate' && !waysOf(driver)[first])
    return notThatWay(document, path, first, of)
  if (!first && !needsOf(driver).some(({ kind }) => kind === 'file')) {
    const what = `"${name}" does not say where it is${simulator ? ', nor that it is simulated' : ''}.`
    return { ...document.placeOfKey(path), what, fix: `Write  ${waysToWrite(of)}` }
  }
  if (simulator || !(config.simulate || allSimulated)) return undefined
  const what = `The driver "${driverName}" has no simulator`
  if (config.simulate) {
    const fix = `Write  ${waysToWrite(of)}  instead of "simulate".`
    return { ...document.placeOf([...path, 'simulate']), what: `${what}.`, fix }
  }
  const fix = 'Publish from a station without it: copy the folder, leave this device out.'
  const place = document.placeOf([...path, 'driver'])
  return { ...place, what: `${what}, so "${name}" cannot be in a published page.`, fix }
}

function notThatWay(document: Place, path: Path, said: Said, of: Wanted): Problem {
  const by = { port: 'a serial port', address: 'an address in the network', simulate: 'a simulator' }
  const can = Object.keys(waysOf(of.driver)) as Said[]
  const what = `The driver "${of.driverName}" is not connected by ${by[said]}, but by ${can.map(way => by[way]).join(' or ')}.`
  return { ...document.placeOfKey([...path, said]), what, fix: `Write  ${waysToWrite(of)}  instead of "${said}".` }
}

/** How it is written where a device of this driver is. */
function waysOf(driver: Driver): { readonly [way in Said]?: string } {
  const needs = needsOf(driver)
  const tcp = needs.find(need => need.kind === 'tcp')
  return {
    ...(needs.some(({ kind }) => kind === 'serial') && { port: 'port: /dev/ttyACM0' }),
    ...(tcp && { address: `address: 192.168.1.20:${tcp.port}` }),
  }
}

const waysToWrite = ({ driver, simulator, said }: Wanted): string =>
  [...Object.values(waysOf(driver)), ...(simulator && said.length === 0 ? ['simulate: true'] : [])].join('  or  ')

/** A port has one owner, by whatever name it is called; and so has an address, whether its usual port is written or not. */
export function sharedPlaces(
  document: Place,
  devices: readonly { readonly name: string; readonly connection: Connection }[]
): Map<string, Problem> {
  const owners = new Map<string, string>()
  const problems = new Map<string, Problem>()
  for (const { name, connection } of devices) {
    if (connection.kind !== 'serial' && connection.kind !== 'tcp') continue
    const [is, one, at] =
      connection.kind === 'serial'
        ? (['port', 'a port', realOf(connection.path)] as const)
        : (['address', 'an address', `${connection.host.toLowerCase()} ${connection.port}`] as const)
    const owner = owners.get(at)
    if (owner === undefined) owners.set(at, name)
    else {
      const place = document.placeOf(['devices', name, is])
      problems.set(name, {
        ...place,
        what: `"${name}" has the ${is} of "${owner}".`,
        fix: `Each device has ${one} of its own.`,
      })
    }
  }
  return problems
}
