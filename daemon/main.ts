#!/usr/bin/env node
/** The daemon: puts the rooms together on the grounds of Node. The only file that knows everyone. */
import { existsSync } from 'node:fs'
import { drivers, simulators } from '../drivers/catalog/index.ts'
import { driverOf } from '../drivers/profiles/index.ts'
import { listenAt, type Options, readArguments, SUBCOMMANDS, type Wish } from './cli/arguments.ts'
import { ask } from './cli/client/ask.ts'
import { completionOf } from './cli/completion.ts'
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
import { openService, runService, type ServiceOrder } from './service/index.ts'
import { type Catalog, Connections, keepStation, loadStation, readStation, surveyPorts } from './station/index.ts'

const places = findPlaces()
const catalog: Catalog = { drivers, simulators, profiles: { driverOf, shipped: places.profiles } }

const { clock } = nodeTurn
const { env, stdout } = process

async function start(options: Options): Promise<void> {
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
  const hosts = [...ownNames(host), ...station.hosts]
  const gateway = openGateway(server, {
    ...house,
    tickets,
    ...security,
    clock,
    pages: loadPages(places.page),
    hosts,
    metrics: station.metrics,
    runs,
    version,
    log,
  })
  const mqtt = openMqtt({ config: station.mqtt, folder, ...house, clock, wallClock: Date.now, log: say })
  const keeper = keepStation({ folder, catalog, loaded, house, connections, clock, version, log })
  const around = openService({ ...house, clock, host, hosts, port: portOf(server), title: station.title, log: say })
  watchOverLife({
    log,
    halt: () => house.halt(),
    keep() {
      ledger.saveNow()
      security.keep()
    },
    async close() {
      const left = Promise.all([gateway.close(), mqtt.close(), around.close()])
      await Promise.all([keeper.close(), runs.close()])
      await house.close('The daemon is stopping; this page comes back with it.')
      await Promise.all([left, ledger.close(), connections.end()])
      await security.close()
      giveBack()
    },
  })
  const url = urlOf(host, portOf(server))
  const { claimCode: claim } = security.access
  const line = readyLine({ url, title: station.title, devices, latches: ledger.latches, claim })
  stdout.write(`${line}\n${around.ready(claim, stdout.isTTY)}`)
}

/** Out of the reach of any catch on the way up: it must end this process (cli/life.ts). */
function beyondCatch(error: unknown): void {
  queueMicrotask(() => {
    throw error
  })
}

function published(config: string | undefined, out: string): string {
  return publish(loadStation(config ?? places.config, catalog, { allSimulated: true }), places, out)
}

const checked = (folder: string): string => wellLine(folder, loadStation(folder, catalog))

/** A station with mistakes has ports, too. */
async function ports(config: string | undefined, json: boolean): Promise<string> {
  const survey = await surveyPorts(readStation(config ?? places.config, catalog).station.devices)
  return json ? devicesJson(survey) : devicesText(survey)
}

/** What is wrong is a sentence for a person, where somebody foresaw it; else a fault of ours, with its trace. */
function giveUp(error: Error & { readonly exitCode?: number }): never {
  process.stderr.write(`${error.exitCode === undefined ? error.stack : error.message}\n`)
  process.exit(error.exitCode ?? 70)
}

const service = (order: ServiceOrder): Promise<number> =>
  runService(order, {
    lib: places.root,
    config: places.config,
    node: process.execPath,
    uid: process.getuid?.(),
    systemd: existsSync('/run/systemd/system'),
    print: line => stdout.write(`${line}\n`),
    addressOf,
  })

/** Where the page of a daemon with these arguments is; undefined where its station says it, and cannot be read. */
function addressOf(args: readonly string[]): string | undefined {
  try {
    const wish = readArguments(args, {})
    if (wish.do !== 'run') return undefined
    const { host, port } = listenAt(wish.options, readStation(wish.options.config ?? '', catalog).station.listen)
    return urlOf(host, port)
  } catch {
    return undefined
  }
}

/** What is said, or the exit code of what was done. */
async function fulfil(wish: Exclude<Wish, { do: 'run' }>): Promise<string | number> {
  switch (wish.do) {
    case 'ask':
      return ask(wish.asking)
    case 'service':
      return service(wish.wish)
    case 'devices':
      return ports(wish.config, wish.json)
    case 'publish':
      return `${published(wish.config, wish.out)}\n`
    case 'check':
      return `${checked(wish.config ?? places.config)}\n`
    case 'completion':
      return completionOf(wish.shell, SUBCOMMANDS)
    case 'help':
      return wish.text
    case 'version':
      return `${places.version}\n`
  }
}

try {
  const wish = readArguments(process.argv.slice(2), env)
  if (wish.do === 'run') await start(wish.options)
  else {
    const end = await fulfil(wish)
    if (typeof end === 'number') process.exit(end)
    stdout.write(end)
  }
} catch (error) {
  giveUp(error as Error)
}
