import { duration } from '../figures.ts'

/** Calm while all is well: a fresh value does not count its milliseconds. */
export function ageWords(age: number | undefined, stale: boolean): string {
  if (age === undefined) return 'not read yet'
  if (stale) return `${duration(age)} old`
  return age < 1000 ? 'read just now' : `read ${duration(Math.floor(age / 1000) * 1000)} ago`
}
