import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { Client, hex } from '../gateway/stand.ts'
import { pause, processesNaming, Running } from './run.ts'

async function page(url: string): Promise<Client> {
  const { ticket } = (await (await fetch(`${url}/ticket`, { method: 'POST', headers: { Origin: url } })).json()) as {
    ticket: string
  }
  const client = await Client.open(Number(new URL(url).port), url)
  client.hello(ticket)
  await client.heard('at')
  return client
}

const stop = (url: string, scope: string) =>
  fetch(`${url}/stop`, {
    method: 'POST',
    headers: { Origin: url },
    body: JSON.stringify({ session: hex(), nonce: hex(), scope, reason: 'test' }),
  })

t.test('SIGTERM: good-bye to the pages, nothing left behind, code 0', async t => {
  const data = t.testdir({})
  const daemon = new Running(t, ['--port', '0', '--data', data])
  const url = await daemon.ready()
  await daemon.up()
  t.equal(processesNaming(join(data, 'simulated')).length, 1)
  const client = await page(url)
  const before = performance.now()
  daemon.child.kill('SIGTERM')
  t.match(await client.heard('bye'), { code: 'stopping', retryAfter: 500 })
  t.equal(await daemon.exit, 0)
  t.ok(performance.now() - before < 2_000)
  t.same(processesNaming(join(data, 'simulated')), [])
  t.notOk(existsSync(join(data, 'lock')))
})

t.test('a page that does not say good-bye delays nobody for long', async t => {
  const daemon = new Running(t, ['--port', '0', '--data', t.testdir({})])
  const client = await page(await daemon.ready())
  client.socket.pause()
  daemon.child.kill('SIGINT')
  t.equal(await daemon.exit, 0)
})

t.test('kill -9: the ledger is valid, the stop holds, the epoch is another', async t => {
  const data = t.testdir({})
  const first = new Running(t, ['--port', '0', '--data', data])
  const url = await first.ready()
  await first.up()
  const { epoch } = await first.health()
  t.match(await (await stop(url, 'plate')).json(), { confirmed: true, took: Number })
  while (!readFileSync(join(data, 'ledger.json'), 'utf8').includes('plate')) await pause(5)
  first.child.kill('SIGKILL')
  await first.exit
  t.match(JSON.parse(readFileSync(join(data, 'ledger.json'), 'utf8')), { boot: 1, latches: [{ scope: 'plate' }] })
  const patience = performance.now() + 3_000
  while (processesNaming(join(data, 'simulated')).length > 0 && performance.now() < patience) await pause(20)
  t.same(processesNaming(join(data, 'simulated')), [], 'the simulator does not outlive its parent')

  const second = new Running(t, ['--port', '0', '--data', data])
  const { epoch: next, latched } = await second.health()
  t.match(epoch, /^1\./)
  t.match(next, /^2\./)
  t.same(latched, ['plate'])
})

t.test('a ledger that cannot be read: it starts, stopped, and says so', async t => {
  const data = t.testdir({ 'ledger.json': '{"version":1,' })
  const daemon = new Running(t, ['--port', '0', '--data', data])
  t.same((await daemon.health()).latched, ['station'])
  t.match(daemon.errors, /could not be read.*re-arm/)
})

t.test('whoever reads its output may go', async t => {
  const daemon = new Running(t, ['--port', '0', '--data', t.testdir({ 'ledger.json': '' }), '--log', 'trace'])
  await daemon.ready()
  daemon.child.stdout?.destroy()
  daemon.child.stderr?.destroy()
  await daemon.up()
  daemon.child.kill('SIGTERM')
  const [code] = (await once(daemon.child, 'exit')) as [number]
  t.equal(code, 0)
})

t.test('a house that is wrong about itself stops every device first, then ends', async t => {
  const child = spawn(process.execPath, ['--import=tsx', fileURLToPath(import.meta.resolve('./doomed.ts'))])
  let out = ''
  child.stdout.on('data', bytes => {
    out += bytes
  })
  const [code] = (await once(child, 'close')) as [number]
  t.equal(code, 70)
  t.equal(out, 'halt\nwrong\nkeep\n')
})
