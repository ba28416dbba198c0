import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import t from 'tap'
import { openBrowser } from './browser.ts'
import type { Session } from './rig.ts'

const source = (name: string): string => fileURLToPath(new URL(`./browser-station/${name}`, import.meta.url))

async function bundled(name: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [source(name)],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
  })
  return outputFiles[0]?.text ?? ''
}

t.test('one command through the whole station, bundled into a worker of a browser', async t => {
  const files = new Map([
    ['/', '<!doctype html><title>station</title><script src="/page.js"></script>'],
    ['/page.js', await bundled('page.ts')],
    ['/worker.js', await bundled('worker.ts')],
  ])
  const server = createServer((request, response) => {
    const file = files.get(request.url ?? '')
    response.writeHead(file === undefined ? 404 : 200, {
      'content-type': request.url === '/' ? 'text/html' : 'text/javascript',
    })
    response.end(file)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const browser = await openBrowser()
  t.teardown(async () => {
    await browser.close()
    server.close()
  })
  const page = await browser.newPage()
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  const ready = () => {
    const { session } = (window as never as { lockstep?: { session: Session } }).lockstep ?? {}
    return session?.link.state === 'live' && session.blocked('plate.target') === undefined
  }
  await page.waitForFunction(ready)
  // From here on there is no server.
  await new Promise(resolve => server.close(resolve).closeAllConnections())
  await page.evaluate(() => {
    const { session } = (window as never as { lockstep: { session: Session } }).lockstep
    session.set('plate.target', 64.2)
  })
  await page.waitForFunction(() => {
    const { session } = (window as never as { lockstep: { session: Session } }).lockstep
    return session.key('plate.target')?.value === 64.2
  })
  const status = await page.evaluate(() => {
    const { session } = (window as never as { lockstep: { session: Session } }).lockstep
    return { epoch: session.epoch, last: session.control('plate.target').last }
  })
  t.match(status, { epoch: '1.worker', last: { outcome: 'done' } }, 'asked, sent, read back: without a server')
})
