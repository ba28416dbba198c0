import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** How often is looked, ms. */
const EVERY = 250
/** So many looks without a change until a file that makes no sense counts as written. */
const PATIENCE = 4

/**
 * Watches the files of a station. Looked at instead of listened to: so it does not matter whether an editor writes a file
 * or puts another in its place, whether its folder is a link, comes later, or lies in the network.
 *
 * @param changed they are others than before, and at rest. Who finds them half written answers false, and is asked once
 *   more after a while, with `settled`
 * @returns ends it
 */
export function watchStation(folder: string, changed: (settled: boolean) => boolean): () => void {
  let before = ''
  // Looks since the last change; undefined: nothing is new.
  let rest: number | undefined = 0
  let timer: NodeJS.Timeout
  let over = false
  const look = async (): Promise<void> => {
    const now = await stateOf(folder)
    if (over) return
    if (now !== before) rest = 0
    else if (rest !== undefined) rest++
    before = now
    if (rest === 1 && changed(false)) rest = undefined
    if (rest === PATIENCE) {
      changed(true)
      rest = undefined
    }
    timer = setTimeout(look, EVERY)
  }
  timer = setTimeout(look, EVERY)
  return () => {
    over = true
    clearTimeout(timer)
  }
}

/** Another text whenever one of the files is another. */
async function stateOf(folder: string): Promise<string> {
  const profiles = join(folder, 'profiles')
  const names = await readdir(profiles).catch(() => [])
  const files = [join(folder, 'station.yaml'), ...names.toSorted().map(name => join(profiles, name))]
  const states = await Promise.all(files.map(file => stat(file, { bigint: true }).catch(() => undefined)))
  return states.map((s, i) => `${files[i]} ${s?.ino} ${s?.size} ${s?.mtimeNs} ${s?.ctimeNs}`).join('\n')
}
