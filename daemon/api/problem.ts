import type { Context, Middleware } from 'koa'
import type { ApiHouse } from './house.ts'

/** Why a request is not answered as it wished: a code for programs, a sentence for people. */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, code: string, sentence: string, headers: Readonly<Record<string, string>> = {}) {
    super(sentence)
    this.name = 'Problem'
    this.status = status
    this.code = code
    this.headers = headers
  }
}

/** Whatever goes wrong below is told as JSON. */
export function inJson({ log }: ApiHouse): Middleware {
  return async (ctx, next) => {
    try {
      await next()
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ECONNRESET') throw error
      if (error instanceof Problem) return say(ctx, error)
      log.error({ err: error }, `${ctx.method} ${ctx.path} failed.`)
      say(ctx, new Problem(500, 'fault', 'The daemon could not answer this; its log says why.'))
    }
  }
}

function say(ctx: Context, { status, code, message, headers }: Problem): void {
  ctx.set(headers)
  ctx.status = status
  ctx.body = { error: code, sentence: message }
}
