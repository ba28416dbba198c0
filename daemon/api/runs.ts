import type Router from '@koa/router'
import type { Context } from 'koa'
import * as v from 'valibot'
import { refusalSentence } from '../../protocol/index.ts'
import type { RunError, Runs } from '../history/index.ts'
import { readBody } from './body.ts'
import { personOf } from './house.ts'
import { Problem } from './problem.ts'

const RunBody = v.strictObject({
  name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(80)),
  note: v.exactOptional(v.pipe(v.string(), v.maxLength(2_000)), ''),
  /** Names of devices (`plate`) or properties (`plate.temperature`); without any, everything. */
  only: v.exactOptional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(128))), v.maxLength(256)), []),
})
const MarkBody = v.strictObject({ words: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200)) })

const STATUS: Readonly<Record<RunError['code'], number>> = { busy: 409, none: 409, disk: 507, empty: 422, name: 404 }

/** Recording: one run at a time, each a file. Whoever may operate may record; whoever is in may read. */
export function routeRuns(router: Router, runs: Runs): void {
  router.get('/api/runs', async ctx => {
    ctx.body = { runs: await runs.list() }
  })
  router.post('/api/runs', async ctx => {
    const by = operatorOf(ctx)
    const wish = await readBody(ctx, RunBody)
    const id = await said(runs.start({ ...wish, by }))
    ctx.status = 201
    ctx.set('Location', `/api/runs/${id}.csv`)
    ctx.body = { id, sentence: `Recording "${wish.name}".` }
  })
  router.post('/api/runs/stop', async ctx => {
    const id = await said(runs.stop(`stopped by ${operatorOf(ctx)}`))
    ctx.body = { id, sentence: 'Recorded.', file: `/api/runs/${id}.csv` }
  })
  router.post('/api/runs/mark', async ctx => {
    const by = operatorOf(ctx)
    const { words } = await readBody(ctx, MarkBody)
    await said(Promise.resolve().then(() => runs.mark(`${words} (${by})`)))
    ctx.body = { sentence: 'Marked.' }
  })
  router.get('/api/runs/:file', ctx => {
    const { file = '' } = ctx.params
    const stream = runs.read(file.replace(/\.csv$/, ''))
    if (!stream) throw noSuchRun(file)
    ctx.type = 'text/csv; charset=utf-8'
    ctx.attachment(file.endsWith('.csv') ? file : `${file}.csv`)
    // As it is: Koa ends it with the answer, and the answer where it fails. Behind a pipe it would be left open, or end the daemon.
    ctx.body = stream
  })
  router.delete('/api/runs/:id', async ctx => {
    operatorOf(ctx)
    const { id = '' } = ctx.params
    await said(runs.remove(id))
    ctx.body = { sentence: `The run ${id} is removed.` }
  })
}

function operatorOf(ctx: Context): string {
  const person = personOf(ctx)
  if (person?.role === 'viewer') throw new Problem(403, 'forbidden', refusalSentence('forbidden'))
  return person?.name ?? 'a guest'
}

const noSuchRun = (id: string): Problem =>
  new Problem(404, 'notFound', `There is no run "${id.slice(0, 80)}"; /api/runs lists them.`)

/** What cannot be done is said with its status. */
async function said<T>(doing: Promise<T>): Promise<T> {
  try {
    return await doing
  } catch (error) {
    const { code, message } = error as RunError
    if (code in STATUS) throw new Problem(STATUS[code], code, message)
    throw error
  }
}
