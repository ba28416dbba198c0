import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { SourceMap, type SourceMapping } from 'node:module'
import { basename, join } from 'node:path'
import { ROOT } from './rig/server.ts'

interface Frame {
  readonly functionName: string
  readonly url: string
  readonly lineNumber: number
  readonly columnNumber: number
}
interface Profile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: Frame }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

/** Lines of what a process did, most first: milliseconds of its own, of what it was busy. */
export function whereTimeGoes(profile: Profile, most = 15): string[] {
  const own = new Map<string, number>()
  const names = new Map(profile.nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]))
  let busy = 0
  for (const [i, id] of profile.samples.entries()) {
    const name = names.get(id) ?? ''
    if (name === '(idle)' || name === '(program)') continue
    const took = (profile.timeDeltas[i] ?? 0) / 1_000
    busy += took
    own.set(name, (own.get(name) ?? 0) + took)
  }
  const sorted = [...own].sort(([, a], [, b]) => b - a).slice(0, most)
  return sorted.map(([name, ms]) => `${((100 * ms) / busy).toFixed(1).padStart(5)} %  ${Math.round(ms)} ms  ${name}`)
}

/** The profiles of a folder, each as it is to be read. */
export function profilesIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter(name => name.endsWith('.cpuprofile'))
    .sort()
    .map(name => {
      const profile = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Profile
      return [join(folder, name), ...whereTimeGoes(profile)].join('\n  ')
    })
}

/** Where it was written, not where it was bundled to. */
function nameOf({ functionName, url, lineNumber, columnNumber }: Frame): string {
  const name = functionName || '(anonymous)'
  if (url === '') return name
  const entry = url.endsWith('dist/daemon/main.js') ? daemonMap()?.findEntry(lineNumber, columnNumber) : undefined
  const { originalSource, originalLine } = (entry ?? {}) as Partial<SourceMapping>
  if (originalSource === undefined) return `${name}  ${basename(url)}:${lineNumber + 1}`
  return `${name}  ${originalSource.replace(/^(\.\.\/)+/, '')}:${(originalLine ?? 0) + 1}`
}

let map: SourceMap | undefined
function daemonMap(): SourceMap | undefined {
  const file = join(ROOT, 'dist/daemon/main.js.map')
  if (!map && existsSync(file)) map = new SourceMap(JSON.parse(readFileSync(file, 'utf8')))
  return map
}
