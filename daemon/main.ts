#!/usr/bin/env node
/** The daemon: puts the rooms together on the grounds of Node. The only file that knows everyone. */
import { drivers, simulators } from '../drivers/catalog/index.ts'
import { driverOf } from '../drivers/profiles/index.ts'
import { HELP, listenAt, type Options, readArguments } from './cli/arguments.ts'
import { devicesJson, devicesText } from './cli/devices.ts'
import { watchOverLife } from './cli/life.ts'
import { openLog } from './cli/log.ts'
import { findPlaces } from './cli/places.ts'
import { publish } from './cli/publish.ts'
import { readyLine, urlOf, wellLine } from './cli/ready.ts'
import { nodeTurn } from './cli/turn.ts'
import { openMqtt } from './exports/index.ts'
import { listen, loadPages, openGateway, ownNames, portOf, Tickets } from './gateway/index.ts'
import { Runs } from './history/index.ts'
import { type House, openHouse } from './house.ts'
import { Ledger, takeFolder } from './ledger/index.ts'
import { openSecurity } from './security/index.ts'
import { type Catalog, Connections, keepStation, loadStation, readStation, surveyPorts } from './station/index.ts'

const catalog: Catalog = { drivers, simulators, profiles: { driverOf, shipped: findPlaces().profiles } }

async function start(options: Options): Promise<void> {
  const places = findPlaces()
  const { version } = places
  const log = openLog(options.log)
  const complain = (sentence: string): void => log.error(sentence)
  const say = (sentence: string, level: 'info' | 'warn'): void => log[level](sentence)
  const folder = options.config ?? places.config
  const loaded = readStation(folder, catalog)
  const { station } = loaded
  const { host, port } = listenAt(options, station.listen)
  const server = await listen(host, port)
  const giveBack = takeFolder(options.data, complain)
  const { clock } = nodeTurn
  const security = openSecurity({ folder: options.data, clock, wallClock: Date.now, complain })
  const ledger = new Ledger(options.data, complain)
  const tickets = new Tickets(clock, security.access.renew)
  const connections = new Connections(options.data)
  const devices = station.devices.map(device => connections.connect(device))
  const house: House = openHouse({
    turn: nodeTurn,
    epoch: ledger.epoch,
    station: { title: station.title, version },
    devices,
    latches: ledger.latches,
    persist: latches => ledger.save(latches),
    admit: tickets.admit,
    wallClock: Date.now,
    log: say,
    overhear: security.overhear(() => house.state),
    fatal: beyondCatch,
  })
  const runs = new Runs({ data: options.data, ...house, clock, wallClock: Date.now, log: say })
  const gateway = openGateway(server, {
    ...house,
    tickets,
    ...security,
    clock,
    pages: loadPages(places.page),
    hosts: [...ownNames(host), ...station.hosts],
    metrics: station.metrics,
    runs,
    version,
    log,
  })
  const mqtt = openMqtt({ config: station.mqtt, folder, ...house, clock, wallClock: Date.now, log: say })
  const keeper = keepStation({ folder, catalog, loaded, house, connections, clock, version, log })
  watchOverLife({
    log,
    halt: () => house.halt(),
    keep() {
      ledger.saveNow()
      security.keep()
    },
    async close() {
      const left = Promise.all([gateway.close(), mqtt.close()])
      await Promise.all([keeper.close(), runs.close()])
      await house.close('The daemon is stopping; this page comes back with it.')
      await Promise.all([left, ledger.close(), connections.end()])
      await security.close()
      giveBack()
    },
  })
  const { claimCode: claim } = security.access
  const url = urlOf(host, portOf(server))
  process.stdout.write(`${readyLine({ url, title: station.title, devices, latches: ledger.latches, claim })}\n`)
}

/** Out of the reach of any catch on the way up: it must end this process (cli/life.ts). */
function beyondCatch(error: unknown): void {
  queueMicrotask(() => {
    throw error
  })
}

function published(config: string | undefined, out: string): string {
  const places = findPlaces()
  return publish(loadStation(config ?? places.config, catalog, { allSimulated: true }), places, out)
}

const checked = (folder: string): string => wellLine(folder, loadStation(folder, catalog))

/** A station with mistakes has ports, too. */
async function ports(config: string | undefined, json: boolean): Promise<string> {
  const survey = await surveyPorts(readStation(config ?? findPlaces().config, catalog).station.devices)
  return json ? devicesJson(survey) : devicesText(survey)
}

/** What is wrong is a sentence for a person, where somebody foresaw it; else a fault of ours, with its trace. */
function giveUp(error: Error & { readonly exitCode?: number }): never {
  process.stderr.write(`${error.exitCode === undefined ? error.stack : error.message}\n`)
  process.exit(error.exitCode ?? 70)
}

try {
  const wish = readArguments(process.argv.slice(2), process.env)
  if (wish.do === 'run') await start(wish.options)
  else if (wish.do === 'devices') process.stdout.write(await ports(wish.config, wish.json))
  else if (wish.do === 'publish') process.stdout.write(`${published(wish.config, wish.out)}\n`)
  else if (wish.do === 'check') process.stdout.write(`${checked(wish.config ?? findPlaces().config)}\n`)
  else process.stdout.write(wish.do === 'help' ? HELP : `${findPlaces().version}\n`)
} catch (error) {
  giveUp(error as Error)
}
