import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import t from 'tap'
import { loadPages } from '../../daemon/gateway/index.ts'
import { openStand } from './stand.ts'

function built(folder: string) {
  mkdirSync(join(folder, 'fonts'))
  const files = { 'index.html': '<p>ok', 'app.js': 'run()', 'fonts/mono-8F3A21BC.woff2': 'font' }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  writeFileSync(join(folder, 'app.js.br'), brotliCompressSync('run()'))
  return loadPages(folder)
}

t.test('the page and its files', async t => {
  const { base, port, raw } = await openStand(t, { pages: built(t.testdir({})) })
  const page = await fetch(`${base}/`)
  t.equal(page.status, 200)
  t.equal(page.headers.get('content-type'), 'text/html; charset=utf-8')
  t.equal(page.headers.get('cache-control'), 'no-cache')
  t.equal(await page.text(), '<p>ok')

  const br = { 'Accept-Encoding': 'br' }
  const script = await fetch(`${base}/app.js`, { headers: br })
  t.equal(script.headers.get('content-encoding'), 'br')
  t.equal(script.headers.get('vary'), 'Accept-Encoding')
  t.match(script.headers.get('content-type'), /javascript/)
  t.equal(await script.text(), 'run()')
  const etag = script.headers.get('etag') ?? ''
  // By hand: fetch would also ask for no cache at all.
  const again = `GET /app.js HTTP/1.1\r\nHost: localhost:${port}\r\nAccept-Encoding: br\r\nIf-None-Match: ${etag}\r\n\r\n`
  t.match(await raw(again), /^HTTP\/1\.1 304 /)

  const plain = await fetch(`${base}/app.js`, { headers: { 'Accept-Encoding': 'identity' } })
  t.equal(plain.headers.get('content-encoding'), null)
  t.not(plain.headers.get('etag'), etag)
  t.equal(await plain.text(), 'run()')

  t.match((await fetch(`${base}/fonts/mono-8F3A21BC.woff2`)).headers.get('cache-control'), /immutable/)
  const head = await fetch(`${base}/app.js`, { method: 'HEAD' })
  t.equal(head.status, 200)
  t.equal(await head.text(), '')
})

t.test('what is not there, and what is not taken', async t => {
  const { base, post } = await openStand(t, { pages: built(t.testdir({})) })
  for (const path of ['/app.js.br', '/fonts', '/index', '/%2e%2e/package.json', '/constructor']) {
    const answer = await fetch(base + path)
    t.equal(answer.status, 404, path)
    t.match(await answer.text(), /^There is no /)
  }
  const answer = await post('/health')
  t.equal(answer.status, 405)
  t.match(await answer.text(), /does not take POST/)
})

t.test('a page that is not built says how', async t => {
  const { base } = await openStand(t, { pages: loadPages(join(t.testdir({}), 'missing')) })
  const answer = await fetch(`${base}/`)
  t.equal(answer.status, 503)
  t.match(await answer.text(), /npm run build/)
})

t.test('health', async t => {
  const { base } = await openStand(t)
  t.match(await (await fetch(`${base}/health`)).json(), {
    status: 'degraded',
    version: '0',
    epoch: '1.test',
    revision: Number,
    uptime: Number,
    devices: { plate: { state: 'opening' } },
    latched: [],
    connections: 0,
  })
})
