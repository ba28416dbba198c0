import Router from '@koa/router'
import type { Context, Middleware } from 'koa'
import { routeCommands } from './commands.ts'
import { routeDevices } from './devices.ts'
import { routeHistory } from './history.ts'
import { type ApiHouse, baseOf, personOf } from './house.ts'
import { routeMetrics } from './metrics.ts'
import { openApiText } from './openapi.ts'
import { inJson, Problem } from './problem.ts'
import { restOf } from './rest.ts'
import { routeRuns } from './runs.ts'
import { routeStops } from './stopping.ts'
import { routeEvents } from './watching.ts'

/** Everything under `/api`, and `/metrics`; mounted by the gateway behind its guard. */
export function apiRoutes(house: ApiHouse): Router[] {
  const rest = restOf(house)
  const router = new Router()
  router.use(inJson(house))
  routeDevices(router, rest)
  routeCommands(router, rest)
  routeStops(router, rest)
  routeHistory(router, house)
  routeEvents(router, rest)
  routeMetrics(router, rest)
  if (house.runs) routeRuns(router, house.runs)
  const document = openApiText(house)
  router.get('/api/openapi.json', ctx => {
    ctx.body = document({ base: baseOf(ctx), guarded: personOf(ctx) !== undefined })
    ctx.type = 'json'
  })
  const others = new Router()
  others.use(inJson(house))
  others.all('/api{/*rest}', otherwise(router))
  return [router, others]
}

/** What no route answers: nothing of that name, or not in this way. */
const otherwise =
  (router: Router): Middleware =>
  (ctx: Context) => {
    const { path } = router.match(ctx.path, ctx.method)
    const allowed = [...new Set(path.flatMap(({ methods }) => methods))]
    if (allowed.length === 0) {
      throw new Problem(404, 'notFound', `There is no ${ctx.path.slice(0, 100)} here; /api says what there is.`)
    }
    ctx.set('Allow', [...allowed, 'OPTIONS'].join(', '))
    if (ctx.method !== 'OPTIONS') {
      throw new Problem(405, 'notAllowed', `${ctx.path} takes ${allowed.join(', ')}; not ${ctx.method}.`)
    }
    ctx.status = 204
  }
