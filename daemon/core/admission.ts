import type { Cmd } from '../../protocol/index.ts'
import { LIMITS, refusalSentence } from '../../protocol/index.ts'
import { argumentFault, inputOf } from './arguments.ts'
import { replaceable, supersede } from './coalescing.ts'
import { gripHeldByOther, noteChange, othersChange } from './grip.ts'
import { answerAgain } from './outcome.ts'
import type { Command, Control, No, Session, State } from './state.ts'
import { generationOf, latchOf, stopOf } from './stop.ts'
import { tell, write } from './transaction.ts'

interface Request {
  readonly state: State
  readonly session: Session
  readonly cmd: Cmd
  readonly control: Control
  /** ms since its gesture, without a common clock: `seen` is ours, `elapsed` the sender's. Never below 0. */
  readonly age: number
}

/**
 * A command arrives (PROTOCOL.md section 3).
 *
 *   (a) not of this session's newest connection: dropped
 *   (b) number not above the highest seen: answered from memory, never run
 *   (c) number recorded, before anything else: what is refused now can never run later
 *   then the checks below, in their order; the first no is the answer
 */
export function admit(state: State, session: Session, connection: number, cmd: Cmd): void {
  if (connection !== session.connection) return
  if (cmd.command <= session.highest) return answerAgain(state, session, cmd.command)
  session.highest = cmd.command

  const control = controlOf(state, cmd.control)
  if (!control) return refuse(state, session, cmd, { code: 'noSuchControl', more: noSuchControl(state, cmd.control) })
  const request = { state, session, cmd, control, age: Math.max(0, state.now - cmd.seen - cmd.elapsed) }
  for (const verdict of CHECKS) {
    const no = verdict(request)
    if (no) return refuse(state, session, cmd, no)
  }
  accept(request)
}

const CHECKS: readonly ((request: Request) => No | undefined)[] = [
  args,
  role,
  epoch,
  latched,
  staleStop,
  age,
  // lease and fence: with leases
  // interlock: with interlocks
  grip,
  basis,
  // hazard: with hazard levels
  online,
  known,
  busy,
  flood,
]

function args({ cmd, control }: Request): No | undefined {
  if ((cmd.ttl ?? 0) > longestLife(control)) {
    return { code: 'badArgs', more: `A command of this kind may live ${longestLife(control)} ms at most.` }
  }
  const fault = argumentFault(cmd, control)
  return fault === undefined ? undefined : { code: 'badArgs', more: fault }
}

function role({ session }: Request): No | undefined {
  return session.role === 'viewer' ? { code: 'forbidden' } : undefined
}

function epoch({ state, cmd }: Request): No | undefined {
  return cmd.epoch === state.epoch ? undefined : { code: 'epoch' }
}

function latched({ state, cmd, control }: Request): No | undefined {
  const latch = cmd.op === 'read' ? undefined : latchOf(state, control.device)
  return latch && { code: 'latched', detail: { ...(latch.by && { by: latch.by }), generation: latch.generation } }
}

/** Whoever had not seen a stop commands as if there had been none: refused, also after re-arming. */
function staleStop({ state, cmd, control }: Request): No | undefined {
  if (cmd.op === 'read' || cmd.stopGeneration === generationOf(state, control.device)) return undefined
  const by = stopOf(state, control.device)?.by
  return { code: 'staleStop', ...(by && { detail: { by } }) }
}

function age({ state, cmd, control, age }: Request): No | undefined {
  if (cmd.seen > state.now)
    return { code: 'badArgs', more: 'This command claims to have seen a time that has not come.' }
  if (cmd.elapsed > LIMITS.elapsed) return { code: 'noRecentContact' }
  return age > lifeOf(cmd, control) ? { code: 'stale' } : undefined
}

/** Another person's gesture is refused whole, by name: what was the answer to its first command is so to the rest. */
function grip({ state, session, cmd, control }: Request): No | undefined {
  if (cmd.op !== 'set') return undefined
  const refused = session.refusedGestures.get(control.key)
  if (refused?.gesture === cmd.gesture) return refused.no
  const by = gripHeldByOther(state, control, session)
  return by === undefined ? undefined : refuseGesture(session, cmd, { code: 'inUse', detail: { by } })
}

/** I10, at a gesture's first command. While it has its grip nobody else changes anything; when it lost it, they may have. */
function basis({ state, session, cmd, control }: Request): No | undefined {
  if (cmd.op !== 'set') return undefined
  const other = othersChange(control, session)
  if (!other || other.revision <= cmd.basis) return undefined
  const asked = state.keys.get(control.key)?.value.asked
  const detail = { by: other.session.name, ...(asked !== undefined && { current: asked }) }
  return refuseGesture(session, cmd, { code: 'changedMeanwhile', detail })
}

function refuseGesture(session: Session, { control, gesture }: Cmd, no: No): No {
  session.refusedGestures.set(control, { gesture, no })
  return no
}

function online({ control }: Request): No | undefined {
  const { link } = control.device
  return link.state === 'up' ? undefined : { code: 'offline', ...(link.reason && { more: link.reason }) }
}

function known({ cmd, control }: Request): No | undefined {
  return cmd.op !== 'read' && control.lockedSince !== undefined ? { code: 'needsReread' } : undefined
}

function busy({ cmd, control }: Request): No | undefined {
  return cmd.op === 'call' && control.open.size > 0 ? { code: 'busy' } : undefined
}

function flood({ session, cmd, control }: Request): No | undefined {
  const full = session.open.size >= LIMITS.openPerSession || control.device.queue.length >= LIMITS.queue
  return full && replaceable(session, cmd, control) === -1 ? { code: 'flood' } : undefined
}

function accept(request: Request): void {
  const { state, session, cmd, control, age } = request
  const command: Command = {
    key: `${session.id}#${cmd.command}`,
    session,
    number: cmd.command,
    control,
    op: cmd.op,
    value: cmd.value ?? null,
    input: inputOf(cmd, control),
    gesture: cmd.gesture,
    final: cmd.final ?? false,
    expires: state.now - age + lifeOf(cmd, control),
    stopGeneration: cmd.stopGeneration,
    progress: { at: 'queued' },
    struck: undefined,
  }
  tell(state, session, { command: command.number, stage: 'accepted' })
  const replaced = replaceable(session, cmd, control)
  session.open.set(command.number, command)
  control.open.add(command)
  if (command.op === 'set') ask(state, command)
  if (replaced === -1) control.device.queue.push(command)
  else supersede(state, replaced, command)
}

/** From its acceptance on, this is what is asked; and its gesture has a grip on the control. */
function ask(state: State, command: Command): void {
  const { control, session, gesture } = command
  noteChange(state, control, session)
  control.grip = { session, gesture, until: state.now + LIMITS.grip }
  write(state, control.key, { asked: command.value, by: session.name, grip: session.name })
}

function refuse(state: State, session: Session, cmd: Cmd, { code, detail, more }: No): void {
  tell(state, session, {
    command: cmd.command,
    refused: code,
    ...(detail && { detail }),
    sentence: refusalSentence(code, detail, more),
  })
}

function controlOf(state: State, name: string): Control | undefined {
  return state.devices.get(name.split('.', 1)[0] as string)?.controls.get(name)
}

function noSuchControl(state: State, name: string): string {
  const device = name.split('.', 1)[0] as string
  const found = state.devices.get(device)
  if (!found)
    return `There is no device "${device}"; this station has ${[...state.devices.keys()].join(', ') || 'none'}.`
  return `"${name}" cannot be commanded; ${device} offers ${[...found.controls.keys()].join(', ')}.`
}

const LONGEST_LIFE = { setpoint: 10_000, level: 10_000, action: 5_000 } as const
const longestLife = (control: Control): number => LONGEST_LIFE[control.spec.kind]
const lifeOf = (cmd: Cmd, control: Control): number => cmd.ttl ?? control.spec.ttl
