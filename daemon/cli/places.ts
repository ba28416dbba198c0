import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Places {
  readonly version: string
  /** The station that comes with Lockstep. */
  readonly config: string
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
  return { version, config: join(root, 'config'), page: join(dist, 'ui'), worker: join(dist, 'published', 'worker.js') }
}
