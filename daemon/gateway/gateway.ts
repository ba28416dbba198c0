import type { IncomingMessage, Server } from 'node:http'
import type { Clock } from '../../protocol/index.ts'
import { neighbourhoodOf, Throttle } from '../security/index.ts'
import type { Admitted } from '../sessions/index.ts'
import { Answering } from './admission.ts'
import { makeApp } from './app.ts'
import { Guard } from './guard.ts'
import type { House } from './house.ts'
import { callerOf } from './identity.ts'
import { portOf } from './listen.ts'
import { type Refusal, refuse } from './refusal.ts'
import { Sockets } from './sockets.ts'

/** How long pages and requests get to end by themselves, ms. */
const GRACE = 700

export interface Gateway {
  /** Takes nobody new; ends when everybody has left, or soon. */
  close(): Promise<void>
}

const NOT_IN = { status: 401, sentence: 'Log in first.' }
const HOUR = 3_600_000

/** Puts the house behind a server that listens. */
export function openGateway(server: Server, house: House): Gateway {
  const { access, sessions, clock } = house
  const port = portOf(server)
  const guard = new Guard(house.hosts, port)
  const noteRefusal = refusals(house)
  const sockets = new Sockets({
    sessions,
    refusal: request =>
      noteRefusal(request, guard.refusal(request, true)) ??
      (access.identify(callerOf(request, port)) ? undefined : NOT_IN),
  })
  const answering = new Answering()
  const answer = makeApp(house, port, answering).callback()
  server.on('request', (request, response) => {
    const refusal = noteRefusal(request, guard.refusal(request))
    if (refusal) refuse(request, response, refusal)
    else void answer(request, response)
  })
  server.on('upgrade', sockets.upgrade)
  const review = (): void => {
    const left = (admitted: Admitted): boolean => !access.holds(admitted)
    sessions.dismiss(left)
    answering.dismiss(left)
  }
  const forget = access.watch(review)
  const forgetReviews = everyHour(clock, review)
  return {
    close() {
      forget()
      forgetReviews()
      return close(server, sockets)
    },
  }
}

/** A login ends by itself, too; whoever is attached uses it. */
function everyHour(clock: Clock, fn: () => void): () => void {
  let forget = clock.after(HOUR, again)
  function again(): void {
    forget = clock.after(HOUR, again)
    fn()
  }
  return () => forget()
}

/** Refusals of the guard go into the audit log: some in a row, then few, so that nobody can wash the rest of it away. */
function refusals({ audit, clock }: House) {
  const throttle = new Throttle(() => clock.now(), { burst: 10, every: 10_000 }, { burst: 60, every: 10_000 })
  let unlisted = 0
  return (request: IncomingMessage, refusal: Refusal | undefined): Refusal | undefined => {
    if (!refusal) return undefined
    const { method, headers, socket } = request
    const from = socket.remoteAddress ?? ''
    if (throttle.pay([neighbourhoodOf(from)]) > 0) unlisted++
    else {
      const said = { host: short(headers.host), origin: short(headers.origin), method, path: short(request.url) }
      const { status } = refusal
      audit.write({ event: 'requestRefused', from, status, ...said, ...(unlisted > 0 && { unlisted }) })
      unlisted = 0
    }
    return refusal
  }
}

const short = (text: string | undefined): string | undefined => text?.slice(0, 100)

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
