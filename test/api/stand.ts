import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Koa from 'koa'
import type { Test } from 'tap'
import { type ApiHouse, apiRoutes } from '../../daemon/api/index.ts'
import { nodeTurn } from '../../daemon/cli/turn.ts'
import type { Person } from '../../daemon/core/index.ts'
import { Runs } from '../../daemon/history/index.ts'
import { type Furnished, openHouse } from '../../daemon/house.ts'
import plate from '../../drivers/catalog/plate/driver.ts'
import plateSimulator from '../../drivers/catalog/plate/simulator.ts'
import { action, colour, defineDriver, event, number, select, serial, text } from '../../drivers/contract.ts'
import type { MachineMaker } from '../../drivers/machine.ts'
import { seededRandom } from '../../drivers/simulation/random.ts'
import { FakeTransport } from '../../drivers/transports/fake.ts'
import { machine, tagged } from '../devices/rig.ts'

/** What no plate has: texts, choices, a colour, something that cannot be read, an action with input, silence on demand. */
const cart = defineDriver({
  title: 'Cart "one"',
  transport: serial({ baudRate: 9_600 }),
  framing: tagged,
  refusal: /^ERR (?<why>.+)$/,
  timeout: '1 s',
  properties: {
    speed: number({
      title: 'Speed',
      unit: 'mm/s',
      range: [0, 100],
      step: 5,
      staleAfter: '1 min',
      control: 'setpoint',
      write: (link, value) => link.ask(`SPEED ${value}`, /^OK$/),
    }),
    mode: select({
      title: 'Mode',
      choices: { slow: 'Slow and safe', fast: 'Fast' },
      staleAfter: '1 min',
      control: 'level',
      verify: { by: 'none' },
      read: async link => String((await link.ask('MODE?', /^MODE (.+)$/))[1]),
      write: (link, value) => link.ask(`MODE ${value}`, /^OK$/),
    }),
    lamp: colour({ title: 'Lamp', staleAfter: '1 min', control: 'level', write: link => link.ask('LAMP', /^OK$/) }),
    note: text({ title: 'Note', staleAfter: '1 min', longest: 20 }),
  },
  actions: {
    move: action({
      title: 'Move',
      within: '1 s',
      input: {
        to: { title: 'To', type: 'number', unit: 'mm', range: [0, 500] },
        gently: { title: 'Gently', type: 'boolean', default: true },
      },
      run: (link, { to, gently }) => link.ask(`MOVE ${to} ${gently ? 1 : 0}`, /^OK$/),
    }),
  },
  events: { bump: event('Bumped', { force: 'number' }) },
  identify: link => link.ask('ID?', /^CART (?<version>.+)$/),
  heard(line, report) {
    const force = /^BUMP (\d+)$/.exec(line)?.[1]
    if (force !== undefined) report.event('bump', { force: Number(force) })
  },
  stop: { how: 'realtime', run: link => link.urgent('!') },
})

/** Refuses what is over 90, and never answers when it is told 66; bumps when it moves to 13. */
const cartMachine: MachineMaker = machine((frame, say) => {
  const [, tag = '', line = ''] = /^([0-9A-F]{2} )(.*)$/.exec(frame) ?? []
  const answer = (text: string, after?: number) => say(`${tag}${text}\n`, after)
  if (line === 'ID?') answer('CART 1')
  else if (line === 'MODE?') answer('MODE slow')
  else if (line === 'SPEED 66') return
  else if (/^SPEED 9\d$/.test(line)) answer('ERR too fast')
  else if (line.startsWith('MOVE 400 ')) answer('OK', 300)
  else {
    if (line.startsWith('MOVE 13 ')) say('-- BUMP 7\n')
    answer('OK')
  }
})

export interface StandOptions {
  readonly metrics?: boolean
  /** What the guard would have found out: by default everybody is in, and nobody in particular. */
  readonly admitted?: boolean
  /** A data folder: runs can be recorded. */
  readonly data?: string
}

/** The routes over real HTTP, before the real house, with a real plate's simulator on a wire in memory. */
export async function openStand(t: Test, { metrics, admitted = true, data }: StandOptions = {}) {
  const random = seededRandom(7)
  const wire = (make: MachineMaker) => new FakeTransport({ clock: nodeTurn.clock, random, machine: make })
  const plateWire = wire(plateSimulator)
  plateWire.machine.order({ order: 'refuse', chance: 0 })
  plateWire.machine.order({ order: 'delay', least: 1, most: 2 })
  const cartWire = wire(cartMachine)
  const house = openHouse({
    turn: nodeTurn,
    epoch: '3.test',
    station: { title: 'Test', version: '0' },
    devices: [
      { name: 'plate', driver: plate, driverName: 'plate', transport: plateWire, simulated: true },
      { name: 'cart', driver: cart, driverName: 'cart', transport: cartWire, simulated: true, group: 'Rails' },
    ] satisfies Furnished[],
    latches: [],
    persist: () => {},
    admit: () => undefined,
    wallClock: Date.now,
    fatal: error => t.fail(String(error)),
  })
  const log = (): void => {}
  const runs =
    data === undefined ? undefined : new Runs({ data, ...house, clock: nodeTurn.clock, wallClock: Date.now, log })
  const api: ApiHouse = {
    state: house.state,
    sessions: house.sessions,
    clock: nodeTurn.clock,
    version: '0',
    log: { error: (what, sentence) => t.fail(sentence, what) },
    ...(metrics !== undefined && { metrics }),
    ...(runs && { runs }),
  }
  const app = new Koa()
  app.use((ctx, next) => {
    const [name, role] = ctx.get('x-person').split(' ')
    if (admitted) ctx.state.admitted = name ? { person: { name, role } as Person } : {}
    return next()
  })
  for (const router of apiRoutes(api)) app.use(router.routes())
  const server = createServer(app.callback())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  t.teardown(async () => {
    await runs?.close()
    await house.close('The test is over.')
    plateWire.machine.stop()
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  })
  const stand = {
    base,
    port: Number(new URL(base).port),
    house,
    api,
    plateWire,
    cartWire,
    /** A request, and what came back: the body read as what it says it is. */
    async ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
      const sent = typeof body === 'string' ? body : JSON.stringify(body)
      const type = body === undefined ? {} : { 'Content-Type': 'application/json' }
      const response = await fetch(base + path, {
        method,
        headers: { ...type, ...headers },
        ...(sent !== undefined && { body: sent }),
      })
      const said = await response.text()
      const isJson = /json/.test(response.headers.get('content-type') ?? '')
      return {
        status: response.status,
        headers: response.headers,
        text: said,
        // biome-ignore lint/suspicious/noExplicitAny: whatever the daemon says is looked at by the test
        body: (isJson && said !== '' ? JSON.parse(said) : said) as any,
      }
    },
    /** Resolves as soon as it holds; looked at with every change. */
    until(holds: () => boolean): Promise<void> {
      return new Promise(resolve => {
        if (holds()) return resolve()
        const end = house.sessions.observe(['*'], () => {
          if (!holds()) return
          end()
          resolve()
        })
      })
    },
  }
  const value = (key: string) => house.state.keys.get(key)?.value
  await stand.until(
    () =>
      ['plate', 'cart'].every(name => house.state.devices.get(name)?.link.state === 'up') &&
      ['plate.temperature', 'plate.target', 'plate.heater', 'plate.fan', 'plate.door', 'cart.mode'].every(
        key => value(key)?.value !== undefined && value(key)?.locked === undefined
      )
  )
  return stand
}

export type Stand = Awaited<ReturnType<typeof openStand>>
