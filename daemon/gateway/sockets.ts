import type { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { encode, LIMITS, SUBPROTOCOL } from '../../protocol/index.ts'
import type { Sessions } from '../sessions/index.ts'
import { Packer } from './packer.ts'
import { type Refusal, refuseRaw } from './refusal.ts'
import { SocketPort } from './socket-port.ts'

const OPTIONS = {
  noServer: true,
  // What is a little too long still gets its sentence from the connection; what is far too long is cut off.
  maxPayload: 2 * LIMITS.frame,
  perMessageDeflate: false,
  clientTracking: false,
  handleProtocols: () => SUBPROTOCOL,
  // For a client that does not say good-bye. One that hung has megabytes to read first, and may speak before it comes to
  // its `bye`: a socket that is gone by then would throw away the rest. The types of ws do not know it yet, so it is named apart.
  closeTimeout: 60_000,
}

/** The WebSockets of the pages: each becomes a port of a connection. */
export class Sockets {
  readonly #refusal: (request: IncomingMessage) => Refusal | undefined
  readonly #sessions: Sessions
  readonly #open = new Set<WebSocket>()
  readonly #packer = new Packer()
  readonly #server = new WebSocketServer(OPTIONS)

  /** @param refusal why whoever asks may not have one */
  constructor({
    sessions,
    refusal,
  }: { sessions: Sessions; refusal: (request: IncomingMessage) => Refusal | undefined }) {
    this.#refusal = refusal
    this.#sessions = sessions
    this.#server.on('wsClientError', (error, wire) => {
      refuseRaw(wire, { status: 400, sentence: `This is not the beginning of a WebSocket: ${error.message}.` })
    })
  }

  readonly upgrade = (request: IncomingMessage, wire: Duplex, head: Buffer): void => {
    wire.on('error', () => wire.destroy())
    const refusal = this.#refusal(request) ?? notOurs(request) ?? this.#full()
    if (refusal) return refuseRaw(wire, refusal)
    this.#server.handleUpgrade(request, wire, head, socket => this.#attend(socket, wire))
  }

  /** Sockets that were told to go and do not are still sockets: whoever never closes must not use them all up. */
  #full(): Refusal | undefined {
    if (this.#open.size < 2 * LIMITS.connections) return undefined
    return { status: 503, sentence: 'Too many connections are open here; try again later.' }
  }

  /** Ends what has not ended by itself. */
  terminate(): void {
    for (const socket of this.#open) socket.terminate()
  }

  #attend(socket: WebSocket, wire: Duplex): void {
    if (wire instanceof Socket) wire.setNoDelay(true)
    this.#open.add(socket)
    const port = new SocketPort(socket, wire, this.#packer)
    const receiver = this.#sessions.open(port)
    // A frame too long, bytes that are no text, a reset: `close` follows, and is all there is to know.
    socket.on('error', () => {})
    socket.on('close', () => {
      this.#open.delete(socket)
      receiver.closed()
    })
    socket.on('message', (data: Buffer, binary: boolean) => {
      if (!binary) return receiver.heard(data.toString('utf8'))
      const reason = 'Frames are text here; this one was binary.'
      port.send([encode({ t: 'bye', code: 'protocol', reason })])
      port.close()
      receiver.closed()
    })
  }
}

function notOurs({ url = '', headers }: IncomingMessage): Refusal | undefined {
  const path = url.split('?')[0]
  if (headers.upgrade?.toLowerCase() !== 'websocket') {
    return { status: 400, sentence: 'A connection can be upgraded to a WebSocket only.' }
  }
  if (path !== '/ws') return { status: 404, sentence: `There is no WebSocket at ${path}; there is one at /ws.` }
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map(name => name.trim())
  if (offered.includes(SUBPROTOCOL)) return undefined
  return { status: 400, sentence: `This WebSocket speaks the subprotocol ${SUBPROTOCOL} only; reload the page.` }
}
