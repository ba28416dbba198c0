import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { WebSocket } from 'ws'

/** A WebSocket as the clients of the bench need it. */
export interface Wire {
  send(text: string): void
  /** Reads no more, as a page that hangs; nothing says so to the server. */
  pause(): void
  resume(): void
  close(): void
}

export interface WireListener {
  /** @param at when the bytes that completed it were read. The frame is valid during the call only. */
  frame(frame: Buffer, at: number): void
  closed(): void
}

export interface WireOptions {
  readonly port: number
  readonly path: string
  readonly protocol?: string
  readonly listener: WireListener
  readonly now: () => number
}

/** By the library, as any client would. */
export function libraryWire({ port, path, protocol, listener, now }: WireOptions): Promise<Wire> {
  const origin = `http://localhost:${port}`
  const socket = new WebSocket(`${origin.replace('http', 'ws')}${path}`, protocol ?? [], { origin })
  socket.on('message', (data: Buffer) => listener.frame(data, now()))
  socket.on('close', () => listener.closed())
  return new Promise((resolve, reject) => {
    socket.on('error', reject)
    socket.on('open', () =>
      resolve({
        send: text => socket.send(text),
        pause: () => socket.pause(),
        resume: () => socket.resume(),
        close: () => socket.close(),
      })
    )
  })
}

/**
 * With next to nothing between the socket and the reader: a few hundred of them in one process must not
 * be what limits a server that does as little. Text frames, whole, as servers of the bench send them.
 */
export async function thinWire(options: WireOptions): Promise<Wire> {
  const { port, listener, now } = options
  const socket = connect(port, '127.0.0.1')
  socket.setNoDelay()
  const rest = await upgraded(socket, options)
  const frames = new Frames(listener)
  if (rest.length > 0) frames.push(rest, now())
  socket.on('data', bytes => frames.push(bytes, now()))
  socket.on('close', () => listener.closed())
  socket.on('error', () => {})
  return {
    send: text => socket.write(masked(text)),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    close: () => socket.destroy(),
  }
}

function upgraded(socket: Socket, { port, path, protocol }: WireOptions): Promise<Buffer> {
  const head = [
    `GET ${path} HTTP/1.1`,
    `Host: localhost:${port}`,
    `Origin: http://localhost:${port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
    ...(protocol === undefined ? [] : [`Sec-WebSocket-Protocol: ${protocol}`]),
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n`)
  return new Promise((resolve, reject) => {
    let answer = Buffer.alloc(0)
    const hear = (bytes: Buffer): void => {
      answer = Buffer.concat([answer, bytes])
      const end = answer.indexOf('\r\n\r\n')
      if (end === -1) return
      socket.off('data', hear)
      if (answer.toString('latin1', 0, 12) === 'HTTP/1.1 101') resolve(answer.subarray(end + 4))
      else reject(new Error(`No WebSocket: ${answer}`))
    }
    socket.on('data', hear)
    socket.once('error', reject)
  })
}

const TEXT = 1
const CLOSE = 8

class Frames {
  readonly #listener: WireListener
  #rest: Buffer | undefined

  constructor(listener: WireListener) {
    this.#listener = listener
  }

  push(bytes: Buffer, at: number): void {
    const all = this.#rest ? Buffer.concat([this.#rest, bytes]) : bytes
    let from = 0
    while (all.length - from >= 2) {
      const short = (all[from + 1] as number) & 127
      const head = short < 126 ? 2 : short === 126 ? 4 : 10
      if (all.length - from < head) break
      const length =
        short < 126 ? short : short === 126 ? all.readUInt16BE(from + 2) : Number(all.readBigUInt64BE(from + 2))
      const end = from + head + length
      if (end > all.length) break
      this.#take((all[from] as number) & 15, all.subarray(from + head, end), at)
      from = end
    }
    // A copy: of a large piece that many sockets share, a few bytes are left.
    this.#rest = from === all.length ? undefined : Buffer.from(all.subarray(from))
  }

  #take(kind: number, frame: Buffer, at: number): void {
    if (kind === TEXT) this.#listener.frame(frame, at)
    else if (kind !== CLOSE) throw new Error(`The bench does not know frames of kind ${kind}.`)
  }
}

/** Clients must mask; with a mask of zeros the text stays as it is. */
function masked(text: string): Buffer {
  const length = Buffer.byteLength(text)
  const head = length < 126 ? Buffer.from([0x81, 0x80 | length]) : Buffer.from([0x81, 0xfe, length >> 8, length & 255])
  return Buffer.concat([head, Buffer.alloc(4), Buffer.from(text)])
}
