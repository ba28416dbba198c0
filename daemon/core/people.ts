import { LIMITS } from '../../protocol/index.ts'
import type { Session, State } from './state.ts'

/** Accepts a connection of a session, new or known, and thereby bars every smaller one. */
export function attach(state: State, id: string, connection: number): void {
  const session = state.sessions.get(id) ?? join(state, id)
  if (!session || connection <= session.connection) return
  session.connection = connection
  session.attached = true
}

export function detach(state: State, id: string, connection: number): void {
  const session = state.sessions.get(id)
  if (session?.connection !== connection) return
  session.attached = false
  session.detachedAt = state.now
}

/** Until there are users, everybody is an operator with a name of their own. */
function join(state: State, id: string): Session | undefined {
  if (state.sessions.size >= LIMITS.sessions) forgetSessions(state, LIMITS.ttl)
  if (state.sessions.size >= LIMITS.sessions) return undefined
  const session: Session = {
    id,
    name: `Guest ${++state.guests}`,
    role: 'operator',
    connection: 0,
    attached: false,
    detachedAt: state.now,
    highest: 0,
    open: new Map(),
    ended: new Map(),
    refusedGestures: new Map(),
  }
  state.sessions.set(id, session)
  return session
}

/**
 * Forgets sessions that have been away for longer than `life` ms. Never one with an open command,
 * nor one younger than the longest ttl: a forgotten number could run again, an expired command cannot.
 */
export function forgetSessions(state: State, life: number): void {
  for (const [id, session] of state.sessions) {
    if (session.attached || session.open.size > 0) continue
    if (state.now - session.detachedAt > Math.max(life, LIMITS.ttl)) state.sessions.delete(id)
  }
}
