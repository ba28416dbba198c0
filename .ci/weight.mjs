// What a page weighs, and how it is kept light beyond what esbuild does.
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { minify } from 'terser'

/** The most that a first load may weigh: bytes, brotli. */
export const budget = { script: 40_000, style: 10_000 }

/** The scripts that `app.js` imports as it starts, itself included: not those that it asks for later with `import()`. */
export function atOnce(folder) {
  const found = new Set(['app.js'])
  for (const name of found) {
    const text = readFileSync(join(folder, name), 'utf8')
    for (const [, path] of text.matchAll(/(?:\bfrom|\bimport)\s*["'](\.{1,2}\/[^"']+)["']/g)) {
      found.add(posix.join(posix.dirname(name), path))
    }
  }
  return [...found]
}

/** What the scripts and styles of a built page's first load weigh, brotli: every style, and the scripts that start it. */
export function firstLoad(folder) {
  const files = readdirSync(folder, { recursive: true }).filter(name => /\.(js|css)$/.test(name))
  const bare = files.find(name => !existsSync(join(folder, `${name}.br`)))
  if (bare !== undefined) throw new Error(`${join(folder, bare)} was not compressed: run npm run build`)
  const weigh = names => names.reduce((sum, name) => sum + statSync(join(folder, `${name}.br`)).size, 0)
  // The door and the gallery are pages of their own.
  const styles = files.filter(name => name.endsWith('.css') && name !== 'door.css' && name !== 'gallery.css')
  return { script: weigh(atOnce(folder)), style: weigh(styles) }
}

// What helps brotli, measured on the page. Never `pure_getters`: to read a signal is to subscribe to it.
const compress = { passes: 3, inline: 1, lhs_constants: false }

/** A second pass over what esbuild wrote: 3 to 5 % less after brotli. */
export async function shrink(file, { format }) {
  const { code } = await minify(readFileSync(file, 'utf8'), { module: format === 'esm', ecma: 2020, compress })
  writeFileSync(file, code)
}
