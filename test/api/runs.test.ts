import { once } from 'node:events'
import { mkdirSync, mkdtempSync, type ReadStream, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { openStand } from './stand.ts'

async function recorder(t: Test) {
  const data = mkdtempSync(join(tmpdir(), 'runs-'))
  t.teardown(() => rmSync(data, { recursive: true, force: true }))
  return { data, ...(await openStand(t, { data })) }
}

t.test('a run is begun, marked, ended, listed, fetched and removed', async t => {
  const { ask, house } = await recorder(t)
  const begun = await ask('POST', '/api/runs', { name: 'Cooling', only: ['plate.temperature'] }, ada)
  t.match(begun, { status: 201, body: { id: /^\d{8}-\d{6}-cooling$/, sentence: 'Recording "Cooling".' } })
  const { id } = begun.body
  t.equal(begun.headers.get('location'), `/api/runs/${id}.csv`)
  t.match(house.state.keys.get('station.$run')?.value.value, { id, by: 'Ada' })
  t.match(await ask('POST', '/api/runs', { name: 'Another' }), {
    status: 409,
    body: { error: 'busy', sentence: '"Cooling" is being recorded; stop it first.' },
  })
  t.match(await ask('POST', '/api/runs/mark', { words: 'lid opened' }, ada), { status: 200 })
  t.match(await ask('DELETE', `/api/runs/${id}`), { status: 409 })
  t.match(await ask('POST', '/api/runs/stop', {}, ada), { status: 200, body: { id, file: `/api/runs/${id}.csv` } })
  t.match(await ask('POST', '/api/runs/stop', {}), { status: 409, body: { error: 'none' } })
  t.match((await ask('GET', '/api/runs')).body, { runs: [{ id, name: 'cooling', underWay: false }] })
  const file = await ask('GET', `/api/runs/${id}.csv`)
  t.equal(file.headers.get('content-type'), 'text/csv; charset=utf-8')
  t.equal(file.headers.get('content-disposition'), `attachment; filename="${id}.csv"`)
  t.match(file.text, /^# Lockstep run: Cooling\n/)
  t.match(file.text, /^time,elapsed s,plate\.temperature \[Cel\],event$/m)
  t.match(file.text, /,lid opened \(Ada\)$/m)
  t.match(file.text, /rows, stopped by Ada\n$/)
  t.match(await ask('DELETE', `/api/runs/${id}`), { status: 200 })
  t.match((await ask('GET', '/api/runs')).body, { runs: [] })
})

t.test('what cannot be done, each with its sentence', async t => {
  const { ask } = await recorder(t)
  const viewer = { 'x-person': 'Vera viewer' }
  for (const [method, path, body] of [
    ['POST', '/api/runs', { name: 'x' }],
    ['POST', '/api/runs/stop', {}],
    ['POST', '/api/runs/mark', { words: 'x' }],
    ['DELETE', '/api/runs/20260101-000000-x', undefined],
  ] as const) {
    const answer = await ask(method, path, body, viewer)
    t.match(answer, { status: 403, body: { sentence: 'Your role may watch, not operate.' } }, `${method} ${path}`)
  }
  t.match(await ask('GET', '/api/runs', undefined, viewer), { status: 200 })
  t.match(await ask('POST', '/api/runs', { name: ' ' }), { status: 400, body: { sentence: /name/ } })
  t.match(await ask('POST', '/api/runs', { name: 'x', only: ['nothing'] }), { status: 422 })
  for (const file of ['..%2fledger.json', '20260101-000000-x.csv', 'x'])
    t.match(await ask('GET', `/api/runs/${file}`), { status: 404 }, file)
})

t.test('RunReadFault: a file that cannot be read ends its own answer, and not the daemon', async t => {
  const { ask, base, data } = await recorder(t)
  // Opened, and then it gives nothing: as a card that is going bad.
  mkdirSync(join(data, 'runs', '20260101-000000-bad.csv'), { recursive: true })
  await t.rejects(fetch(`${base}/api/runs/20260101-000000-bad.csv`).then(answer => answer.text()))
  t.match(await ask('GET', '/api'), { status: 200 })
})

t.test('RunLeak: who breaks a download off leaves no file open', async t => {
  const { base, data, api } = await recorder(t)
  mkdirSync(join(data, 'runs'))
  writeFileSync(join(data, 'runs', '20260101-000000-long.csv'), Buffer.alloc(32 * 1024 * 1024, 46))
  const files: ReadStream[] = []
  const { runs } = api
  const read = runs?.read.bind(runs)
  Object.assign(runs ?? {}, { read: (id: string) => files[files.push(read?.(id) as ReadStream) - 1] })
  const stop = new AbortController()
  const answer = await fetch(`${base}/api/runs/20260101-000000-long.csv`, { signal: stop.signal })
  await answer.body?.getReader().read()
  const [file] = files
  t.equal(file?.closed, false)
  stop.abort()
  if (file && !file.closed) await once(file, 'close')
  t.equal(file?.closed, true)
})

const ada = { 'x-person': 'Ada operator' }
