import { randomBytes } from 'node:crypto'
import type Router from '@koa/router'
import { refusalSentence } from '../../protocol/index.ts'
import type { Agent } from '../sessions/index.ts'
import { RearmBody, StopBody } from './bodies.ts'
import { readBody } from './body.ts'
import { admittedOf } from './house.ts'
import { missing } from './names.ts'
import { Problem } from './problem.ts'
import type { Rest } from './rest.ts'

/** Stop and re-arming. Everybody who is in may stop; a stop waits for nothing. */
export function routeStops(router: Router, rest: Rest): void {
  const { house, agents } = rest
  const { state } = house
  const recordOf = (scope: string) =>
    state.stops.get(scope) ?? missing('scope', scope, [...state.stops.keys()], 'One can stop')

  router.post('/api/stop', async ctx => {
    const { scope = 'station', reason, nonce = randomBytes(16).toString('hex') } = await readBody(ctx, StopBody)
    const record = recordOf(scope)
    agents.stop(admittedOf(ctx), { scope, nonce, ...(reason !== undefined && { reason }) })
    if (state.nonces.get(nonce) !== scope) {
      throw new Problem(409, 'nonce', 'This nonce was used for another stop; take a fresh one.')
    }
    const { generation, latched, wrote, by } = record
    const took = wrote === undefined ? {} : { took: wrote }
    const sentence = latched
      ? `Stopped: ${scope}. What the hardware says of it will stand in ${scope}.$stop.`
      : `${scope} was stopped with this nonce before, and re-armed since.`
    ctx.body = { scope, latched, generation, by, ...took, sentence, revision: state.revision, epoch: state.epoch }
  })

  router.post('/api/rearm', async ctx => {
    const { scope, stopGeneration, epoch } = await readBody(ctx, RearmBody)
    const record = recordOf(scope)
    const before = record.latched
    const agent = agents.of(admittedOf(ctx))
    agent.rearm({ scope, stopGeneration, epoch })
    const dates = { revision: state.revision, epoch: state.epoch }
    if (!record.latched) {
      const sentence = before ? `${scope} is re-armed.` : `${scope} was not stopped.`
      ctx.body = { outcome: 'done', sentence, detail: { generation: record.generation }, ...dates }
      return
    }
    const refused = refusalOf(agent, epoch === state.epoch)
    const detail = { generation: record.generation, ...(record.by && { by: record.by }) }
    ctx.status = { forbidden: 403, epoch: 412, staleStop: 423 }[refused]
    ctx.body = { refused, sentence: refusalSentence(refused, detail), detail, ...dates }
  })
}

/** Core says how a scope stands, and not why: it has three reasons to leave a latch as it is. */
function refusalOf({ person }: Agent, sameEpoch: boolean) {
  if (person.role === 'viewer') return 'forbidden'
  return sameEpoch ? 'staleStop' : 'epoch'
}
