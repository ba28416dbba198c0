import type { Driver } from '../../drivers/contract.ts'
import type { MachineMaker } from '../../drivers/machine.ts'
import { FakeTransport } from '../../drivers/transports/fake.ts'
import { type Furnished, type House, openHouse } from '../house.ts'
import type { Turn } from '../loop.ts'
import type { Description } from './description.ts'

/** What a worker has to offer. */
export interface Ground {
  readonly drivers: Readonly<Record<string, Driver>>
  readonly simulators: Readonly<Record<string, MachineMaker>>
  readonly profiles: {
    driverOf(document: unknown): { readonly driver: Driver } | { readonly problems: readonly unknown[] }
    simulatorOf(document: unknown): MachineMaker
  }
  readonly turn: Turn
  /** 0 <= n < 1 */
  readonly random: () => number
  readonly wallClock: () => number
  /** The house no longer knows its own truth. */
  readonly fatal: (error: unknown) => void
}

/**
 * The house of a published station: that of the daemon, on a fake transport and a simulator for each
 * device. Its ledger is its memory: it begins with the page and ends with it.
 */
export function openPublished({ title, version, devices }: Description, ground: Ground): House {
  const { turn, random, wallClock, fatal } = ground
  const benches = new Map<string, Map<string, unknown>>()
  const furnished = devices.map(device => {
    const { bench } = device
    const world = (bench === undefined ? undefined : benches.get(bench)) ?? new Map<string, unknown>()
    if (bench !== undefined) benches.set(bench, world)
    return furnish(device, ground, world)
  })
  const house = openHouse({
    turn,
    // The first and only boot of this ledger, and never the same twice.
    epoch: `1.${Math.floor(random() * 2 ** 32).toString(16)}`,
    station: { title, version },
    devices: furnished,
    latches: [],
    persist: () => {},
    // There is no other origin that could come in.
    admit: () => ({}),
    wallClock,
    fatal,
  })
  return {
    ...house,
    async close(reason) {
      await house.close(reason)
      for (const { transport } of furnished) transport.machine.stop()
    },
  }
}

interface Simulated extends Furnished {
  readonly transport: FakeTransport
}

function furnish(device: Description['devices'][number], ground: Ground, world: Map<string, unknown>): Simulated {
  const { name, driver: driverName, title, group } = device
  const { turn, random } = ground
  const { driver, machine } = madeOf(device, ground)
  const transport = new FakeTransport({
    clock: turn.clock,
    random,
    machine: host => machine({ ...host, world }),
    where: 'a simulator in this page',
  })
  const told = { ...(title !== undefined && { title }), ...(group !== undefined && { group }) }
  return { name, driver, driverName, transport, simulated: true, ...told }
}

/** What the catalog has by that name, or what the profile describes. */
function madeOf({ name, driver: driverName, profile }: Description['devices'][number], ground: Ground) {
  const { drivers, simulators, profiles } = ground
  const made = profile && profiles.driverOf(profile)
  const driver = made ? 'driver' in made && made.driver : drivers[driverName]
  const machine = profile && driver ? profiles.simulatorOf(profile) : simulators[driverName]
  if (driver && machine) return { driver, machine }
  throw new Error(`The device "${name}" has the driver "${driverName}", which is not here.`)
}
