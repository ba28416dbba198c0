import type { IncomingMessage } from 'node:http'
import { isIPv6 } from 'node:net'
import type { Refusal } from './refusal.ts'

/**
 * Who may come in: checked before any handler sees the request (X3).
 *
 * A page of a foreign site can make a browser send requests here, and by DNS
 * rebinding even under a name of its own (RebindTakeover): so the Host must be one of
 * ours, and whatever changes something must come from a page that was served here, or
 * carry what no foreign page can make a browser send without asking first.
 */
export class Guard {
  readonly #authorities: ReadonlySet<string>
  readonly #port: number
  readonly #known: string

  /** @param hosts names, besides this computer's own; each with a port of its own or without */
  constructor(hosts: readonly string[], port: number) {
    const authorities = ['localhost', '127.0.0.1', '[::1]', ...hosts].map(host => withPort(host.toLowerCase(), port))
    this.#authorities = new Set(authorities)
    this.#port = port
    this.#known = [...this.#authorities].map(authority => `http://${authority}`).join(', ')
  }

  /** Why this request reaches no handler; undefined when it may. */
  refusal(request: IncomingMessage, upgrade = false): Refusal | undefined {
    const { method = '', url = '', rawHeaders } = request
    const hosts = rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'host')
    if (hosts.length !== 1) return { status: 400, sentence: 'A request names its Host, once.' }
    const host = request.headers.host ?? ''
    if (!this.#isOurs(host, request)) {
      const sentence = `This daemon is not known as ${shown(host)}. Open ${this.#known}, or add the name to "hosts" in station.yaml.`
      return { status: 421, sentence }
    }
    const { origin } = request.headers
    const needed = upgrade || (method !== 'GET' && method !== 'HEAD' && !isOfAProgram(request))
    if (origin === undefined ? needed : !this.#isOursFrom(origin, request)) {
      const from = origin === undefined ? 'A request without an Origin' : `A page from ${shown(origin)}`
      return { status: 403, sentence: `${from} may not do this; open the daemon's own page: ${this.#known}.` }
    }
    if (!url.startsWith('/')) return { status: 400, sentence: 'The target of a request begins with a slash.' }
    return undefined
  }

  /** By one of our names; or by the very address that was reached, which no name can be rebound to. */
  #isOurs(authority: string, { socket }: IncomingMessage): boolean {
    const name = authority.toLowerCase()
    if (this.#authorities.has(name)) return true
    const address = socket?.localAddress?.replace(/^::ffff:(?=\d+\.)/i, '')
    return address !== undefined && name === withPort(isIPv6(address) ? `[${address}]` : address, this.#port)
  }

  #isOursFrom(origin: string, request: IncomingMessage): boolean {
    return origin.startsWith('http://') && this.#isOurs(origin.slice('http://'.length), request)
  }
}

/** A browser sends these across sites only after it has asked, and it asks with an Origin. */
function isOfAProgram({ headers, url = '' }: IncomingMessage): boolean {
  if (/^Bearer /i.test(headers.authorization ?? '')) return true
  return url.startsWith('/api/') && /^application\/([\w.-]+\+)?json\b/i.test(headers['content-type'] ?? '')
}

/** A browser leaves out the port that is usual. */
function withPort(host: string, port: number): string {
  const hasPort = /:\d+$/.test(host.replace(/^\[[^\]]*\]/, ''))
  return hasPort || port === 80 ? host : `${host}:${port}`
}

const shown = (text: string): string => JSON.stringify(text.slice(0, 100))
