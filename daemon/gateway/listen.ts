import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { LIMITS } from '../../protocol/index.ts'
import { type Refusal, refuseRaw } from './refusal.ts'

/** The address cannot be had; the message says which, and what to do. */
class ListenError extends Error {
  /** EX_TEMPFAIL: another time, or another port, it may be had. */
  readonly exitCode = 75

  constructor(message: string, options: { cause: unknown }) {
    super(message, options)
    this.name = 'ListenError'
  }
}

/** An HTTP server with bounds, which answers nothing yet. */
export async function listen(host: string, port: number): Promise<Server> {
  const server = createServer({
    headersTimeout: 5_000,
    requestTimeout: 10_000,
    keepAliveTimeout: 5_000,
    connectionsCheckingInterval: 1_000,
    maxHeaderSize: 8_192,
    noDelay: true,
    // The guard says it in words.
    requireHostHeader: false,
  })
  // Sockets of pages, and as many again for whatever else there is: above that, connections are dropped unread.
  server.maxConnections = 2 * LIMITS.connections
  server.on('clientError', (error: NodeJS.ErrnoException, wire) => refuseRaw(wire, misunderstood(error.code)))
  server.listen({ host, port })
  try {
    await once(server, 'listening')
  } catch (cause) {
    throw new ListenError(sentenceOf(cause as NodeJS.ErrnoException, host, port), { cause })
  }
  return server
}

export const portOf = (server: Server): number => (server.address() as AddressInfo).port

function sentenceOf({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  if (code === 'EADDRINUSE') {
    return (
      `Port ${port} is in use, perhaps by another Lockstep: see http://localhost:${port}. ` +
      `Stop that one, or choose another port: --port ${port + 1} (and for a second Lockstep also --data DIR).`
    )
  }
  if (code === 'EACCES') {
    return `Port ${port} is reserved for the system; choose one from 1024 up, for example --port 8400.`
  }
  return `Cannot listen on ${host}, port ${port}: ${message}. Choose another with --host and --port.`
}

function misunderstood(code: string | undefined): Refusal {
  if (code === 'HPE_HEADER_OVERFLOW') return { status: 431, sentence: 'The headers of this request are too long.' }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return { status: 408, sentence: 'This request did not arrive in time.' }
  return { status: 400, sentence: 'This is not an HTTP request.' }
}
