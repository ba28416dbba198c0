import { LIMITS } from '../../protocol/index.ts'
import type { Event, Person } from './events.ts'
import type { Session, State } from './state.ts'

/**
 * Accepts a connection of a session, new or known, and thereby bars every smaller one. `sent`: the highest command it
 * claims to have sent here. A session that had to be forgotten is told `forgotten` of these, and not that they were
 * never seen: one of them may have acted.
 */
export function attach(state: State, attached: Extract<Event, { type: 'attached' }>): void {
  const { session: id, connection, sent = 0, person } = attached
  const session = state.sessions.get(id) ?? join(state, id, sent, person)
  if (!session || connection <= session.connection) return
  // Somebody's role may have changed since, or they logged in as somebody else.
  if (person) Object.assign(session, { name: person.name, role: person.role })
  session.connection = connection
  session.attached = true
}

export function detach(state: State, id: string, connection: number): void {
  const session = state.sessions.get(id)
  if (session?.connection !== connection) return
  session.attached = false
  session.detachedAt = state.now
}

/** Where there is no access control, everybody is an operator with a name of their own. */
function join(state: State, id: string, sent: number, person: Person | undefined): Session | undefined {
  if (state.sessions.size >= LIMITS.sessions) forgetLongestAway(state)
  if (state.sessions.size >= LIMITS.sessions) return undefined
  const session: Session = {
    id,
    name: person?.name ?? `Guest ${++state.guests}`,
    role: person?.role ?? 'operator',
    connection: 0,
    attached: false,
    detachedAt: state.now,
    highest: sent,
    open: new Map(),
    ended: new Map(),
    refusedGestures: new Map(),
  }
  state.sessions.set(id, session)
  return session
}

/** Forgets sessions that have been away for longer than they live. */
export function forgetSessions(state: State): void {
  for (const session of state.sessions.values())
    if (mayForget(state, session, LIMITS.sessionLife)) state.sessions.delete(session.id)
}

function forgetLongestAway(state: State): void {
  let longest: Session | undefined
  for (const session of state.sessions.values())
    if (mayForget(state, session, LIMITS.ttl) && session.detachedAt < (longest?.detachedAt ?? Infinity))
      longest = session
  if (longest) state.sessions.delete(longest.id)
}

/**
 * Never one with an open command, nor one away for less than the longest ttl: a forgotten number could run again, an
 * expired command cannot.
 */
function mayForget(state: State, { attached, open, detachedAt }: Session, life: number): boolean {
  return !attached && open.size === 0 && state.now - detachedAt > life
}
