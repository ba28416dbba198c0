#!/usr/bin/env node
/** The daemon: puts the rooms together on the grounds of Node. The only file that knows everyone. */
import { join } from 'node:path'
import { drivers, simulators } from '../drivers/catalog/index.ts'
import { startPty } from '../drivers/hosts/start-pty.ts'
import { startSocket } from '../drivers/hosts/start-socket.ts'
import { FileTransport } from '../drivers/transports/file.ts'
import { SerialTransport } from '../drivers/transports/serial.ts'
import { TcpTransport } from '../drivers/transports/tcp.ts'
import type { Transport } from '../drivers/transports/transport.ts'
import { HELP, type Options, readArguments } from './cli/arguments.ts'
import { watchOverLife } from './cli/life.ts'
import { openLog } from './cli/log.ts'
import { findPlaces } from './cli/places.ts'
import { publish } from './cli/publish.ts'
import { readyLine } from './cli/ready.ts'
import { nodeTurn } from './cli/turn.ts'
import { listen, loadPages, openGateway, portOf, Tickets } from './gateway/index.ts'
import { type Furnished, openHouse } from './house.ts'
import { Ledger, takeFolder } from './ledger/index.ts'
import { type Catalog, loadStation, SimulatedTransport, type StationDevice } from './station/index.ts'

// No kind of profile is written yet.
const catalog: Catalog = { drivers, simulators, profiles: { driverOf: () => ({ problems: [] }), shipped: {} } }

async function start(options: Options): Promise<void> {
  const places = findPlaces()
  const { version } = places
  const log = openLog(options.log)
  const complain = (sentence: string): void => log.error(sentence)
  const station = loadStation(options.config ?? places.config, catalog)
  const server = await listen(options.host, options.port)
  const giveBack = takeFolder(options.data, complain)
  const ledger = new Ledger(options.data, complain)
  const tickets = new Tickets(nodeTurn.clock)
  const devices = station.devices.map(device => furnish(device, options.data))
  const house = openHouse({
    turn: nodeTurn,
    epoch: ledger.epoch,
    station: { title: station.title, version },
    devices,
    latches: ledger.latches,
    persist: latches => ledger.save(latches),
    admit: tickets.admit,
    wallClock: Date.now,
    log: (sentence, level) => log[level](sentence),
    // Out of the reach of any catch on the way up: it must end this process (cli/life.ts).
    fatal: error =>
      queueMicrotask(() => {
        throw error
      }),
  })
  const gateway = openGateway(server, {
    state: house.state,
    post: event => house.loop.post(event),
    sessions: house.sessions,
    tickets,
    clock: nodeTurn.clock,
    pages: loadPages(places.page),
    hosts: [options.host === '::1' ? '[::1]' : options.host, ...station.hosts],
    version,
    log,
  })
  watchOverLife({
    log,
    halt: () => house.halt(),
    keep: () => ledger.saveNow(),
    async close() {
      const left = gateway.close()
      await house.close('The daemon is stopping; this page comes back with it.')
      await Promise.all([left, ledger.close(), ...devices.map(({ transport }) => endOf(transport))])
      giveBack()
    },
  })
  const url = `http://${options.host.startsWith('127.') && options.host !== '127.0.0.1' ? options.host : 'localhost'}:${portOf(server)}`
  process.stdout.write(`${readyLine({ url, title: station.title, devices, latches: ledger.latches })}\n`)
}

/** A device of the config with what it is connected through. */
function furnish({ name, driverName, driver, connection, title }: StationDevice, data: string): Furnished {
  const transport = transportOf(connection, driverName, join(data, 'simulated', name))
  const simulated = connection.kind === 'simulated'
  return { name, driver, driverName, transport, simulated, ...(title !== undefined && { title }) }
}

/** @param link where a simulator behind a serial port appears */
function transportOf(connection: StationDevice['connection'], machine: string, link: string): Transport {
  if (connection.kind === 'serial') return new SerialTransport(connection)
  if (connection.kind === 'tcp') return new TcpTransport(connection)
  if (connection.kind === 'file') return new FileTransport(connection)
  const { by } = connection
  if (by.kind !== 'serial') {
    return new SimulatedTransport({
      where: "a simulator's TCP port",
      start: () => startSocket({ machine, withParent: true }),
      connect: ({ port }) => new TcpTransport({ host: '127.0.0.1', port }),
    })
  }
  return new SimulatedTransport({
    where: "a simulator's serial port",
    start: () => startPty({ machine, link, withParent: true }),
    connect: () => new SerialTransport({ path: link, baudRate: by.baudRate }),
  })
}

const endOf = async (transport: object): Promise<void> =>
  transport instanceof SimulatedTransport ? transport.end() : undefined

function published(config: string | undefined, out: string): string {
  const places = findPlaces()
  return publish(loadStation(config ?? places.config, catalog, { allSimulated: true }), places, out)
}

/** What is wrong is a sentence for a person, where somebody foresaw it; else a fault of ours, with its trace. */
function giveUp(error: Error & { readonly exitCode?: number }): never {
  process.stderr.write(`${error.exitCode === undefined ? error.stack : error.message}\n`)
  process.exit(error.exitCode ?? 70)
}

try {
  const wish = readArguments(process.argv.slice(2), process.env)
  if (wish.do === 'run') await start(wish.options)
  else if (wish.do === 'publish') process.stdout.write(`${published(wish.config, wish.out)}\n`)
  else process.stdout.write(wish.do === 'help' ? HELP : `${findPlaces().version}\n`)
} catch (error) {
  giveUp(error as Error)
}
