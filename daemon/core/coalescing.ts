import type { Cmd } from '../../protocol/index.ts'
import { check } from './invariants.ts'
import { end } from './outcome.ts'
import type { Command, Control, Session, State } from './state.ts'

/**
 * Place in the queue of what a new command would replace, or -1. Only the last that waits for its control comes into
 * question: past any other, the one asked later would act earlier.
 */
export function replaceable(session: Session, cmd: Cmd, control: Control): number {
  const place = control.device.queue.findLastIndex(waiting => waiting.control === control)
  const last = control.device.queue[place]
  return last && canReplace(last, session, cmd) ? place : -1
}

/**
 * Setpoint: one at the device, one waiting; the waiting one gives way to a later of its gesture or of its session's
 * next. Level: to an equal neighbour only. I11: same control, same session; a final gives way to nothing but the
 * next gesture.
 */
function canReplace(waiting: Command, session: Session, cmd: Cmd): boolean {
  if (waiting.session !== session || waiting.op !== 'set' || cmd.op !== 'set') return false
  if (cmd.gesture < waiting.gesture || (waiting.final && cmd.gesture === waiting.gesture)) return false
  return waiting.control.spec.kind === 'setpoint' || waiting.value === cmd.value
}

/** A later command takes the place of a waiting one, so that a drag keeps its turn and delays nobody. */
export function supersede(state: State, place: number, later: Command): void {
  const { queue } = later.control.device
  const earlier = queue[place] as Command
  const lawful = earlier.session === later.session && earlier.control === later.control && later.number > earlier.number
  check(lawful, 'I11 supersede', `${earlier.key} by ${later.key}`)
  queue[place] = later
  end(state, earlier, { outcome: 'superseded', detail: { command: later.number } })
}
