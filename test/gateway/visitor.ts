import { type IncomingHttpHeaders, request } from 'node:http'
import { WebSocket } from 'ws'
import { type Down, SUBPROTOCOL } from '../../protocol/index.ts'
import { Client, type Stand } from './stand.ts'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

/** To the stand, .1 is this computer; all the others are elsewhere. */
export const NEAR = '127.0.0.1'
const FAR = '127.0.0.2'

/** Somebody with a browser of their own: keeps the cookie that they are given. */
export class Visitor {
  readonly #stand: Stand
  readonly from: string
  cookie: string | undefined

  constructor(stand: Stand, from = FAR) {
    this.#stand = stand
    this.from = from
  }

  ask(method: string, path: string, content?: unknown, more: Record<string, string> = {}): Promise<Answer> {
    const { port, base } = this.#stand
    const body = content === undefined ? '' : typeof content === 'string' ? content : JSON.stringify(content)
    const cookie = this.cookie === undefined ? {} : { Cookie: this.cookie }
    const headers = { Origin: base, 'Content-Length': String(Buffer.byteLength(body)), ...cookie, ...more }
    return new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port, localAddress: this.from, agent: false, method, path, headers }
      const asked = request(options, answer => {
        let text = ''
        answer.setEncoding('utf8')
        answer.on('data', piece => {
          text += piece
        })
        answer.on('error', reject)
        answer.on('end', () => {
          const [set] = answer.headers['set-cookie'] ?? []
          if (set) this.cookie = /=;/.test(set) ? undefined : set.split(';', 1)[0]
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text })
        })
      })
      asked.on('error', reject)
      asked.end(body)
    })
  }

  async claim(name = 'Anna', password = 'correct horse'): Promise<Answer> {
    return this.ask('POST', '/claim', { code: this.#stand.security.access.claimCode, name, password })
  }

  login(name: string, password = 'correct horse'): Promise<Answer> {
    return this.ask('POST', '/login', { name, password })
  }

  /** A page of theirs, attached. */
  async page(more: Record<string, string> = {}): Promise<Client & { welcome: Extract<Down, { t: 'welcome' }> }> {
    const answer = await this.ask('POST', '/ticket', {}, more)
    if (answer.status !== 200) throw new Error(`no ticket: ${answer.status} ${answer.text}`)
    const client = this.socket(more)
    await new Promise((resolve, reject) => client.socket.once('open', resolve).once('error', reject))
    client.hello((JSON.parse(answer.text) as { ticket: string }).ticket)
    return Object.assign(client, { welcome: await client.heard('welcome') })
  }

  socket(more: Record<string, string> = {}): Client {
    const { port, base: origin } = this.#stand
    const headers = { ...(this.cookie !== undefined && { Cookie: this.cookie }), ...more }
    return new Client(
      new WebSocket(`ws://127.0.0.1:${port}/ws`, SUBPROTOCOL, { origin, headers, localAddress: this.from })
    )
  }
}

/** A claimed stand, its admin, and one more of each role. */
export async function staff(stand: Stand) {
  const admin = new Visitor(stand)
  await admin.claim()
  const others = { viewer: new Visitor(stand), operator: new Visitor(stand) }
  for (const role of ['viewer', 'operator'] as const) {
    await admin.ask('POST', '/users', { name: role, password: 'correct horse', role })
    await others[role].login(role)
  }
  return { admin, ...others }
}

export const json = <T>({ text }: Answer): T => JSON.parse(text) as T
