import { decodeUp, type Stop } from '../protocol/index.ts'
import { duplicatedKey } from '../protocol/keys.ts'
import type { Event, Person, State } from './core/index.ts'

export interface StopHouse {
  readonly state: State
  readonly post: (event: Event) => void
  /** Who asks, where that is known: for a session that is not. */
  readonly person?: Person | undefined
}

export interface Confirmed {
  readonly confirmed: true
  readonly generation: number
  /** From the request to the last device's stop bytes, ms. */
  readonly took?: number
}

/** Why it was not taken, for a person; the status is that of HTTP. */
interface Refusal {
  readonly status: number
  readonly sentence: string
}

/**
 * Stop without a socket: by HTTP, or past the ports of a worker. Any session may, also one that is not known (any more):
 * a stop is never refused for want of one. Confirmed means latched.
 */
export function stopByPost({ state, post, person }: StopHouse, text: string): Confirmed | Refusal {
  const read = readStop(text)
  if ('status' in read) return read
  const { session, stop } = read
  if (!state.stops.has(stop.scope)) {
    const scopes = [...state.stops.keys()].join(', ')
    return { status: 404, sentence: `There is nothing named "${stop.scope}" to stop; there are ${scopes}.` }
  }
  post({ type: 'stopRequested', session, stop, ...(person && { person }) })
  const record = state.stops.get(stop.scope)
  // The nonce, not the latch: it may have been stopped, and re-armed since, by this very stop on the other path.
  if (!record || state.nonces.get(stop.nonce) !== stop.scope) {
    return { status: 409, sentence: 'This nonce was used for another stop; take a fresh one.' }
  }
  const took = record.nonce === stop.nonce ? record.wrote : undefined
  return { confirmed: true, generation: record.generation, ...(took !== undefined && { took }) }
}

function readStop(text: string): { readonly session: string; readonly stop: Stop } | Refusal {
  let parsed: Record<string, unknown>
  try {
    parsed = JSON.parse(text) as Record<string, unknown>
  } catch (error) {
    return { status: 400, sentence: `A stop is JSON with session, nonce and scope: ${(error as Error).message}` }
  }
  const twice = duplicatedKey(text)
  if (twice !== undefined) return { status: 400, sentence: `The key "${twice}" occurs twice; send each key once.` }
  const { session, ...rest } = { ...parsed }
  if (typeof session !== 'string' || !/^[0-9a-f]{32}$/.test(session)) {
    return { status: 400, sentence: 'In "stop", the field "session": expected 32 hexadecimal digits.' }
  }
  // The same message as on the socket, held to the same schema.
  const decoded = decodeUp(JSON.stringify({ ...rest, t: 'stop' }))
  if (!decoded.ok) return { status: 400, sentence: decoded.sentence }
  return { session, stop: decoded.message as Stop }
}
