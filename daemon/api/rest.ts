import type { Sessions } from '../sessions/index.ts'
import { Agents } from './agents.ts'
import type { ApiHouse } from './house.ts'
import { EventStreams } from './streams.ts'

/** What the routes of one house share. */
export interface Rest {
  readonly house: ApiHouse
  readonly agents: Agents
  readonly streams: EventStreams
}

const rests = new WeakMap<Sessions, Rest>()

export function restOf(house: ApiHouse): Rest {
  const rest = rests.get(house.sessions) ?? { house, agents: new Agents(house), streams: new EventStreams() }
  rests.set(house.sessions, rest)
  return rest
}

/** A person is no longer let in, or is somebody else now: what they had open here ends. */
export function closeAgent(sessions: Sessions, name: string): void {
  const rest = rests.get(sessions)
  rest?.agents.dismiss(name)
  rest?.streams.dismiss(name)
}
