import Router from '@koa/router'
import Koa, { type Middleware } from 'koa'
import { apiRoutes } from '../api/index.ts'
import type { Event } from '../core/index.ts'
import type { Admitted } from '../sessions/index.ts'
import { stopByPost } from '../stop-by-post.ts'
import { accessRoutes } from './access-routes.ts'
import { type Answering, admission } from './admission.ts'
import { readBody } from './body.ts'
import { healthOf } from './health.ts'
import type { House } from './house.ts'
import { servePages } from './pages.ts'

const SECURITY = {
  'Content-Security-Policy':
    "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; object-src 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
}

const HUNG_UP = new Set(['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE'])

/** What is served over HTTP. Who gets here has passed the guard. */
export function makeApp(house: House, port: number, answering: Answering): Koa {
  const app = new Koa()
  const router = routes(house)
  app.on('error', (error: NodeJS.ErrnoException) => {
    // Who breaks a download off is no fault of ours.
    if (!HUNG_UP.has(error.code ?? '')) house.log.error({ err: error }, 'A request failed.')
  })
  app.use(inSentences(house))
  app.use(admission(house, port, answering))
  app.use(servePages(house.pages))
  app.use(accessRoutes(house, port).routes())
  for (const api of apiRoutes(house)) app.use(api.routes())
  app.use(router.routes())
  app.use(router.allowedMethods())
  return app
}

function routes({ state, post, sessions, tickets, clock, version }: House): Router {
  const router = new Router()
  router.get('/', ctx => {
    ctx.status = 503
    ctx.body = 'The page is not built yet: npm run build, then start again.\n'
  })
  router.get('/health', ctx => {
    const uptime = Math.round(clock.now() / 1_000)
    ctx.body = healthOf(state, { version, uptime, connections: sessions.size, slow: sessions.slow })
  })
  router.post('/ticket', ctx => {
    const ticket = tickets.issue(ctx.state.admitted as Admitted)
    if (ticket !== undefined) {
      ctx.body = { ticket }
      return
    }
    ctx.status = 503
    ctx.set('Retry-After', '1')
    ctx.body = 'Too many pages are connecting at this moment; try again in a second.\n'
  })
  router.post('/stop', async ctx => {
    const text = await readBody(ctx.req)
    const answer =
      text === undefined
        ? { status: 413, sentence: 'A stop is a few hundred bytes long; this was far more.' }
        : stopByPost(
            { state, post: event => postOrDie(post, event), person: (ctx.state.admitted as Admitted).person },
            text
          )
    if ('status' in answer) {
      ctx.status = answer.status
      ctx.body = `${answer.sentence}\n`
      if (answer.status === 413) ctx.set('Connection', 'close')
    } else ctx.body = answer
  })
  return router
}

/** Koa answers for whatever is thrown and goes on. A house that is wrong about itself must not. */
function postOrDie(post: (event: Event) => void, event: Event): void {
  try {
    post(event)
  } catch (error) {
    process.nextTick(() => {
      throw error
    })
    throw error
  }
}

/** Headers that every answer has, and a sentence where there would be none. */
function inSentences({ log }: House): Middleware {
  return async (ctx, next) => {
    ctx.set(SECURITY)
    ctx.set('Cache-Control', 'no-store')
    try {
      await next()
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ECONNRESET') return
      log.error({ err: error }, `${ctx.method} ${ctx.path} failed.`)
      ctx.status = 500
      ctx.body = 'The daemon could not answer this; its log says why.\n'
    }
    if (ctx.body !== undefined && ctx.body !== null) return
    if (ctx.status === 404) say(ctx, 404, `There is no ${ctx.path} here.`)
    else if (ctx.status === 405) say(ctx, 405, `${ctx.path} does not take ${ctx.method}.`)
    else if (ctx.status === 501) say(ctx, 501, `This daemon does not know the method ${ctx.method}.`)
  }
}

/** The status anew: Koa takes a body to mean 200 where nobody set one. */
function say(ctx: Koa.Context, status: number, sentence: string): void {
  ctx.body = `${sentence}\n`
  ctx.status = status
}
