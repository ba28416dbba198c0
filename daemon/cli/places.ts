import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Places {
  readonly version: string
  /** Where Lockstep lies: the folder of its package.json. */
  readonly root: string
  /** The station that comes with Lockstep. */
  readonly config: string
  /** Profiles that come with Lockstep: their files, by their names. */
  readonly profiles: Readonly<Record<string, string>>
  /** The built page. */
  readonly page: string
  /** The built worker that is the station of a published page. */
  readonly worker: string
}

/** Where Lockstep lies: found upwards, for this file runs from the sources and from a bundle. */
export function findPlaces(): Places {
  let root = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(root, 'package.json')) && root !== dirname(root)) root = dirname(root)
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  const dist = join(root, 'dist')
  return {
    version,
    root,
    config: join(root, 'config'),
    // As they are written, where the sources are; a package has them as they were built.
    profiles: filesIn([join(root, 'drivers', 'profiles', 'shipped'), join(dist, 'profiles')].find(existsSync)),
    page: join(dist, 'ui'),
    worker: join(dist, 'published', 'worker.js'),
  }
}

function filesIn(folder: string | undefined): Readonly<Record<string, string>> {
  const names = folder === undefined ? [] : readdirSync(folder).filter(name => name.endsWith('.yaml'))
  return Object.fromEntries(names.toSorted().map(name => [basename(name, '.yaml'), join(folder ?? '', name)]))
}
