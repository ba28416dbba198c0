import { SUBPROTOCOL } from '../../protocol/index.ts'
import type { SocketListener, Surroundings } from './api.ts'
import { LoginNeeded } from './login-needed.ts'
import { PATIENCE, timeAndChance, type World } from './world.ts'

/** As much of a browser's or Node's global world as speaking to a daemon needs; `globalThis` of either has it. */
export interface WebWorld extends World {
  fetch(url: string, init: Request): Promise<Answer>
  readonly AbortController: new () => { readonly signal: unknown; abort(): void }
}

interface Request {
  readonly method: string
  readonly headers: { [name: string]: string }
  readonly body: string
  readonly keepalive: boolean
  // biome-ignore lint/suspicious/noExplicitAny: a name of the DOM's that has none here; only ever handed on
  readonly signal: any
}

interface Answer {
  readonly ok: boolean
  readonly status: number
  json(): Promise<unknown>
}

interface WebSocketLike {
  onopen: ((event: never) => unknown) | null
  onclose: ((event: never) => unknown) | null
  onerror: ((event: never) => unknown) | null
  onmessage: ((event: never) => unknown) | null
  send(text: string): void
  close(): void
}

export interface WebOptions {
  /** `http://host:port`. */
  readonly origin: string
  readonly world: WebWorld
  readonly WebSocket: new (url: string, protocol: string, options?: never) => WebSocketLike
  /** Outside of a browser nobody else says from where a request comes. */
  readonly sayOrigin?: boolean
  /** Where one has to log in, a program shows a token instead. */
  readonly token?: string
}

/**
 * The surroundings of a page, or of a program that speaks like one:
 *
 *   webSurroundings({ origin: location.origin, world: globalThis, WebSocket })
 *   webSurroundings({ origin, world: globalThis, WebSocket: ws, sayOrigin: true })
 */
export function webSurroundings({ origin, world, WebSocket, sayOrigin = false, token }: WebOptions): Surroundings {
  const from = sayOrigin ? { origin } : {}
  const who = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const post = async (path: string, content: object, keepalive = false): Promise<unknown> => {
    const headers = { 'content-type': 'application/json', ...from, ...who }
    const body = JSON.stringify(content)
    const patience = new world.AbortController()
    const timer = world.setTimeout(() => patience.abort(), PATIENCE)
    const { signal } = patience
    try {
      const answer = await world.fetch(`${origin}${path}`, { method: 'POST', headers, body, keepalive, signal })
      if (answer.status === 401) throw new LoginNeeded()
      if (!answer.ok) throw new Error(`The daemon refused ${path}.`)
      return await answer.json()
    } finally {
      world.clearTimeout(timer)
    }
  }
  return {
    ...timeAndChance(world),
    ticket: async () => ((await post('/ticket', {})) as { ticket: string }).ticket,
    // Goes out even if the page is closed in that moment.
    postStop: async body => ((await post('/stop', body, true)) as { confirmed?: boolean }).confirmed === true,
    connect(listener) {
      const url = `${origin.replace(/^http/, 'ws')}/ws`
      return listened(new WebSocket(url, SUBPROTOCOL, { ...from, headers: who } as never), listener)
    },
  }
}

/** An error is always followed by a close; the handler only keeps `ws` from throwing it. */
function listened(socket: WebSocketLike, listener: SocketListener) {
  socket.onopen = () => listener.opened()
  socket.onclose = () => listener.closed()
  socket.onerror = () => {}
  socket.onmessage = (event: { data: unknown }) => {
    if (typeof event.data === 'string') listener.heard(event.data)
  }
  return socket
}
