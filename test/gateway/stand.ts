import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import type { Test } from 'tap'
import { WebSocket } from 'ws'
import { nodeTurn } from '../../daemon/cli/turn.ts'
import { listen, openGateway, type Pages, portOf, Tickets } from '../../daemon/gateway/index.ts'
import { type House, openHouse } from '../../daemon/house.ts'
import { openSecurity, Passwords } from '../../daemon/security/index.ts'
import plate from '../../drivers/catalog/plate/driver.ts'
import type { Transport } from '../../drivers/transports/transport.ts'
import { type Down, type Hello, PROTOCOL_VERSION, SUBPROTOCOL, type Up } from '../../protocol/index.ts'

/** A cable that is never plugged in. */
const nowhere: Transport = {
  where: 'nowhere',
  open: () => new Promise(() => {}),
  write: () => {},
  close: async () => {},
}

export const hex = (): string => randomBytes(16).toString('hex')

interface Wish {
  readonly hosts?: string[]
  readonly pages?: Pages
  readonly metrics?: boolean
  /** The data folder. */
  readonly data?: string
}

const folders: string[] = []
process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** A data folder. Not tap's, which is gone before the last line of the audit is written. */
export function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-gateway-'))
  folders.push(folder)
  return folder
}

/** The real gateway before the real house, with a device whose link is never up. */
export async function openStand(
  t: Test,
  { hosts = [], pages = new Map(), data = dataFolder(), metrics = false }: Wish = {}
) {
  const { clock } = nodeTurn
  const security = openSecurity({
    ...{ folder: data, clock, wallClock: Date.now, complain: (sentence: string) => t.fail(sentence) },
    // All of 127/8 comes back to this computer; whoever comes from .1 is at it, in these tests.
    isLocal: address => address === '127.0.0.1',
    passwords: new Passwords({ N: 16, r: 1, p: 1 }),
  })
  const server = await listen('127.0.0.1', 0)
  const port = portOf(server)
  const tickets = new Tickets(clock, security.access.renew)
  const house: House = openHouse({
    turn: nodeTurn,
    epoch: '1.test',
    station: { title: 'Test', version: '0' },
    devices: [{ name: 'plate', driver: plate, driverName: 'plate', transport: nowhere, simulated: true }],
    latches: [],
    persist: () => {},
    admit: tickets.admit,
    wallClock: Date.now,
    overhear: security.overhear(() => house.state),
    fatal: error => t.fail(String(error)),
  })
  const gateway = openGateway(server, {
    state: house.state,
    post: event => house.post(event),
    ...security,
    metrics,
    sessions: house.sessions,
    tickets,
    clock,
    pages,
    hosts,
    version: '0',
    log: pino({ level: 'silent' }),
  })
  t.teardown(async () => {
    await house.close('The test is over.')
    await gateway.close()
    await security.close()
  })
  const base = `http://127.0.0.1:${port}`
  return {
    port,
    base,
    house,
    gateway,
    tickets,
    security,
    data,
    post: (path: string, body: unknown = {}, headers: Record<string, string> = { Origin: base }) =>
      fetch(base + path, { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) }),
    raw: (...pieces: (string | Buffer)[]) => raw(port, pieces),
    /** Alive means: it still answers. */
    alive: async () => (await fetch(`${base}/health`)).status === 200,
    open: () => Client.open(port, base),
    ticket: () => tickets.issue() ?? '',
  }
}

export type Stand = Awaited<ReturnType<typeof openStand>>

/** Sends bytes as they are; resolves with what came back until the end, or until nothing more came for a while. */
async function raw(port: number, pieces: readonly (string | Buffer)[]): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let heard = ''
  socket.setTimeout(400, () => socket.destroy())
  socket.on('data', bytes => {
    heard += bytes.toString('latin1')
  })
  socket.on('error', () => {})
  const closed = once(socket, 'close')
  for (const piece of pieces) socket.write(piece)
  await closed
  return heard
}

/** A page's end, without a page. */
export class Client {
  readonly frames: Down[] = []
  readonly closed: Promise<number>
  readonly socket: WebSocket
  #wake: () => void = () => {}

  constructor(socket: WebSocket) {
    this.socket = socket
    socket.on('error', () => {})
    socket.on('message', data => {
      this.frames.push(JSON.parse(String(data)) as Down)
      this.#wake()
    })
    this.closed = new Promise(resolve => socket.on('close', resolve))
  }

  static async open(port: number, origin: string): Promise<Client> {
    const client = new Client(new WebSocket(`ws://127.0.0.1:${port}/ws`, SUBPROTOCOL, { origin }))
    await once(client.socket, 'open')
    return client
  }

  say(message: Up | string | Buffer): void {
    const plain = typeof message === 'string' || Buffer.isBuffer(message)
    this.socket.send(plain ? message : JSON.stringify(message))
  }

  hello(ticket: string, more: Partial<Hello> = {}): void {
    const views = [{ selectors: ['*'] }]
    const hello = { version: PROTOCOL_VERSION, ticket, session: hex(), connection: 1, views, open: [], ...more }
    this.say({ t: 'hello', ...hello })
  }

  /** The first frame of a kind, when it is there. */
  async heard<K extends Down['t']>(kind: K): Promise<Extract<Down, { t: K }>> {
    for (;;) {
      const frame = this.frames.find(({ t }) => t === kind)
      if (frame) return frame as Extract<Down, { t: K }>
      await Promise.race([
        new Promise<void>(resolve => {
          this.#wake = resolve
        }),
        this.closed.then(code => {
          if (!this.frames.some(({ t }) => t === kind)) throw new Error(`closed with ${code} before any ${kind}`)
        }),
      ])
    }
  }
}
