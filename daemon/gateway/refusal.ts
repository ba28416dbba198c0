import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'

/** Why a request is not served, for a person. */
export interface Refusal {
  readonly status: number
  readonly sentence: string
}

const HEADERS = {
  'Content-Type': 'text/plain; charset=utf-8',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  Connection: 'close',
}

export function refuse(request: IncomingMessage, response: ServerResponse, { status, sentence }: Refusal): void {
  // What is still on its way is not read: the connection ends.
  request.resume()
  response.writeHead(status, HEADERS).end(`${sentence}\n`)
}

/** Where there is no response to write on: before a request was understood, and instead of an upgrade. */
export function refuseRaw(socket: Duplex, { status, sentence }: Refusal): void {
  if (!socket.writable) return void socket.destroy()
  const body = `${sentence}\n`
  const headers = Object.entries({ ...HEADERS, 'Content-Length': Buffer.byteLength(body) })
  const head = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  socket.once('finish', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${head}\r\n${body}`)
}
