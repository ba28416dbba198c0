import * as v from 'valibot'
import type { Driver } from '../driver.ts'
import type { MachineMaker } from '../machine.ts'
import { withFaults } from '../simulation/faults.ts'
import { checkLine, checkScpi } from './check.ts'
import { lineDriver } from './line/driver.ts'
import { LineProfile } from './line/schema.ts'
import { type ProfileProblem, problemsOf, shown } from './problem.ts'
import { scpiDriver } from './scpi/driver.ts'
import { ScpiProfile } from './scpi/schema.ts'
import { LineMachine } from './simulation/line-machine.ts'
import { ScpiMachine } from './simulation/scpi-machine.ts'

export type { ProfileProblem }

type Profile = ScpiProfile | LineProfile

/** Makes a driver of a profile, a document as its YAML says it; or says what is wrong with it, and how to mend that. */
export function driverOf(
  document: unknown
): { readonly driver: Driver } | { readonly problems: readonly ProfileProblem[] } {
  const read = profileOf(document)
  if ('problems' in read) return read
  const { profile } = read
  return { driver: profile.kind === 'scpi' ? scpiDriver(profile) : lineDriver(profile) }
}

/** What stands in for the hardware that a profile describes. Throws where it describes none: ask `driverOf` first. */
export function simulatorOf(document: unknown): MachineMaker {
  const read = profileOf(document)
  if ('problems' in read) throw new TypeError(`This profile cannot be simulated: ${read.problems[0]?.what}`)
  const { profile } = read
  const make: MachineMaker = host =>
    profile.kind === 'scpi' ? new ScpiMachine(profile, host) : new LineMachine(profile, host)
  return withFaults(make, profile.stop?.realtime)
}

function profileOf(
  document: unknown
): { readonly profile: Profile } | { readonly problems: readonly ProfileProblem[] } {
  const { kind } = (document ?? {}) as { readonly kind?: unknown }
  if (kind === 'scpi') return checked(ScpiProfile, document, checkScpi)
  if (kind === 'line') return checked(LineProfile, document, checkLine)
  const fix =
    'Write  kind: scpi  for an instrument that takes SCPI, or  kind: line  for a board that prints or answers lines.'
  if (kind === undefined) return { problems: [{ path: [], what: 'The profile lacks its "kind".', fix }] }
  return { problems: [{ path: ['kind'], what: `There is no kind ${shown(kind)}.`, fix }] }
}

function checked<P extends Profile>(
  schema: v.GenericSchema<unknown, P>,
  document: unknown,
  check: (profile: P) => readonly ProfileProblem[]
) {
  const result = v.safeParse(schema, document)
  if (!result.success) return { problems: problemsOf(result.issues) }
  const problems = check(result.output)
  return problems.length > 0 ? { problems } : { profile: result.output }
}
