import { check } from './invariants.ts'
import { end } from './outcome.ts'
import type { Command, State } from './state.ts'

/** A later command takes the place of a waiting one, so that a drag keeps its turn and delays nobody. */
export function supersede(state: State, place: number, later: Command): void {
  const { queue } = later.control.device
  const earlier = queue[place] as Command
  const lawful = earlier.session === later.session && earlier.control === later.control && later.number > earlier.number
  check(lawful, 'I11 supersede', `${earlier.key} by ${later.key}`)
  queue[place] = later
  end(state, earlier, { outcome: 'superseded', detail: { command: later.number } })
}
