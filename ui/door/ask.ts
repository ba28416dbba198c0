/** The daemon said no, and why. */
class Refused extends Error {
  readonly status: number

  constructor(status: number, sentence: string) {
    super(sentence)
    this.status = status
  }
}

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

/** Asks the daemon. What it refuses is thrown, with its sentence. */
export async function ask<T>(method: Method, path: string, content?: object): Promise<T> {
  const init: RequestInit = { method, headers: { 'content-type': 'application/json', accept: 'application/json' } }
  if (content !== undefined) init.body = JSON.stringify(content)
  let answer: Response
  try {
    answer = await fetch(path, init)
  } catch {
    throw new Refused(0, 'The station cannot be reached. Is it running, and are you in its network?')
  }
  if (!answer.ok) throw new Refused(answer.status, (await answer.text()).trim())
  return (await answer.json()) as T
}

export const isLoginNeeded = (error: unknown): boolean => error instanceof Refused && error.status === 401
