import Router from '@koa/router'
import type { Context, Middleware } from 'koa'
import * as v from 'valibot'
import { ROLES } from '../../protocol/index.ts'
import { Denied, type Opened } from '../security/index.ts'
import type { Admitted } from '../sessions/index.ts'
import { readBody } from './body.ts'
import type { House } from './house.ts'
import { callerOf, loginCookie } from './identity.ts'

const Role = v.picklist(ROLES)
const CLAIM = v.strictObject({ code: v.string(), name: v.string(), password: v.string() })
const LOGIN = v.strictObject({ name: v.string(), password: v.string() })
const PASSWORD = v.strictObject({ old: v.string(), password: v.string() })
const USER = v.strictObject({ name: v.string(), password: v.string(), role: Role })
const CHANGE = v.strictObject({ role: v.exactOptional(Role), password: v.exactOptional(v.string()) })
const TOKEN = v.strictObject({ name: v.string(), role: v.exactOptional(Role), user: v.exactOptional(v.string()) })

const NOT_KEPT = 'It holds now, but could not be written to the disk: it would not survive a restart.'

/** Claim, log-in and log-out; users and tokens. JSON in and out; what is refused is a sentence. */
export function accessRoutes({ access, administration }: House, port: number): Router {
  const router = new Router()
  const open = (ctx: Context, { secret, person, kept }: Opened): void => {
    ctx.set('Set-Cookie', loginCookie(port, secret))
    ctx.body = { ...person, ...warning(kept) }
  }
  router.use(inSentences)
  router.post('/claim', async ctx => {
    const typed = await fields(ctx, CLAIM)
    open(ctx, await access.claim(callerOf(ctx.req, port), typed))
  })
  router.post('/login', async ctx => {
    const typed = await fields(ctx, LOGIN)
    const opened = await access.login(callerOf(ctx.req, port), typed)
    // Whoever was logged in here before is not any more.
    await access.logout(whoeverOf(ctx))
    open(ctx, opened)
  })
  router.post('/logout', async ctx => {
    await access.logout(whoeverOf(ctx))
    ctx.set('Set-Cookie', loginCookie(port, ''))
    ctx.body = {}
  })
  router.get('/me', ctx => {
    const { person } = whoeverOf(ctx)
    ctx.body = { claimed: access.claimed, ...person }
  })
  router.post('/password', async ctx => {
    const typed = await fields(ctx, PASSWORD)
    ctx.body = warning(await access.changePassword(whoeverOf(ctx), typed))
  })
  router.get('/users', ctx => {
    ctx.body = administration.users(whoeverOf(ctx))
  })
  router.post('/users', async ctx => {
    const wish = await fields(ctx, USER)
    ctx.body = warning(await administration.addUser(whoeverOf(ctx), wish))
    ctx.status = 201
  })
  router.patch('/users/:name', async ctx => {
    const wish = await fields(ctx, CHANGE)
    ctx.body = warning(await administration.changeUser(whoeverOf(ctx), ctx.params.name as string, wish))
  })
  router.delete('/users/:name', async ctx => {
    ctx.body = warning(await administration.removeUser(whoeverOf(ctx), ctx.params.name as string))
  })
  router.get('/tokens', ctx => {
    ctx.body = administration.tokens(whoeverOf(ctx))
  })
  router.post('/tokens', async ctx => {
    const wish = await fields(ctx, TOKEN)
    const { kept, ...token } = await administration.addToken(whoeverOf(ctx), wish)
    ctx.body = { ...token, ...warning(kept) }
    ctx.status = 201
  })
  router.delete('/tokens/:id', async ctx => {
    ctx.body = warning(await administration.removeToken(whoeverOf(ctx), ctx.params.id as string))
  })
  return router
}

/** Nobody, at the door; behind it there is somebody. */
const whoeverOf = (ctx: Context): Admitted => (ctx.state.admitted as Admitted | undefined) ?? {}
const warning = (kept: boolean): { warning?: string } => (kept ? {} : { warning: NOT_KEPT })

const inSentences: Middleware = async (ctx, next) => {
  try {
    await next()
  } catch (error) {
    if (!(error instanceof Denied)) throw error
    ctx.status = error.status
    if (error.retryAfter !== undefined) ctx.set('Retry-After', String(error.retryAfter))
    if (error.status === 413) ctx.set('Connection', 'close')
    ctx.body = `${error.message}\n`
  }
}

/** The body of a request: JSON with these fields and no others. */
async function fields<const S extends v.StrictObjectSchema<v.ObjectEntries, undefined>>(ctx: Context, schema: S) {
  const text = await readBody(ctx.req)
  if (text === undefined) throw new Denied(413, 'This is far longer than it can be.')
  const read = v.safeParse(schema, parsed(text))
  if (read.success) return read.output
  const [issue] = read.issues
  throw new Denied(
    400,
    `"${v.getDotPath(issue) ?? 'body'}": ${issue.message}. There is ${Object.keys(schema.entries).join(', ')}.`
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Denied(400, 'The body of this request must be a JSON object.')
  }
}
