import type Router from '@koa/router'
import type { Context } from 'koa'
import { Scalar } from '../../protocol/values.ts'
import type { Order } from '../sessions/index.ts'
import { CallBody, ReadBody, SetBody } from './bodies.ts'
import { readBody } from './body.ts'
import { admittedOf } from './house.ts'
import { actionOf, deviceOf, propertyOf } from './names.ts'
import { told } from './readings.ts'
import type { Rest } from './rest.ts'
import { statusOf } from './statuses.ts'

/** Commands. Each waits for its one outcome: the same path, the same checks and the same words as those of a page. */
export function routeCommands(router: Router, rest: Rest): void {
  const { state } = rest.house
  const named = (ctx: Context & { params: Record<string, string> }, of: typeof propertyOf | typeof actionOf) => {
    const { device = '', name = '' } = ctx.params
    of(deviceOf(state, device), name)
    return `${device}.${name}`
  }
  router.put('/api/devices/:device/properties/:name', async ctx => {
    const control = named(ctx, propertyOf)
    await order(ctx, rest, { op: 'set', control, ...(await readBody(ctx, SetBody)) })
  })
  router.put('/api/devices/:device/properties/:name/value', async ctx => {
    const control = named(ctx, propertyOf)
    await order(ctx, rest, { op: 'set', control, value: await readBody(ctx, Scalar) })
  })
  router.post('/api/devices/:device/properties/:name/read', async ctx => {
    const control = named(ctx, propertyOf)
    await order(ctx, rest, { op: 'read', control, ...(await readBody(ctx, ReadBody)) })
  })
  router.post('/api/devices/:device/actions/:name', async ctx => {
    const control = named(ctx, actionOf)
    await order(ctx, rest, { op: 'call', control, ...(await readBody(ctx, CallBody)) })
  })
}

async function order(ctx: Context, { agents, house }: Rest, order: Order): Promise<void> {
  const ended = await agents.order(admittedOf(ctx), order)
  const { sentence, detail = {}, revision, epoch } = ended
  const how = 'outcome' in ended ? { outcome: ended.outcome } : { refused: ended.refused }
  // What it reads now, with the answer: nobody has to ask twice.
  const reading = order.op === 'read' ? { reading: told(house, order.control) } : {}
  ctx.status = statusOf(ended)
  if (ctx.status === 405) ctx.set('Allow', 'GET, HEAD')
  if (ctx.status === 503) ctx.set('Retry-After', '1')
  ctx.body = { ...how, sentence, detail, revision, epoch, ...reading }
}
