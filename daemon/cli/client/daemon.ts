import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Where } from '../asking.ts'
import { CODES, Trouble } from './trouble.ts'

/** A daemon that answers, and what to show it. */
export interface Found {
  readonly origin: string
  readonly token?: string
}

/** Of the service that `lockstep service install` makes: root may read it. */
const SERVICE_DATA = '/var/lib/lockstep'
/** Longest wait for a first answer, ms. */
const PATIENCE = 5_000

/** Asks who one is there. The token that it leaves in a file never leaves this computer. */
export async function findDaemon({ url, token, data }: Where, patience = PATIENCE): Promise<Found> {
  if (token !== undefined) {
    if ((await me(url, patience, token)).name !== undefined) return { origin: url, token }
    const why = 'it was revoked, or is another station’s'
    throw new Trouble(`The daemon at ${url} does not know this token: ${why}. ${makeOne(url)}`, CODES.notAllowed)
  }
  const { claimed } = await me(url, patience)
  for (const local of isThisComputer(url) ? localTokens([data, SERVICE_DATA]) : [])
    if ((await me(url, patience, local)).name !== undefined) return { origin: url, token: local }
  if (!claimed) return { origin: url }
  throw new Trouble(`One has to log in at ${url}. ${makeOne(url)}`, CODES.notAllowed)
}

const makeOne = (url: string): string =>
  `Make a token on ${url}/account, and show it with --token or LOCKSTEP_TOKEN; on the computer of the daemon its own user needs none.`

function isThisComputer(url: string): boolean {
  const { hostname } = new URL(url)
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)
}

function localTokens(folders: readonly string[]): string[] {
  return [...new Set(folders)].flatMap(folder => {
    try {
      const token = readFileSync(join(folder, 'local-token'), 'utf8').trim()
      return /^\S+$/.test(token) ? [token] : []
    } catch {
      return []
    }
  })
}

interface Me {
  readonly claimed: boolean
  readonly name?: string
}

async function me(url: string, patience: number, token?: string): Promise<Me> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const answer = await fetch(`${url}/me`, {
    headers,
    redirect: 'manual',
    signal: AbortSignal.timeout(patience),
  }).catch((error: Error & { cause?: Error }) => nobody(url, error.cause ?? error))
  const text = await answer.text().catch((error: Error) => nobody(url, error))
  // Its own words: it is not known under this name, or too many are there.
  if (answer.status === 421 || answer.status === 503) throw new Trouble(text.trim(), CODES.noDaemon)
  const read = parsed(text) as Partial<Me> | undefined
  if (answer.ok && typeof read?.claimed === 'boolean') return read as Me
  throw new Trouble(`What answers at ${url} is no Lockstep (it says ${answer.status}). ${OTHER}`, CODES.noDaemon)
}

const OTHER = 'Name another address with --url or LOCKSTEP_URL.'

function nobody(url: string, { name, message, code }: NodeJS.ErrnoException): never {
  const why =
    code === 'ECONNREFUSED'
      ? 'nobody listens there'
      : name === 'TimeoutError'
        ? 'it does not answer'
        : code === 'ENOTFOUND'
          ? 'the name is not known'
          : message
  throw new Trouble(`No Lockstep at ${url}: ${why}. Start one with "lockstep start". ${OTHER}`, CODES.noDaemon)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
