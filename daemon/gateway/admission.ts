import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Context, Middleware } from 'koa'
import type { Admitted } from '../sessions/index.ts'
import type { House } from './house.ts'
import { callerOf } from './identity.ts'

/** The pages of those who are not in, and what they consist of and ask for. Nothing of the station is in them. */
const DOOR = ['/login', '/claim', '/door.html', '/door.js', '/door.css', '/me']

/**
 * Answers under way, with whom they are for: those that go on and on must end when somebody is no longer who they were;
 * and so must requests of which not all is here yet, for they would act under the role of before.
 */
export class Answering {
  readonly #open = new Map<ServerResponse, Admitted>()

  begin(response: ServerResponse, admitted: Admitted): void {
    this.#open.set(response, admitted)
    response.once('close', () => this.#open.delete(response))
  }

  dismiss(whom: (admitted: Admitted) => boolean): void {
    for (const [response, admitted] of this.#open)
      if ((response.headersSent || isComing(response.req)) && whom(admitted)) response.destroy()
  }
}

/** Somebody waits for the rest of its body. */
const isComing = (request: IncomingMessage): boolean => !request.complete && request.listenerCount('readable') > 0

/**
 * Who is it? Asked of every request, before any route. Whoever may come in is `ctx.state.admitted` from here on; nobody
 * else gets further than to the door, and hears nothing of the station there (X1).
 */
export function admission({ access, metrics = false }: House, port: number, answering: Answering): Middleware {
  return async (ctx, next) => {
    const admitted = access.identify(callerOf(ctx.req, port))
    if (admitted) {
      ctx.state.admitted = admitted
      answering.begin(ctx.res, admitted)
      return next()
    }
    // The one thing that a station may show to everybody, if its config says so; never before somebody has claimed it.
    const shown = metrics && access.claimed && ctx.path === '/metrics'
    if (isTheDoor(ctx) || shown) return next()
    if (ctx.path === '/health') ctx.body = { status: 'up' }
    else if (ctx.method === 'GET' && ctx.accepts('json', 'html') === 'html') leadToTheDoor(ctx, access.claimed)
    else {
      ctx.status = 401
      ctx.set('WWW-Authenticate', 'Bearer')
      ctx.body = access.claimed
        ? 'Log in first: open this address in a browser, or send "Authorization: Bearer" with a token.\n'
        : 'This Lockstep has no users yet: open this address in a browser, and claim it with the code in its log.\n'
    }
  }
}

const isTheDoor = ({ method, path }: Context): boolean =>
  method === 'POST' ? path === '/login' || path === '/claim' : DOOR.includes(path)

function leadToTheDoor(ctx: Context, claimed: boolean): void {
  const back = ctx.path === '/' ? '' : `?to=${encodeURIComponent(ctx.path)}`
  ctx.status = 303
  ctx.set('Location', claimed ? `/login${back}` : '/claim')
  ctx.body = 'Log in first.\n'
}
