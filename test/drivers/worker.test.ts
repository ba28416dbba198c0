import { once } from 'node:events'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { build } from 'esbuild'
import t from 'tap'
import plate from '../../drivers/catalog/plate/driver.ts'
import { toText } from '../../drivers/framing.ts'
import type { FromWorker, ToWorker } from '../../drivers/hosts/worker.ts'

const entry = new URL('../../drivers/hosts/worker.ts', import.meta.url).pathname

/** Bundled as for a page: whatever only Node has would not pass. */
async function start(t: { testdir(): string; teardown(fn: () => unknown): void }): Promise<Worker> {
  const outfile = join(t.testdir(), 'worker.mjs')
  await build({ entryPoints: [entry], outfile, bundle: true, format: 'esm', platform: 'browser', logLevel: 'silent' })
  const worker = new Worker(outfile)
  t.teardown(() => worker.terminate())
  return worker
}

t.test('the plate in a worker', async t => {
  const worker = await start(t)
  const post = (message: ToWorker) => worker.postMessage(message)
  const next = async () => (await once(worker, 'message'))[0] as FromWorker
  post({ machine: 'plate', seed: 1 })
  post({ order: { order: 'refuse', chance: 0 } })
  post({ bytes: plate.framing.encode('ID?', '01') })
  const answer = await next()
  t.equal('bytes' in answer && toText(answer.bytes), '01 PLATE 3.1*61\r\n')
  post({ order: { order: 'unplug', for: 250 } })
  t.same(await next(), { unplugged: 250 })
})

t.test('a machine that there is not', async t => {
  const worker = await start(t)
  worker.postMessage({ machine: 'teapot', seed: 1 } satisfies ToWorker)
  const [error] = await once(worker, 'error')
  t.match(error, { message: 'There is no machine "teapot"; there are plate, daq, host.' })
})
