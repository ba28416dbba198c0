import { type Hello, PROTOCOL_VERSION, type Welcome } from '../../protocol/index.ts'
import { type State, standing, stopped } from '../core/index.ts'
import type { Hosting } from './sessions.ts'

type Session = State['sessions'] extends Map<string, infer S> ? S : never

/** Everything a page needs to know before the first flush; each command it asks about is answered. */
export function welcome(
  { state, clock, wallClock }: Hosting,
  session: Session,
  how: { hello: Hello; resumed: boolean }
): Welcome {
  const { hello, resumed } = how
  const known = hello.epoch === undefined || hello.epoch === state.epoch
  const asked = known ? hello.open.filter(number => number <= session.highest) : []
  return {
    t: 'welcome',
    version: PROTOCOL_VERSION,
    epoch: state.epoch,
    name: session.name,
    role: session.role,
    start: resumed ? 'resumed' : 'snapshot',
    lastCommand: session.highest,
    outcomes: asked.map(number => standing(state, session, number)),
    stops: [...state.stops.keys()].map(scope => stopped(state, scope)),
    revision: state.revision,
    time: clock.now(),
    wallClock: wallClock(),
  }
}
