import type { Server } from 'node:http'
import { makeApp } from './app.ts'
import { Guard } from './guard.ts'
import type { House } from './house.ts'
import { portOf } from './listen.ts'
import { refuse } from './refusal.ts'
import { Sockets } from './sockets.ts'

/** How long pages and requests get to end by themselves, ms. */
const GRACE = 700

export interface Gateway {
  /** Takes nobody new; ends when everybody has left, or soon. */
  close(): Promise<void>
}

/** Puts the house behind a server that listens. */
export function openGateway(server: Server, house: House): Gateway {
  const guard = new Guard(house.hosts, portOf(server))
  const sockets = new Sockets(guard, house.sessions)
  const answer = makeApp(house).callback()
  server.on('request', (request, response) => {
    const refusal = guard.refusal(request)
    if (refusal) refuse(request, response, refusal)
    else void answer(request, response)
  })
  server.on('upgrade', sockets.upgrade)
  return { close: () => close(server, sockets) }
}

function close(server: Server, sockets: Sockets): Promise<void> {
  return new Promise(resolve => {
    const force = setTimeout(() => {
      sockets.terminate()
      server.closeAllConnections()
    }, GRACE)
    server.close(() => {
      clearTimeout(force)
      resolve()
    })
    server.closeIdleConnections()
  })
}
