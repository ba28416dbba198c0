import { randomBytes } from 'node:crypto'
import { WebSocket } from 'ws'
import { type Cmd, type Down, encode, PROTOCOL_VERSION, SUBPROTOCOL, type Up } from '../../protocol/index.ts'

const hex = (): string => randomBytes(16).toString('hex')

/** A client that does exactly what it is told: frames as they are, nothing held back. */
export class Raw {
  readonly heard: Down[] = []
  #socket: WebSocket
  #command = 0
  readonly #waiting = new Set<() => void>()

  private constructor(socket: WebSocket) {
    this.#socket = socket
    let count = 0
    socket.on('message', data => {
      const message = JSON.parse(String(data)) as Down
      this.heard.push(message)
      count++
      if (message.t === 'at') this.send({ t: 'ack', frames: count, revision: message.revision })
      for (const look of [...this.#waiting]) look()
    })
  }

  static async connect(port: number): Promise<Raw> {
    const origin = `http://localhost:${port}`
    const answer = await fetch(`${origin}/ticket`, { method: 'POST', headers: { origin } })
    const { ticket } = (await answer.json()) as { ticket: string }
    const socket = new WebSocket(`ws://localhost:${port}/ws`, SUBPROTOCOL, { origin })
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    const raw = new Raw(socket)
    const views = [{ selectors: ['*'] }]
    raw.send({ t: 'hello', version: PROTOCOL_VERSION, ticket, session: hex(), connection: 1, views, open: [] })
    await raw.until(() => raw.last('at') !== undefined)
    return raw
  }

  send(message: Up): void {
    this.#socket.send(encode(message))
  }

  /** A command dated now; returns its number. */
  command(control: string, op: Cmd['op'], more: Partial<Cmd> = {}): number {
    const at = this.last('at')
    if (at?.t !== 'at') throw new Error('No flush was heard yet.')
    const command = ++this.#command
    const dated = { epoch: at.epoch, basis: at.revision, seen: at.time, elapsed: 0, stopGeneration: 0 }
    this.send({ t: 'cmd', command, control, op, gesture: command, final: true, ...dated, ...more })
    return command
  }

  /** How a command ended, once it has. */
  async end(command: number): Promise<Extract<Down, { t: 'out' }>> {
    const found = () =>
      this.heard.find(m => m.t === 'out' && m.command === command && ('outcome' in m || 'refused' in m))
    await this.until(() => found() !== undefined)
    return found() as Extract<Down, { t: 'out' }>
  }

  last<T extends Down['t']>(kind: T): Extract<Down, { t: T }> | undefined {
    return this.heard.findLast(m => m.t === kind) as Extract<Down, { t: T }> | undefined
  }

  until(holds: () => boolean): Promise<void> {
    return new Promise(resolve => {
      const look = (): void => {
        if (!holds()) return
        this.#waiting.delete(look)
        resolve()
      }
      this.#waiting.add(look)
      look()
    })
  }

  close(): void {
    this.#socket.close()
  }
}
