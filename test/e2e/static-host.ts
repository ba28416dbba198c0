import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

const TYPES: Record<string, string> = {
  html: 'text/html',
  js: 'text/javascript',
  css: 'text/css',
  svg: 'image/svg+xml',
  json: 'application/json',
}

/** The barest of static hosts: files of a folder below a path, and 404. */
export class StaticHost {
  readonly folder: string
  /** Files that were given out, in order. */
  readonly served: string[] = []
  /** Addresses that were asked for and are not there. */
  readonly missed: string[] = []
  /** Files that it pretends not to have. */
  readonly lacking = new Set<string>()
  readonly #path = '/some/where/'
  readonly #server = createServer((request, response) => {
    const url = (request.url ?? '').split('?')[0] ?? ''
    const name = url === this.#path ? 'index.html' : url.slice(this.#path.length)
    const file = join(this.folder, name)
    if (!url.startsWith(this.#path) || this.lacking.has(name) || !existsSync(file)) {
      this.missed.push(url)
      response.writeHead(404).end()
      return
    }
    this.served.push(name)
    response.writeHead(200, { 'content-type': TYPES[name.split('.').at(-1) ?? ''] }).end(readFileSync(file))
  })

  private constructor(folder: string) {
    this.folder = folder
  }

  static async open(folder: string): Promise<StaticHost> {
    const host = new StaticHost(folder)
    await new Promise<void>(resolve => host.#server.listen(0, '127.0.0.1', resolve))
    return host
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${this.#path}`
  }

  /** From here on there is no server. */
  async close(): Promise<void> {
    if (!this.#server.listening) return
    const closed = new Promise(resolve => this.#server.close(resolve))
    this.#server.closeAllConnections()
    await closed
  }
}
