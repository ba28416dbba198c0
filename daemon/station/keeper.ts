import { join } from 'node:path'
import type { Clock } from '../../protocol/index.ts'
import type { Connected, Connections } from './connect.ts'
import { type Derivable, Deriver } from './deriver.ts'
import { type Catalog, type Loaded, readStation, type Station } from './load.ts'
import { PortWatch } from './offers.ts'
import { type Problem, problemText } from './problem.ts'
import { watchStation } from './watch.ts'

/** What is done with a station that changes while it runs. */
export interface Keeping {
  readonly folder: string
  /** What runs already. */
  readonly loaded: Loaded
  readonly catalog: Catalog
  readonly house: House
  readonly connections: Connections
  readonly clock: Clock
  /** Of Lockstep. */
  readonly version: string
  readonly log: { info(sentence: string): void; warn(sentence: string): void; error(sentence: string): void }
}

/** What of the house is asked here. */
interface House extends Derivable {
  furnish(device: Connected): Promise<void>
  dissolve(name: string): Promise<void>
}

export interface Keeper {
  /** No further change; resolves when the one under way is done. */
  close(): Promise<void>
}

/**
 * Keeps a running station as its files say. A mistake in them changes nothing: what runs goes on, and the mistake is told
 * (`station.$problems`, and the log). Else only that is touched which became another. What is plugged in and in no config
 * is offered (`station.$found`).
 */
export function keepStation(keeping: Keeping): Keeper {
  const { folder, catalog, loaded, log, house, clock } = keeping
  let runs = loaded.station
  let told: readonly Problem[] = []
  /** One change after the other: each begins with what the one before has made. */
  let changing = Promise.resolve()
  let over = false

  /** Whatever is in the files, what runs goes on. */
  const read = (): Loaded => {
    try {
      return readStation(folder, catalog)
    } catch (error) {
      const what = `It cannot be read: ${String(error)}.`
      const fix = 'Take back what was changed last; and this is a fault of Lockstep, which should say what is wrong.'
      const file = join(folder, 'station.yaml')
      return { station: runs, problems: [{ file, line: 1, column: 1, what, fix }] }
    }
  }
  const tell = (all: readonly Problem[]): void => {
    const problems = all.slice(0, MOST_TOLD)
    if (JSON.stringify(problems) === JSON.stringify(told)) return
    if (problems.length === 0) log.info('The mistakes in the station are mended.')
    for (const problem of problems) log.error(problemText(problem))
    told = problems
    house.post({ type: 'noted', key: 'station.$problems', value: problems.length > 0 ? problems : undefined })
  }
  const changed = (settled: boolean): boolean => {
    const { station, problems } = read()
    if (problems.length > 0 && !settled) return false
    const news = problems.length > 0 && JSON.stringify(problems.slice(0, MOST_TOLD)) !== JSON.stringify(told)
    tell(problems)
    if (news) log.warn('Nothing was changed: everything runs as before, until this is mended.')
    if (problems.length > 0) return true
    const apply = async (): Promise<void> => {
      if (over) return
      await change(keeping, runs, station)
      runs = station
      if (!over) deriver.arrange(derivationsOf(station))
    }
    changing = changing.then(apply).catch(error => log.error(`The change of the station failed: ${String(error)}`))
    return true
  }

  const deriver = new Deriver(house, keeping.clock)
  deriver.arrange(derivationsOf(runs))
  tell(loaded.problems)
  const stopWatching = watchStation(folder, changed)
  const ports = new PortWatch({
    clock,
    devices: () => runs.devices,
    offer: value => house.post({ type: 'noted', key: 'station.$found', value }),
  })
  return {
    close() {
      over = true
      stopWatching()
      deriver.close()
      ports.close()
      return changing
    },
  }
}

/** Every page is sent them, and whoever mends the first ones mends most of the others. */
const MOST_TOLD = 50

const derivationsOf = ({ devices }: Station) => devices.flatMap(({ derived }) => derived)

async function change(keeping: Keeping, before: Station, now: Station): Promise<void> {
  const was = new Map(before.devices.map(device => [device.name, device.config]))
  const gone = before.devices.filter(({ name }) => !now.devices.some(device => device.name === name))
  const others = now.devices.filter(({ name, config }) => was.get(name) !== config)
  const { log, house, connections, version } = keeping
  // First what goes: a port that it had may be another's now.
  for (const { name } of gone) {
    await house.dissolve(name)
    await connections.disconnect(name)
  }
  // All of them leave what they had in this turn: two that exchange their addresses are never both at one device.
  await Promise.all(others.map(device => house.furnish(connections.connect(device))))
  await connections.disconnect()
  if (before.title !== now.title) {
    house.post({ type: 'noted', key: 'station.$about', value: { title: now.title, version } })
    log.info(`The station is called ${now.title} now.`)
  }
  for (const { name } of gone) log.info(`${name}: no longer part of the station.`)
  for (const { name } of others) log.info(`${name}: ${was.has(name) ? 'changed' : 'new'} in the station.`)
  for (const setting of LATER) {
    if (JSON.stringify(before[setting]) === JSON.stringify(now[setting])) continue
    log.warn(`"${setting}" was changed in the station: that takes effect when Lockstep is started again.`)
  }
}

/** What does not change while it runs. */
const LATER = ['listen', 'hosts', 'mqtt', 'metrics'] as const
