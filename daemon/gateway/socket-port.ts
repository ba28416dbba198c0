import type { Duplex } from 'node:stream'
import { WebSocket } from 'ws'
import type { Port } from '../sessions/index.ts'
import type { Packer } from './packer.ts'

/** Bytes that may wait in this process for one client, whatever windows and outboxes say. */
const MOST_WAITING = 4 * 1024 * 1024

/** A connection's port on a WebSocket. */
export class SocketPort implements Port {
  readonly #socket: WebSocket
  readonly #wire: Duplex
  readonly #packer: Packer

  constructor(socket: WebSocket, wire: Duplex, packer: Packer) {
    this.#socket = socket
    this.#wire = wire
    this.#packer = packer
  }

  /**
   * One write for all: by far the largest saving of the fan-out (DESIGN.md section 10). Nothing is compressed, so that
   * ws keeps nothing back: what it sends itself (pong, close) goes to the same stream, in its order.
   */
  send(frames: readonly string[]): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return
    this.#wire.write(this.#packer.pack(frames))
    if (this.#wire.writableLength > MOST_WAITING) this.#socket.terminate()
  }

  close(): void {
    this.#socket.close(1000)
  }
}
