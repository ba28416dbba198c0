import type { CommandKey, Job } from './effects.ts'
import { looseGrip } from './grip.ts'
import { check, proceed } from './invariants.ts'
import { readingOf } from './locks.ts'
import { type End, end, withdraw } from './outcome.ts'
import { AGAIN } from './readings.ts'
import type { Command, Control, Device, Poll, State } from './state.ts'
import { generationOf, latchOf } from './stop.ts'
import { effect, tell } from './transaction.ts'

/**
 * An idle device gets its next conversation; what waited too long has ended before (`step`). In this order:
 *
 *   verification   the reading by which a command of the queue's past is judged; not twice past one that is ready
 *   a poll that has lost patience   else a drag would starve the readings; one after each command,
 *                  so that on a slow device the commands are not starved either
 *   control        the head of the queue; nothing passes it
 *   poll           whatever is due
 */
export function advance(state: State, device: Device): void {
  if (device.link.state !== 'up' || device.job) return
  const head = device.queue[0]
  const headReady = head !== undefined && ready(head) <= state.now
  const verifying = headReady && device.verified ? undefined : dueVerification(state, device)
  if (verifying) return reread(state, device, verifying)
  const impatient = device.pollsTurn ? duePoll(state, device, poll => poll.patience) : undefined
  if (impatient) {
    device.pollsTurn = false
    return read(state, device, impatient.property)
  }
  if (headReady) return offer(state, device, head)
  const poll = duePoll(state, device, () => 0)
  if (poll) read(state, device, poll.property)
}

/** When the head of a queue may go: one at the device for each control, and not above its rate. */
export function ready({ control }: Command): number {
  for (const { progress } of control.open) if (progress.at !== 'queued') return Number.POSITIVE_INFINITY
  return control.releasedAt + (control.spec.minInterval ?? 0)
}

type Verifying = Extract<Command['progress'], { at: 'verifying' }>

function dueVerification(state: State, device: Device): { control: Control; progress: Verifying } | undefined {
  for (const control of device.controls.values())
    for (const { progress } of control.open)
      if (progress.at === 'verifying' && progress.next <= state.now) return { control, progress }
  return undefined
}

/** However the reading ends, the next one is not before `AGAIN`: a driver that cannot read is no reason to spin. */
function reread(state: State, device: Device, due: { control: Control; progress: Verifying }): void {
  due.progress.next = state.now + AGAIN
  device.verified = true
  read(state, device, due.control.target.name)
}

function duePoll(state: State, device: Device, patience: (poll: Poll) => number): Poll | undefined {
  let longest: Poll | undefined
  for (const poll of device.polls) {
    if (poll.due + patience(poll) > state.now) continue
    if (!longest || poll.due < longest.due) longest = poll
  }
  return longest
}

function read(state: State, device: Device, property: string): void {
  const poll = device.polls.find(p => p.property === property)
  if (poll) poll.due = state.now + poll.every
  begin(state, device, { kind: 'read', property }, undefined)
}

function offer(state: State, device: Device, command: Command): void {
  device.queue.shift()
  device.pollsTurn = true
  device.verified = false
  proceed(command, { at: 'offered' })
  begin(state, device, jobOf(command), command)
}

function begin(state: State, device: Device, job: Job, command: Command | undefined): void {
  device.job = { job, command }
  effect(state, { type: 'converse', device: device.name, job })
}

function jobOf({ key, op, control, value, input }: Command): Job {
  const { target } = control
  const command: CommandKey = key
  if (op === 'call') return { kind: 'call', action: target.name, input, command }
  if (op === 'set') return { kind: 'set', property: target.name, value, command }
  return { kind: 'read', property: readingOf(control) as string, command }
}

/**
 * The driver speaks for the first time: **the second check, and the act**. What
 * changed since admission counts now; no await lies between this and the first byte.
 */
export function release(state: State, device: Device): void {
  const command = device.job?.command
  if (command?.progress.at !== 'offered') return
  const no = secondCheck(state, command)
  if (no) return end(state, command, no)
  const { control } = command
  check(command.op === 'read' || !latchOf(state, device), 'I4 stop', command.key)
  check(!device.queue.includes(command), 'I1 once', command.key)
  proceed(command, { at: 'released', since: state.now, before: control.acted })
  control.releasedAt = state.now
  if (command.op === 'set') control.acted = { value: command.value, by: command.session.name }
  tell(state, command.session, { command: command.number, stage: 'released' })
}

/** Latch and stop generation, age; fence and interlock when they exist. */
function secondCheck(state: State, command: Command): End | undefined {
  const { device } = command.control
  if (command.op !== 'read') {
    const latch = latchOf(state, device)
    const generation = generationOf(state, device)
    if (latch || command.stopGeneration !== generation) {
      return { outcome: 'stopped', detail: { generation, ...(latch?.by && { by: latch.by }) } }
    }
  }
  return command.expires < state.now ? { outcome: 'expired' } : undefined
}

/** Whether the conversation under way may put bytes on the wire: asked by the owner at its driver's first call. */
export function isReleased(state: State, name: string): boolean {
  const job = state.devices.get(name)?.job
  return job !== undefined && (job.command === undefined || job.command.progress.at === 'released')
}

/** What waited too long ends, wherever in the queue it is. */
export function expireQueue(state: State, device: Device): void {
  for (const command of [...device.queue]) {
    if (command.expires < state.now) withdraw(state, command, { outcome: 'expired' })
  }
}

/** Grips that lapsed. */
export function expireGrips(state: State, device: Device): void {
  for (const control of device.controls.values()) looseGrip(state, control, false)
}
