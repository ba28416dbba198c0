import type { AddressInfo } from 'node:net'
import { connect, createServer, type Server, type Socket } from 'node:net'

/** A way to the daemon that can be cut: for what happens to people behind bad networks. */
export class Network {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  /** Bytes are taken and go nowhere: neither end notices. */
  silent = false

  private constructor(server: Server) {
    this.#server = server
  }

  static async open(target: () => number, port = 0): Promise<Network> {
    const server = createServer()
    const network = new Network(server)
    server.on('connection', near => network.#join(near, connect(target(), '127.0.0.1')))
    await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
    return network
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** Resets every connection there is; new ones are taken at once. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  async close(): Promise<void> {
    this.cut()
    await new Promise(resolve => this.#server.close(resolve))
  }

  #join(near: Socket, far: Socket): void {
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(from)
      from.setNoDelay(true)
      from.on('error', () => undefined)
      from.on('data', bytes => {
        if (!this.silent) to.write(bytes)
      })
      from.on('close', () => {
        this.#sockets.delete(from)
        to.destroy()
      })
    }
  }
}
