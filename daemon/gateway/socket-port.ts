import type { Duplex } from 'node:stream'
import { WebSocket } from 'ws'
import type { Port } from '../sessions/index.ts'

/** Bytes that may wait in this process for one client, whatever windows and outboxes say. */
const MOST_WAITING = 4 * 1024 * 1024

/** A connection's port on a WebSocket. */
export class SocketPort implements Port {
  readonly #socket: WebSocket
  readonly #wire: Duplex

  constructor(socket: WebSocket, wire: Duplex) {
    this.#socket = socket
    this.#wire = wire
  }

  send(frames: readonly string[]): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return
    // One write for all: by far the largest saving of the fan-out (DESIGN.md section 10).
    this.#wire.cork()
    for (const frame of frames) this.#socket.send(frame)
    this.#wire.uncork()
    if (this.#socket.bufferedAmount > MOST_WAITING) this.#socket.terminate()
  }

  close(): void {
    this.#socket.close(1000)
  }
}
