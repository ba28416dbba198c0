import type { Link } from '../../contract.ts'
import type { DiskSize } from '../../files.ts'

/** Most bytes of what holds one number, one name, one line. */
const SHORT = 256

const ask = async (link: Link, request: string): Promise<Readonly<Record<string, unknown>>> =>
  JSON.parse((await link.ask(request, /^\{.*\}$/))[0])

/** The beginning of every file that fits one of the patterns, by path; what is not there is not in it. */
export const filesOf = (link: Link, patterns: readonly string[], most = SHORT) =>
  ask(link, `read ${most} ${patterns.join(' ')}`) as Promise<Readonly<Record<string, string>>>

/** The beginning of one file; undefined where it is not there. */
export const fileOf = async (link: Link, path: string, most = SHORT): Promise<string | undefined> =>
  (await filesOf(link, [path], most))[path]

/** ... of one that every Linux has. */
export async function sure(link: Link, path: string, most = SHORT): Promise<string> {
  const text = await fileOf(link, path, most)
  if (text === undefined) throw new Error(`this computer has no ${path}`)
  return text
}

export async function diskOf(link: Link, disk: string): Promise<DiskSize> {
  const size = (await ask(link, `size ${disk}`))[disk]
  if (size === undefined) throw new Error(`the size of ${disk} cannot be read`)
  return size as DiskSize
}

/** Lines such as `MemTotal:  1884444 kB`, as MiBy. */
export async function memoryOf(link: Link): Promise<(name: string) => number> {
  const text = await sure(link, '/proc/meminfo', 2_048)
  return name => {
    const [, kibibytes] = new RegExp(`^${name}: +(\\d+) kB$`, 'm').exec(text) ?? []
    if (kibibytes === undefined) throw new Error(`/proc/meminfo does not say "${name}"`)
    return Number(kibibytes) / 1_024
  }
}
