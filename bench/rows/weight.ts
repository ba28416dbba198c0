import { readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { atOnce } from '../../.ci/weight.mjs'
import { ROOT } from '../rig/server.ts'
import type { Row } from '../row.ts'

const PAGE = join(ROOT, 'dist/ui')

export const weight: Row = {
  name: 'weight',
  title: 'Weight of the page',
  method:
    'What the page of the station that comes with Lockstep loads at first, compressed with brotli as it is served: what index.html names and what that imports as it starts. Then with all that it asks for later: the chart, and widgets that not every device has.',
  async run() {
    const { first, all, styles } = loaded()
    return [
      { ...kilobytes('script', first), budget: { most: 40 } },
      { ...kilobytes('style', styles), budget: { most: 10 } },
      kilobytes('script, with all that comes later', all),
    ]
  },
}

function kilobytes(what: string, files: readonly string[]) {
  const bytes = files.map(file => brotliCompressSync(readFileSync(join(PAGE, file))).length)
  const total = bytes.reduce((sum, n) => sum + n, 0)
  return { what, unit: 'kB', ours: [total / 1_000], remark: files.join(', ') }
}

/** Files that the page loads, found as a browser finds them. */
function loaded(): { first: string[]; all: string[]; styles: string[] } {
  const html = readFileSync(join(PAGE, 'index.html'), 'utf8')
  const styles = [...html.matchAll(/<link[^>]* rel="stylesheet"[^>]* href="\.?\/?([^"]+)"/g)].map(
    ([, name = '']) => name
  )
  const first = atOnce(PAGE)
  const all = new Set(first)
  for (const script of all) {
    const text = readFileSync(join(PAGE, script), 'utf8')
    for (const [, path = ''] of text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"(\.{1,2}\/[^"]+\.js)"/g))
      all.add(posix.join(posix.dirname(script), path))
  }
  return { first, all: [...all], styles }
}
