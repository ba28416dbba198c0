import type * as v from 'valibot'
import { didYouMean } from '../../protocol/did-you-mean.ts'

/** Something wrong in a profile: where, what, and what to do, as a sentence or a line to write. */
export interface ProfileProblem {
  readonly path: readonly (string | number)[]
  readonly what: string
  readonly fix: string
}

/** What belongs at a place, how it is written, and what a group knows: the message of a schema, from which a problem is made. */
export const says = (is: string, write: string, settings: readonly string[] = []): string =>
  [is, write, settings.join(', ')].join('\n')

/** What a schema complains of, in words. What is lacking is not told beside what is unknown: mostly it is that, misspelt. */
export function problemsOf(issues: readonly v.BaseIssue<unknown>[]): readonly ProfileProblem[] {
  const place = (issue: v.BaseIssue<unknown>) => JSON.stringify(pathOf(issue).slice(0, -1))
  const misspelt = new Set(issues.filter(isUnknown).map(place))
  return issues.filter(i => isUnknown(i) || !isMissing(i) || !misspelt.has(place(i))).map(problemOf)
}

const pathOf = (issue: v.BaseIssue<unknown>) => (issue.path ?? []).map(step => step.key as string | number)
const isUnknown = ({ type, expected }: v.BaseIssue<unknown>) => type === 'strict_object' && expected === 'never'
const isMissing = ({ type, expected }: v.BaseIssue<unknown>) => type === 'strict_object' && expected !== 'never'

function problemOf(issue: v.BaseIssue<unknown>): ProfileProblem {
  const path = pathOf(issue)
  const name = String(path.at(-1) ?? '')
  if (isUnknown(issue)) {
    const known = settingsOf(issue)
    const fix = `${didYouMean(name, known)}There are: ${known.join(', ')}.`
    return { path, what: `"${name}" is no setting here.`, fix }
  }
  if (issue.path?.at(-1)?.origin === 'key' && !isMissing(issue)) {
    const fix = 'A name begins with a small letter, and goes on with letters, digits or _.'
    return { path, what: `"${name}" is no name.`, fix }
  }
  if (isMissing(issue)) {
    const where = path.length > 1 ? `"${path.slice(0, -1).join('.')}"` : 'The profile'
    return {
      path: path.slice(0, -1),
      what: `${where} lacks "${name}".`,
      fix: `Write, for example:  ${EXAMPLE[name] ?? `${name}: ...`}`,
    }
  }
  const [is = '', write = ''] = issue.message.split('\n')
  const what = `${path.length === 0 ? 'The profile' : `"${path.join('.')}"`} must be ${is}, not ${shown(issue.input)}.`
  return { path, what, fix: `Write, for example:  ${write}` }
}

const EXAMPLE: Readonly<Record<string, string>> = {
  kind: 'kind: scpi',
  properties: 'properties: { voltage: { unit: V, read: "MEAS:VOLT?" } }',
  values: 'values: { temperature: { key: T, unit: Cel } }',
  pattern: 'pattern: "BUTTON (?<number>\\d+)"',
  write: 'write: "*RST"',
}

const settingsOf = ({ message }: v.BaseIssue<unknown>): readonly string[] => message.split('\n')[2]?.split(', ') ?? []

export function shown(input: unknown): string {
  if (input === null || input === undefined) return 'nothing'
  if (Array.isArray(input)) return 'a list'
  if (typeof input === 'object') return 'a group of settings'
  return JSON.stringify(input).slice(0, 60)
}
