import * as v from 'valibot'
import { didYouMean } from '../../protocol/did-you-mean.ts'
import type { ConfigDocument, Path } from './document.ts'
import { expectedAt } from './expected.ts'
import type { Problem } from './problem.ts'
import { StationConfig } from './schema.ts'

export interface Checked {
  /** What of it can be used: a device with a mistake is left out, and so is any other setting with one. */
  readonly config: StationConfig
  readonly problems: readonly Problem[]
}

/** Reads the value of a document as a station; what is wrong is told with its place. */
export function checkStation(document: ConfigDocument): Checked {
  const value = document.value()
  const first = v.safeParse(StationConfig, value)
  const { issues } = first
  const config = first.success ? first.output : v.parse(StationConfig, withoutFaults(value, first.issues))
  return {
    config,
    problems: [
      ...told(issues ?? []).map(issue => problemOf(document, value, issue)),
      ...(first.success ? lostNames(document, value, config, []) : []),
    ],
  }
}

type Issue = v.BaseIssue<unknown>

function withoutFaults(value: unknown, issues: readonly Issue[]): object {
  const isGroup = typeof value === 'object' && value !== null && !Array.isArray(value)
  const { devices, ...station } = (isGroup ? structuredClone(value) : {}) as Record<string, unknown>
  const sound = { ...(devices ?? {}) } as Record<string, unknown>
  let whole = false
  for (const { path = [] } of issues) {
    const [top, device] = path.map(({ key }) => String(key))
    if (top === 'devices' && device !== undefined) delete sound[device]
    else if (top === 'devices') whole = true
    else if (top !== undefined) delete station[top]
  }
  return { ...station, devices: whole ? {} : sound }
}

/** What is lacking is not told beside what is unknown: the one is mostly the other, misspelt. */
function told(issues: readonly Issue[]): readonly Issue[] {
  const group = (issue: Issue) => JSON.stringify(pathOf(issue).slice(0, -1))
  const unknown = new Set(issues.filter(isUnknown).map(group))
  return issues.filter(issue => isUnknown(issue) || issue.type !== 'strict_object' || !unknown.has(group(issue)))
}

const isUnknown = ({ type, expected }: Issue): boolean => type === 'strict_object' && expected === 'never'
const pathOf = ({ path }: Issue): Path => (path ?? []).map(({ key }) => key as string | number)

function problemOf(document: ConfigDocument, value: unknown, issue: Issue): Problem {
  const path = pathOf(issue)
  const name = String(path.at(-1) ?? '')
  const parent = path.slice(0, -1)
  if (isUnknown(issue)) return unknownSetting(document, path)
  if (issue.path?.at(-1)?.origin === 'key') {
    // A record complains about a name at its entry, a group of settings about one that is lacking: both by this origin.
    const { names, title } = expectedAt(parent)
    if (names !== undefined) {
      const what = `"${name}" is no name for ${title}.`
      return { ...document.placeOfKey(path), what, fix: `Choose another: ${names}.` }
    }
    const where = parent.length === 0 ? 'The station' : `"${String(parent.at(-1))}"`
    const { is, write } = expectedAt(path)
    return {
      ...document.placeOf(parent),
      what: `${where} lacks "${name}": ${is}.`,
      fix: `Write, for example:  ${write}`,
    }
  }
  const { is, write } = expectedAt(path)
  if (path.length === 0 && (value === null || value === undefined)) {
    const what = 'The file is empty; a station has at least "devices".'
    return { ...document.placeOf([]), what, fix: `Write:  ${write}` }
  }
  const what = path.length === 0 ? 'The file' : `"${path.join('.')}"`
  return {
    ...document.placeOf(path),
    what: `${what} must be ${is}, not ${shown(issue.input)}.`,
    fix: `Write, for example:  ${write}`,
  }
}

function unknownSetting(document: ConfigDocument, path: Path): Problem {
  const name = String(path.at(-1))
  const { title, settings = [] } = expectedAt(path.slice(0, -1))
  return {
    ...document.placeOfKey(path),
    what: `"${name}" is no setting of ${title}.`,
    fix: `${didYouMean(name, settings)}There are: ${settings.join(', ')}.`,
  }
}

/** A name that every object has already (`constructor`) is left out of a record in silence. */
function lostNames(document: ConfigDocument, written: unknown, kept: unknown, path: Path): Problem[] {
  if (typeof written !== 'object' || written === null || typeof kept !== 'object' || kept === null) return []
  return Object.entries(written).flatMap(([name, value]) => {
    const at = [...path, name]
    if (Object.hasOwn(kept, name)) return lostNames(document, value, (kept as Record<string, unknown>)[name], at)
    const what = `"${name}" is no name for ${expectedAt(path).title}: it has a meaning of its own in JavaScript.`
    return [{ ...document.placeOfKey(at), what, fix: 'Choose another.' }]
  })
}

function shown(input: unknown): string {
  if (input === null || input === undefined) return 'nothing'
  if (Array.isArray(input)) return 'a list'
  if (typeof input === 'object') return 'a group of settings'
  return JSON.stringify(input).slice(0, 60)
}
