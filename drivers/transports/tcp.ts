import { connect, isIPv6, type Socket } from 'node:net'
import { lostBy, notConnected, tells } from './tcp-errors.ts'
import { LinkError, type Transport, type TransportListener } from './transport.ts'

export interface TcpOptions {
  /** A name or a number, IPv6 without brackets. */
  readonly host: string
  readonly port: number
  /** Longest wait for a connection, ms: less than the owner's patience, so that its reason is told. */
  readonly within?: number
}

/** Bytes that may wait in this process for a peer that reads too slowly. */
const MOST_WAITING = 64 * 1024
/** A connection that is given up may end in peace for this long, ms: less than the owner waits before the next. */
const LEAVE_WITHIN = 200
/** Silence after which the system asks whether the peer is still there, ms; after ten questions, one each second, it is not. */
const KEEP_ALIVE = 5_000

/**
 * A device behind a TCP port. A peer whose cable is pulled says nothing, and neither does
 * the system: such a half-open connection is found by the time-outs of polls, and where
 * nobody asks anything by keepalive, some fifteen seconds later.
 */
export class TcpTransport implements Transport {
  readonly where: string
  readonly #options: TcpOptions
  readonly #place: string
  #socket: Socket | undefined
  #leaving: Promise<void> | undefined

  constructor(options: TcpOptions) {
    this.#options = options
    this.#place = placeOf(options)
    this.where = `tcp ${this.#place}`
  }

  async open(listener: TransportListener): Promise<void> {
    const { host, port, within = 5_000 } = this.#options
    if (this.#socket) throw new LinkError('busy', `${this.#place} is open here already; close it first.`)
    const socket = connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE })
    this.#socket = socket
    try {
      await connected(socket, within)
    } catch (cause) {
      if (this.#socket !== socket) throw new LinkError('failed', `${this.#place} was closed while it was being opened.`)
      this.#socket = undefined
      throw notConnected(this.#options, this.#place, cause as NodeJS.ErrnoException)
    }
    this.#listen(socket, listener)
  }

  /**
   * Written in one turn, bytes are the system's in that turn, unless its buffer is full. Then they wait here, a stop too:
   * nothing can be written past them, and should this process end before the device reads, the stop ends with it.
   */
  get waiting(): number {
    return this.#socket?.writableLength ?? 0
  }

  write(bytes: Uint8Array): void {
    const socket = this.#socket
    if (socket?.readyState !== 'open') return
    // The socket makes the system call in this turn, or behind the bytes that are already on their way.
    socket.write(bytes)
    if (socket.writableLength > MOST_WAITING) socket.destroy(new LinkError('failed', tells.stuck(this.#place)))
  }

  close(): Promise<void> {
    const socket = this.#socket
    this.#socket = undefined
    if (socket) this.#leaving = leave(socket)
    return this.#leaving ?? Promise.resolve()
  }

  #listen(socket: Socket, listener: TransportListener): void {
    let reason: LinkError | undefined
    socket.on('data', (bytes: Buffer) => {
      if (this.#socket === socket) listener.heard(bytes)
    })
    socket.on('error', (cause: NodeJS.ErrnoException) => {
      reason = cause instanceof LinkError ? cause : lostBy(this.#place, cause)
    })
    // Also after the peer has only stopped talking: a socket ends its own half then, unless told otherwise.
    socket.on('close', () => {
      if (this.#socket !== socket) return
      this.#socket = undefined
      listener.closed(reason ?? new LinkError('unplugged', tells.left(this.#place)))
    })
  }
}

/** `192.168.1.20:5025`, `[fd00::1]:5025` */
const placeOf = ({ host, port }: TcpOptions): string => `${isIPv6(host) ? `[${host}]` : host}:${port}`

function connected(socket: Socket, within: number): Promise<void> {
  return new Promise((resolve, reject) => {
    // One handler for all its life: an error that nobody handles would end this process.
    socket.on('error', reject)
    socket.once('close', () => reject(new Error('closed')))
    socket.setTimeout(within, () => socket.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })))
    socket.once('connect', () => {
      socket.setTimeout(0)
      resolve()
    })
  })
}

/**
 * Ends a connection behind its last bytes. Destroyed with bytes unread it would be reset, and
 * many a device forgets at a reset what it has not read yet: for instance a stop.
 */
function leave(socket: Socket): Promise<void> {
  return new Promise(resolve => {
    if (socket.destroyed) return resolve()
    const tooLong = setTimeout(() => socket.destroy(), LEAVE_WITHIN)
    socket.once('close', () => {
      clearTimeout(tooLong)
      resolve()
    })
    if (socket.connecting) socket.destroy()
    else socket.end().resume()
  })
}
