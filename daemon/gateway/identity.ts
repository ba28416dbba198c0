import type { IncomingMessage } from 'node:http'
import type { Caller } from '../security/index.ts'

/** Cookies know no ports: two daemons of one computer would take each other's for their own. */
const cookieName = (port: number): string => `lockstep-${port}`

/** What of a request says whose it is. */
export function callerOf(request: IncomingMessage, port: number): Caller {
  const { headers, socket } = request
  const login = cookieOf(headers.cookie ?? '', cookieName(port))
  return { address: socket.remoteAddress ?? '', headers, ...(login !== undefined && { login }) }
}

function cookieOf(header: string, name: string): string | undefined {
  for (const pair of header.split(';')) {
    const [key = '', value = ''] = pair.split('=', 2)
    if (key.trim() === name) return value.trim()
  }
  return undefined
}

/** How long a browser keeps it, s; whether it still counts is known here. */
const KEPT = 400 * 24 * 3_600

/** Out of the reach of scripts and of other sites. Without TLS it cannot be `Secure`: docs/reference/access.md. */
export const loginCookie = (port: number, secret: string): string =>
  `${cookieName(port)}=${secret}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${secret === '' ? 0 : KEPT}`
