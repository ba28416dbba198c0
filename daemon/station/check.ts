import * as v from 'valibot'
import type { ConfigDocument, Path } from './document.ts'
import { didYouMean, type Problem } from './problem.ts'
import { type DeviceConfig, NAME_RULE, PLACES, SETTINGS, StationConfig } from './schema.ts'

/** Reads the value of a document as a station; what is wrong is told with its place. */
export function checkStation(document: ConfigDocument): StationConfig | readonly Problem[] {
  const value = document.value()
  const result = v.safeParse(StationConfig, value)
  if (!result.success) return told(result.issues).map(issue => problemOf(document, value, issue))
  const { devices } = result.output
  const problems = [
    ...lostNames(document, value, devices),
    ...Object.entries(devices).flatMap(([name, device]) => connection(document, name, device)),
  ]
  return problems.length > 0 ? problems : result.output
}

/** What is lacking is not told beside what is unknown: the one is mostly the other, misspelt. */
function told(issues: readonly v.BaseIssue<unknown>[]): readonly v.BaseIssue<unknown>[] {
  const group = (issue: v.BaseIssue<unknown>) => JSON.stringify(issue.path?.slice(0, -1).map(step => step.key))
  const unknown = new Set(issues.filter(isUnknown).map(group))
  return issues.filter(issue => isUnknown(issue) || issue.type !== 'strict_object' || !unknown.has(group(issue)))
}

const isUnknown = ({ type, expected }: v.BaseIssue<unknown>): boolean =>
  type === 'strict_object' && expected === 'never'

function problemOf(document: ConfigDocument, value: unknown, issue: v.BaseIssue<unknown>): Problem {
  const steps = issue.path ?? []
  const path = steps.map(step => step.key as string | number)
  const name = String(path.at(-1) ?? '')
  const parent = path.slice(0, -1)
  if (isUnknown(issue)) return unknownSetting(document, path)
  // A record complains about a name at its entry, and says so by the origin of the last step.
  if (steps.at(-1)?.origin === 'key' && generalised(parent) === 'devices') {
    const place = document.placeOfKey(path)
    return { ...place, what: `"${name}" is no name for a device.`, fix: `Choose another: ${NAME_RULE}.` }
  }
  const { is, write } = PLACES[generalised(path)] ?? { is: 'something else', write: '' }
  const missing = steps.at(-1)?.origin === 'key'
  if (missing) {
    const where = parent.length === 0 ? 'The station' : `"${String(parent.at(-1))}"`
    return {
      ...document.placeOf(parent),
      what: `${where} lacks "${name}": ${is}.`,
      fix: `Write, for example:  ${write}`,
    }
  }
  if (path.length === 0 && (value === null || value === undefined)) {
    return { line: 1, column: 1, what: 'The file is empty; a station has at least "devices".', fix: `Write:  ${write}` }
  }
  const what = path.length === 0 ? 'The file' : `"${path.join('.')}"`
  return {
    ...document.placeOf(path),
    what: `${what} must be ${is}, not ${shown(issue.input)}.`,
    fix: `Write, for example:  ${write}`,
  }
}

function unknownSetting(document: ConfigDocument, path: Path): Problem {
  const parent = path.slice(0, -1)
  const name = String(path.at(-1))
  const kind = parent.length === 0 ? 'station' : 'device'
  const known = SETTINGS[kind]
  return {
    ...document.placeOfKey(path),
    what: `"${name}" is no setting of a ${kind}.`,
    fix: `${didYouMean(name, known)}There are: ${known.join(', ')}.`,
  }
}

/** A device is connected to a serial port or an address, or simulated; no two of the three. */
function connection(document: ConfigDocument, name: string, device: DeviceConfig): Problem[] {
  const path = ['devices', name]
  const said = (['port', 'address', 'simulate'] as const).filter(setting => device[setting])
  const [first, second] = said
  if (second) {
    const place = document.placeOfKey([...path, said.at(-1) ?? second])
    const has = { port: 'has a port', address: 'has an address', simulate: 'is simulated' }
    const what = `"${name}" ${said.map(setting => has[setting]).join(' and ')}.`
    return [{ ...place, what, fix: `Leave only one: ${said.map(setting => `"${setting}"`).join(' or ')}.` }]
  }
  if (first === 'address' && device.baudRate !== undefined) {
    const place = document.placeOfKey([...path, 'baudRate'])
    return [{ ...place, what: `"${name}" has an address, and no baud rate.`, fix: 'Leave out "baudRate".' }]
  }
  return []
}

/** A name that every object has already (`constructor`) is left out of a record in silence. */
function lostNames(document: ConfigDocument, value: unknown, devices: StationConfig['devices']): Problem[] {
  const written = Object.keys((value as { devices: object }).devices)
  return written
    .filter(name => !Object.hasOwn(devices, name))
    .map(name => ({
      ...document.placeOfKey(['devices', name]),
      what: `"${name}" is no name for a device: it has a meaning of its own in JavaScript.`,
      fix: 'Choose another.',
    }))
}

/** `devices.plate.port` is checked as `devices.*.port`. */
const generalised = (path: Path): string =>
  path.map((step, i) => (i === 1 && (path[0] === 'devices' || path[0] === 'hosts') ? '*' : step)).join('.')

function shown(input: unknown): string {
  if (input === null || input === undefined) return 'nothing'
  if (Array.isArray(input)) return 'a list'
  if (typeof input === 'object') return 'a group of settings'
  return JSON.stringify(input).slice(0, 60)
}
