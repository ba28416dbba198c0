import type { IncomingMessage } from 'node:http'
import type { Context } from 'koa'
import * as v from 'valibot'
import { LIMITS } from '../../protocol/index.ts'
import { duplicatedKey } from '../../protocol/keys.ts'
import { Problem } from './problem.ts'

/** The body of a request: JSON, bounded, each key once, exactly the fields that it may have. Without one: an empty object. */
export async function readBody<S extends v.GenericSchema>(ctx: Context, schema: S): Promise<v.InferOutput<S>> {
  const text = await readText(ctx)
  let parsed: unknown
  try {
    parsed = text === '' ? {} : JSON.parse(text)
  } catch (error) {
    throw new Problem(400, 'notJson', `This body is not JSON: ${(error as Error).message}`)
  }
  if (Array.isArray(parsed)) throw bad('A body is an object here, {...}; not an array.')
  const twice = duplicatedKey(text)
  if (twice !== undefined) throw bad(`The key "${twice}" occurs twice in one object; send each key once.`)
  return checked(schema, parsed, 'field')
}

/** What was written in the address after the question mark. */
export const readQuery = <S extends v.GenericSchema>(ctx: Context, schema: S): v.InferOutput<S> =>
  checked(schema, { ...ctx.query }, 'parameter')

function checked<S extends v.GenericSchema>(schema: S, given: unknown, what: 'field' | 'parameter'): v.InferOutput<S> {
  const result = v.safeParse(schema, given)
  if (result.success) return result.output
  const [issue] = result.issues
  const path = v.getDotPath(issue)
  if (path === null) throw bad(`The ${what === 'field' ? 'body' : 'query'}: ${issue.message}`)
  if (issue.expected === 'never') throw bad(`There is no ${what} "${path}" here; there are ${fieldsOf(schema)}.`)
  if (issue.received === 'undefined') throw bad(`The ${what} "${path}" is missing.`)
  throw bad(`The ${what} "${path}": ${issue.message}`)
}

const bad = (sentence: string): Problem => {
  const short = sentence.length <= 300 ? sentence : `${sentence.slice(0, 296)} ...`
  return new Problem(400, 'badRequest', short)
}

/** Names of the fields of an object, also of one with conditions behind it. */
function fieldsOf(schema: v.GenericSchema): string {
  const { entries = {}, pipe: [first] = [] } = schema as { entries?: object; pipe?: v.GenericSchema[] }
  return first && first !== schema ? fieldsOf(first) : Object.keys(entries).join(', ') || 'none'
}

async function readText({ req, request, headers }: Context): Promise<string> {
  const encoding = headers['content-encoding'] ?? 'identity'
  // Null: there is no body.
  const kind = headers['content-length'] === '0' ? null : request.is('json')
  if (kind === false || encoding !== 'identity') {
    throw new Problem(415, 'notJson', 'A body is JSON here: send it plain, with Content-Type: application/json.')
  }
  const bytes = await readBytes(req, LIMITS.frame)
  if (bytes === undefined) {
    const sentence = `A body is at most ${LIMITS.frame} bytes long; this was longer.`
    throw new Problem(413, 'tooLong', sentence, { Connection: 'close' })
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).trim()
  } catch {
    throw new Problem(400, 'notJson', 'This body is not text in UTF-8.')
  }
}

/** Undefined when there are too many. Not destroyed when it is left early: who sent too much is told so first. */
async function readBytes(request: IncomingMessage, longest: number): Promise<Buffer | undefined> {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += piece.length
    if (length > longest) return undefined
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}
