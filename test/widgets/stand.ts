import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { type Browser, chromium, type Page } from 'playwright-core'

const CHROMIUM = '/usr/bin/chromium'
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** The page's policy, as strict here as in the product: what it forbids must not be needed. */
const POLICY = "default-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

export interface Stand {
  readonly browser: Browser
  /** Opens the playground at a scene, ready for hands. */
  open(scene: string, options?: Parameters<Browser['newContext']>[0]): Promise<Page>
  close(): Promise<void>
}

/** The playground, bundled and served on loopback, and a browser to look at it. */
export async function openStand(): Promise<Stand> {
  if (!existsSync(CHROMIUM)) {
    throw new Error(`There is no ${CHROMIUM}: install it (Debian: apt-get install chromium) to run the browser tests.`)
  }
  const files = await bundle()
  const server = createServer((request, response) => {
    const name = new URL(request.url ?? '/', 'http://localhost').pathname.slice(1) || 'index.html'
    const file = files.get(name)
    response.writeHead(file ? 200 : 404, {
      'content-type': file?.type ?? 'text/plain',
      'content-security-policy': POLICY,
    })
    response.end(file?.body ?? 'not here')
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  })
  return {
    browser,
    async open(scene, options = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
      // What the loader of these tests wraps functions in; those sent into the page need it there.
      await context.addInitScript('globalThis.__name = named => named')
      const page = await context.newPage()
      page.on('pageerror', error => {
        throw error
      })
      await page.goto(`${origin}/#${scene}`)
      await page.waitForSelector('html[data-ready]')
      return page
    },
    async close() {
      await browser.close()
      server.closeAllConnections()
      await new Promise(done => server.close(done))
    },
  }
}

type File = { readonly type: string; readonly body: string | Uint8Array }

async function bundle(): Promise<Map<string, File>> {
  const { outputFiles } = await build({
    entryPoints: {
      app: fileURLToPath(new URL('./playground.tsx', import.meta.url)),
      style: here('../../ui/shell/main.css'),
    },
    outdir: '/',
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    sourcemap: 'inline',
    jsx: 'automatic',
    jsxImportSource: 'preact',
  })
  const built = (path: string) => outputFiles.find(file => file.path === path)?.contents ?? new Uint8Array()
  const files = new Map<string, File>([
    ['index.html', { type: 'text/html; charset=utf-8', body: readFileSync(here('./playground.html')) }],
    ['app.js', { type: 'text/javascript; charset=utf-8', body: built('/app.js') }],
    ['app.css', { type: 'text/css; charset=utf-8', body: built('/style.css') }],
  ])
  for (const icon of ['favicon', 'favicon-stopped', 'favicon-lost']) {
    const body = readFileSync(here(`../../ui/shell/${icon}.svg`))
    files.set(`${icon}.svg`, { type: 'image/svg+xml', body })
  }
  return files
}
