import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { ROOT } from '../rig/server.ts'
import type { Row } from '../row.ts'

const PAGE = join(ROOT, 'dist/ui')

export const weight: Row = {
  name: 'weight',
  title: 'Weight of the page',
  method:
    'What the page of the station that comes with Lockstep loads at first, compressed with brotli as it is served: all that index.html names and what those import, also on demand.',
  async run() {
    const { scripts, styles } = loaded()
    return [kilobytes('script', scripts, 40), kilobytes('style', styles, 10)]
  },
}

function kilobytes(what: string, files: readonly string[], most: number) {
  const bytes = files.map(file => brotliCompressSync(readFileSync(join(PAGE, file))).length)
  const total = bytes.reduce((sum, n) => sum + n, 0)
  return { what, unit: 'kB', ours: [total / 1_000], budget: { most }, remark: files.join(', ') }
}

/** Files that the page loads, found as a browser finds them. */
function loaded(): { scripts: string[]; styles: string[] } {
  const html = readFileSync(join(PAGE, 'index.html'), 'utf8')
  const named = (pattern: RegExp, text: string): string[] =>
    [...text.matchAll(pattern)].map(found => found[1] as string)
  const scripts = new Set(named(/<script[^>]* src="\.?\/?([^"]+)"/g, html))
  for (const script of scripts) {
    const text = readFileSync(join(PAGE, script), 'utf8')
    for (const imported of named(/(?:\bfrom|\bimport)\s*\(?\s*"\.\/([^"]+\.js)"/g, text)) scripts.add(imported)
  }
  const styles = named(/<link[^>]* rel="stylesheet"[^>]* href="\.?\/?([^"]+)"/g, html)
  return { scripts: [...scripts], styles }
}
