import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { Middleware } from 'koa'

interface Page {
  readonly extension: string
  readonly bytes: Buffer
  readonly packed: Buffer | undefined
  readonly etag: string
  readonly caching: string
}

/** Files of the built page, by the path of their address. In memory: a rebuild never mixes with what runs. */
export type Pages = ReadonlyMap<string, Page>

export function loadPages(folder: string): Pages {
  if (!existsSync(folder)) return new Map()
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && !entry.name.endsWith('.br'))
    .map(entry => join(entry.parentPath, entry.name))
  return new Map(files.map(file => [`/${relative(folder, file).split(sep).join('/')}`, pageOf(file)]))
}

function pageOf(file: string): Page {
  const bytes = readFileSync(file)
  const packed = existsSync(`${file}.br`) ? readFileSync(`${file}.br`) : undefined
  const etag = createHash('sha256').update(bytes).digest('base64url').slice(0, 22)
  // A name with a hash in it never gets other contents; any other name is asked for again each time.
  const hashed = /[-.][0-9A-Z]{8,}\.\w+$/.test(file)
  const caching = hashed ? 'public, max-age=31536000, immutable' : 'no-cache'
  return { extension: file.slice(file.lastIndexOf('.')), bytes, packed, etag, caching }
}

/** Addresses that people see. */
const PAGES: Readonly<Record<string, string>> = {
  __proto__: null as never,
  '/': '/index.html',
  '/gallery': '/gallery.html',
  '/login': '/door.html',
  '/claim': '/door.html',
  '/account': '/door.html',
}

/** Serves the page; what it does not know goes on to `next`. */
export function servePages(pages: Pages): Middleware {
  return async (ctx, next) => {
    const page = pages.get(PAGES[ctx.path] ?? ctx.path)
    if (!page || (ctx.method !== 'GET' && ctx.method !== 'HEAD')) return next()
    const packed = ctx.acceptsEncodings('br', 'identity') === 'br' ? page.packed : undefined
    ctx.status = 200
    ctx.type = page.extension
    ctx.vary('Accept-Encoding')
    ctx.set('Cache-Control', page.caching)
    ctx.etag = packed ? `${page.etag}-br` : page.etag
    if (packed) ctx.set('Content-Encoding', 'br')
    if (ctx.fresh) ctx.status = 304
    else ctx.body = packed ?? page.bytes
  }
}
