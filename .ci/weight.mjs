// What a page weighs, and how it is kept light beyond what esbuild does.
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { minify } from 'terser'

/** The most that a first load may weigh: bytes, brotli. */
export const budget = { script: 40_000, style: 10_000 }

/** What the scripts and styles of a built page weigh, brotli: all of them, whenever they are asked for. */
export function firstLoad(folder) {
  const files = readdirSync(folder, { recursive: true }).map(name => join(folder, name))
  const weigh = ending => {
    const found = files.filter(file => file.endsWith(ending))
    const bare = found.find(file => !existsSync(`${file}.br`))
    if (bare !== undefined) throw new Error(`${bare} was not compressed: run npm run build`)
    return found.reduce((sum, file) => sum + statSync(`${file}.br`).size, 0)
  }
  return { script: weigh('.js'), style: weigh('.css') }
}

// What helps brotli, measured on the page. Never `pure_getters`: to read a signal is to subscribe to it.
const compress = { passes: 3, inline: 1, lhs_constants: false }

/** A second pass over what esbuild wrote: 3 to 5 % less after brotli. */
export async function shrink(file, { format }) {
  const { code } = await minify(readFileSync(file, 'utf8'), { module: format === 'esm', ecma: 2020, compress })
  writeFileSync(file, code)
}
