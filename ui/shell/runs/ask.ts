export interface RunFile {
  readonly id: string
  readonly name: string
  readonly bytes: number
  readonly since: number
  readonly underWay: boolean
}

/** Asks the station for something about its runs. What it refuses is thrown, with its sentence. */
export async function askRuns<T>(method: 'GET' | 'POST' | 'DELETE', path = '', content?: object): Promise<T> {
  const init: RequestInit = { method, headers: { 'content-type': 'application/json' } }
  if (method === 'POST') init.body = JSON.stringify(content ?? {})
  let answer: Response
  try {
    answer = await fetch(`./api/runs${path}`, init)
  } catch {
    throw new Error('The station cannot be reached; nothing was begun or ended.')
  }
  const said = (await answer.json().catch(() => ({}))) as T & { readonly sentence?: string }
  if (!answer.ok) throw new Error(said.sentence ?? `The station answered ${answer.status}.`)
  return said
}
