import { cpSync, existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/**
 * Folders of the packages that Lockstep needs to run, and of those that these need: what was installed for building and
 * testing stays behind. A package is looked for as Node does: in `node_modules` beside who needs it, and upwards.
 */
export function packagesOf(root: string): string[] {
  const found = new Set<string>()
  const visit = (folder: string): void => {
    const { dependencies = {}, optionalDependencies = {} } = manifestOf(folder)
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const at = lookFor(name, folder)
      if (at === undefined) {
        // Parts for other systems are not installed; what is needed here is.
        if (name in optionalDependencies) continue
        throw new Error(`The package "${name}" is not installed; run npm ci in ${root}.`)
      }
      if (found.has(at)) continue
      found.add(at)
      visit(at)
    }
  }
  visit(root)
  return [...found].sort()
}

/** Copies Lockstep itself and what it needs; `to` is new or empty. */
export function copyPackage(root: string, to: string): void {
  for (const name of ['package.json', 'LICENSE', 'README.md', 'CHANGELOG.md', 'dist', 'config', 'systemd'])
    if (existsSync(join(root, name))) cpSync(join(root, name), join(to, name), { recursive: true })
  for (const folder of packagesOf(root)) {
    const place = folder.slice(folder.indexOf('node_modules'))
    const own = (path: string): boolean => path === folder || !path.slice(folder.length).includes('/node_modules')
    cpSync(folder, join(to, place), { recursive: true, dereference: true, filter: own })
  }
}

function lookFor(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const at = join(folder, 'node_modules', name)
    if (existsSync(join(at, 'package.json'))) return realpathSync(at)
    if (folder === dirname(folder)) return undefined
  }
}

const manifestOf = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
