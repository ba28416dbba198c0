// The source files of the house: one walk for every check.
import { readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

const skipped = new Set(['node_modules', 'dist', 'docs', 'examples', '.git', '.tap', '.tmp'])

/** Paths of all source files below `root`, relative to it, with forward slashes, sorted. */
export function sources(root, ending = /\.(ts|tsx|mts|mjs|cjs|js)$/) {
  const found = []
  const visit = folder => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name)
      if (entry.isDirectory() && !skipped.has(entry.name) && !entry.name.startsWith('.build-')) visit(path)
      if (entry.isFile() && ending.test(entry.name)) found.push(relative(root, path).split(sep).join('/'))
    }
  }
  visit(root)
  return found.sort()
}
