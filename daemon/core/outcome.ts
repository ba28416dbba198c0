import type { Detail, Outcome, Scalar } from '../../protocol/index.ts'
import { outcomeSentence } from '../../protocol/index.ts'
import { looseGrip, noteChange } from './grip.ts'
import { check, proceed } from './invariants.ts'
import { lock } from './locks.ts'
import type { Command, Session, State } from './state.ts'
import { effect, tell, write } from './transaction.ts'

export interface End {
  readonly outcome: Outcome
  readonly detail?: Detail
  /** The words, where they are more than those of the outcome. */
  readonly sentence?: string
}

/** After release nobody may claim that nothing was sent: I5. */
const NOTHING_SENT: ReadonlySet<Outcome> = new Set(['expired', 'superseded', 'stopped', 'fenced'])

/** Struck by a stop after its release, and its device's reply does not decide. */
const STRUCK: End = {
  outcome: 'unknown',
  detail: { reason: 'stop' },
  sentence: 'A stop came while it was on its way; it is not known which came first.',
}

/**
 * Ends a command: the one place. Outcome, and what follows from it for the
 * state, are one transaction.
 */
export function end(state: State, command: Command, how: End): void {
  const { control, session, progress } = command
  const { outcome, detail, sentence } = how.outcome === 'unknown' && command.struck !== undefined ? STRUCK : how
  const acted = progress.at === 'released' || progress.at === 'verifying'
  check(!(acted && NOTHING_SENT.has(outcome)), 'I5 honest no', `${command.key} ended ${outcome} after its release`)
  check(acted || outcome !== 'done', 'I6 honest yes', `${command.key} was never released`)
  const refusedByDevice = outcome === 'failed' && detail?.reason === 'refused'
  if (progress.at === 'released' && refusedByDevice) {
    control.acted = command.struck === undefined ? progress.before : undefined
  }
  proceed(command, { at: 'ended' })
  session.open.delete(command.number)
  control.open.delete(command)
  if (outcome === 'unknown') lock(state, control)
  if (command.op === 'set') {
    if (!acted || refusedByDevice) fallBack(state, command)
    const holds = control.grip?.session === session && control.grip.gesture === command.gesture
    if (holds) looseGrip(state, control, command.final)
  }
  tell(state, session, {
    command: command.number,
    outcome,
    ...(detail && { detail }),
    sentence: outcomeSentence(outcome, detail, sentence),
  })
}

/**
 * What is asked falls back to the newest that is still on its way, or else to
 * what the device was last told: a refusal of the device undoes its asking, too.
 */
function fallBack(state: State, ended: Command): void {
  const { control } = ended
  let newest: Command | undefined
  for (const open of control.open) if (open.op === 'set') newest = open
  const asked = newest ? { value: newest.value, by: newest.session.name } : control.acted
  const now = state.keys.get(control.key)?.value
  if (now?.asked === asked?.value && now?.by === asked?.by) return
  noteChange(state, control, ended.session)
  write(state, control.key, { asked: asked?.value as Scalar | undefined, by: asked?.by })
}

/** Takes a command out of its device's queue and ends it: not one byte of it was sent. */
export function withdraw(state: State, command: Command, how: End): void {
  const { queue } = command.control.device
  const place = queue.indexOf(command)
  if (place !== -1) queue.splice(place, 1)
  end(state, command, how)
}

/** A command number that came before: told again how it stands, never run. */
export function answerAgain(state: State, session: Session, number: number): void {
  effect(state, { type: 'tell', session: session.id, message: standing(state, session, number) })
}

/** How one command of a session stands, from memory. */
export function standing(state: State, session: Session, number: number) {
  const ended = session.ended.get(number)
  if (ended) return ended.out
  const base = { t: 'out', epoch: state.epoch, command: number, revision: state.revision, time: state.now } as const
  const open = session.open.get(number)
  if (open) return { ...base, stage: stageOf(open) }
  const detail = { reason: 'forgotten' }
  const sentence = 'How this ended is no longer known here.'
  return { ...base, outcome: 'unknown', detail, sentence } as const
}

function stageOf({ progress }: Command) {
  return progress.at === 'released' || progress.at === 'verifying' ? progress.at : ('accepted' as const)
}
