import { createServer, type Server, type Socket } from 'node:net'
import type { ByteMachine } from '../machine.ts'
import { realClock } from './real-clock.ts'
import type { Host, HostOptions } from './run-host.ts'

const HERE = '127.0.0.1'
/** Somebody else may have taken the port while nobody listened there: tried again after this, ms. */
const AGAIN = 100

/** A machine with a network cable: a TCP port that serves one client at a time, can go away, and comes back. */
export class SocketHost implements Host {
  readonly machine: ByteMachine
  readonly #log: HostOptions['log']
  #server: Server | undefined
  #client: Socket | undefined
  #port = 0
  #forgetReplug: (() => void) | undefined

  constructor({ log, make, random, world }: HostOptions) {
    this.#log = log
    this.machine = make({
      clock: realClock,
      random,
      send: bytes => this.#send(bytes),
      unplug: ms => this.#unplug(ms),
      ...(world && { world }),
    })
  }

  /** Resolves with its port when it can be opened. 0 is any free one. */
  listen(port: number): Promise<number> {
    const server = createServer({ noDelay: true }, socket => this.#serve(socket))
    return new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, HERE, () => {
        this.#server = server
        this.#port = (server.address() as { port: number }).port
        this.#log.note('plug', `${HERE}:${this.#port}`)
        resolve(this.#port)
      })
    })
  }

  end(): void {
    this.#forgetReplug?.()
    this.machine.stop()
    this.#pull()
  }

  #serve(socket: Socket): void {
    socket.on('error', () => {})
    // As many instruments do: whoever comes second finds it engaged.
    if (this.#client) return void socket.destroy()
    this.#client = socket
    const left = (): void => {
      if (this.#client === socket) this.#client = undefined
    }
    // From its end on, which is earlier than the close: who has left may come again at once.
    socket.on('end', left)
    socket.on('close', left)
    socket.on('data', bytes => {
      if (this.#client !== socket) return
      this.#log.bytes('in', bytes)
      this.machine.receive(bytes)
    })
  }

  /** Whole or not at all: a machine has no room for what its network does not take. */
  #send(bytes: Uint8Array): void {
    const taken = this.#client?.writable === true && this.#client.writableLength === 0
    if (taken) this.#client?.write(bytes)
    this.#log.bytes(taken ? 'out' : 'lost', bytes)
  }

  #unplug(ms: number): void {
    this.#forgetReplug?.()
    this.#pull()
    this.#plugAfter(ms)
  }

  #plugAfter(ms: number): void {
    this.#forgetReplug = realClock.after(ms, () => {
      this.listen(this.#port).catch(() => this.#plugAfter(AGAIN))
    })
  }

  #pull(): void {
    if (!this.#server) return
    // First the port: nobody who sees the end may still find somebody there.
    this.#server.close()
    this.#server = undefined
    this.#client?.destroy()
    this.#client = undefined
    this.#log.note('unplug', `${HERE}:${this.#port}`)
  }
}
