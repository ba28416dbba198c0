import type { IncomingMessage } from 'node:http'
import type { Refusal } from './refusal.ts'

/**
 * Who may come in: checked before any handler sees the request (X3).
 *
 * A page of a foreign site can make a browser send requests here, and by DNS
 * rebinding even under a name of its own (RebindTakeover): so the Host must be one of
 * ours, and whatever changes something must come from a page that was served here.
 */
export class Guard {
  readonly #authorities: ReadonlySet<string>
  readonly #origins: ReadonlySet<string>
  readonly #known: string

  /** @param hosts names, besides this computer's own; each with a port of its own or without */
  constructor(hosts: readonly string[], port: number) {
    const authorities = ['localhost', '127.0.0.1', '[::1]', ...hosts].map(host => withPort(host.toLowerCase(), port))
    this.#authorities = new Set(authorities)
    this.#origins = new Set(authorities.map(authority => `http://${authority}`))
    this.#known = [...this.#origins].join(', ')
  }

  /** Why this request reaches no handler; undefined when it may. */
  refusal(request: IncomingMessage, upgrade = false): Refusal | undefined {
    const { method = '', url = '', rawHeaders } = request
    const hosts = rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'host')
    if (hosts.length !== 1) return { status: 400, sentence: 'A request names its Host, once.' }
    const host = request.headers.host ?? ''
    if (!this.#authorities.has(host.toLowerCase())) {
      const sentence = `This daemon is not known as ${shown(host)}. Open ${this.#known}, or add the name to "hosts" in station.yaml.`
      return { status: 421, sentence }
    }
    const { origin } = request.headers
    const needed = upgrade || (method !== 'GET' && method !== 'HEAD')
    if (origin === undefined ? needed : !this.#origins.has(origin)) {
      const from = origin === undefined ? 'A request without an Origin' : `A page from ${shown(origin)}`
      return { status: 403, sentence: `${from} may not do this; open the daemon's own page: ${this.#known}.` }
    }
    if (!url.startsWith('/')) return { status: 400, sentence: 'The target of a request begins with a slash.' }
    return undefined
  }
}

/** A browser leaves out the port that is usual. */
function withPort(host: string, port: number): string {
  const hasPort = /:\d+$/.test(host.replace(/^\[[^\]]*\]/, ''))
  return hasPort || port === 80 ? host : `${host}:${port}`
}

const shown = (text: string): string => JSON.stringify(text.slice(0, 100))
