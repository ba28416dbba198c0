import * as v from 'valibot'
import { duplicatedKey } from './keys.ts'
import { LIMITS } from './limits.ts'
import { Up } from './up.ts'

export type Decoded<T> = { readonly ok: true; readonly message: T } | { readonly ok: false; readonly sentence: string }

/** Reads a frame from a page: bounded, valid, each key once, exactly the fields of its kind. Never throws. */
export function decodeUp(text: string, longest: number = LIMITS.frame): Decoded<Up> {
  if (text.length > longest) return bad(`This frame is ${text.length} characters long; ${longest} are allowed here.`)
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (error) {
    return bad(`This frame is not JSON: ${(error as Error).message}`)
  }
  const twice = duplicatedKey(text)
  if (twice !== undefined) return bad(`The key "${twice}" occurs twice in one object; send each key once.`)
  const result = v.safeParse(schemaOf(parsed) ?? Up, parsed)
  if (result.success) return { ok: true, message: result.output }
  return bad(sentenceOf(parsed, result.issues[0]))
}

/** By its kind at once: a union would try one after the other. What has no kind is for the union to judge. */
const schemaOf = (parsed: unknown) => SCHEMAS.get((parsed as { t?: unknown } | null)?.t)

/** Longest sentence about a frame: it may quote the frame, which may be long. */
const LONGEST = 300

const bad = (sentence: string): Decoded<never> => ({
  ok: false,
  sentence: sentence.length <= LONGEST ? sentence : `${sentence.slice(0, LONGEST - 4)} ...`,
})

function sentenceOf(parsed: unknown, issue: v.BaseIssue<unknown>): string {
  const kind = typeof parsed === 'object' && parsed !== null ? (parsed as { t?: unknown }).t : undefined
  const path = v.getDotPath(issue)
  if (path === 't' || path === null) {
    return `There is no message of kind ${JSON.stringify(kind ?? null)}; this daemon speaks ${KINDS.join(', ')}.`
  }
  if (issue.expected === 'never') return `In "${String(kind)}" there is no field "${path}".`
  return `In "${String(kind)}", the field "${path}": ${issue.message}`
}

const SCHEMAS = new Map<unknown, (typeof Up.options)[number]>(Up.options.map(o => [o.entries.t.literal, o]))
const KINDS = [...SCHEMAS.keys()]
