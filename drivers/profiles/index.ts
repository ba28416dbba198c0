import * as v from 'valibot'
import type { Driver } from '../driver.ts'
import { type ProfileProblem, problemsOf } from './problem.ts'
import { scpiDriver } from './scpi/driver.ts'
import { ScpiProfile } from './scpi/schema.ts'

export type { ProfileProblem }

/** Makes a driver of a profile, a document as its YAML says it; or says what is wrong with it, and how to mend that. */
export function driverOf(
  document: unknown
): { readonly driver: Driver } | { readonly problems: readonly ProfileProblem[] } {
  const result = v.safeParse(ScpiProfile, document)
  return result.success ? { driver: scpiDriver(result.output) } : { problems: problemsOf(result.issues) }
}
