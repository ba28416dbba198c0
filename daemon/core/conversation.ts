import { LIMITS } from '../../protocol/index.ts'
import type { Answer, Event, Heard, Reading } from './events.ts'
import { check, proceed } from './invariants.ts'
import { type End, end } from './outcome.ts'
import { take } from './readings.ts'
import type { Command, Device, State } from './state.ts'
import { announce, tell, write } from './transaction.ts'

/** A conversation is over: what it says of its command, and of the state, is one transaction. */
export function answered(state: State, device: Device, answer: Answer): void {
  check(device.job !== undefined, 'one conversation at a time', device.name)
  const { job, command } = device.job as NonNullable<Device['job']>
  device.job = undefined
  if (job.kind === 'call') ceaseProgress(state, `${device.name}.${job.action}`)
  if (answer.is === 'read') take(state, device, answer.reading, 'asked')
  else if (job.kind === 'read') unread(state, device, job.property, answer)
  if (command && command.progress.at !== 'ended') conclude(state, command, answer)
}

/** Readings and events that arrived unasked. Of a device that is gone nothing is good any more, also not what was told late. */
export function heard(state: State, device: Device, readings: readonly Reading[], events: readonly Heard[]): void {
  if (device.link.state !== 'up') return
  for (const reading of readings) take(state, device, reading, 'heard')
  for (const { name, data } of events) {
    const number = ++state.eventNumber
    const message = {
      t: 'evt',
      number,
      device: device.name,
      event: name,
      severity: 'none',
      data,
      time: state.now,
    } as const
    state.events.push(message)
    if (state.events.length > LIMITS.events) state.events.shift()
    announce(state, message)
  }
}

/** A computed value is not good. */
export function doubted(state: State, device: Device, doubt: Extract<Event, { type: 'doubted' }>): void {
  const { property, quality, reason } = doubt
  if (device.link.state !== 'up' || !Object.hasOwn(device.description.properties, property)) return
  write(state, `${device.name}.${property}`, { quality, reason })
}

function ceaseProgress(state: State, key: string): void {
  if (state.keys.get(key)?.value.value !== undefined) write(state, key, { value: undefined })
}

/** An action says how far it has come: the value of its key while it runs. */
export function progressed(state: State, device: Device, fraction: number): void {
  const { job } = device.job ?? {}
  if (job?.kind === 'call') write(state, `${device.name}.${job.action}`, { value: Math.min(1, Math.max(0, fraction)) })
}

/** Tried again before long, also where readings are rare: until then it may be locked. */
function unread(state: State, device: Device, property: string, answer: Answer): void {
  if (answer.is === 'refused') write(state, `${device.name}.${property}`, { quality: 'bad', reason: answer.why })
  const poll = device.polls.find(p => p.property === property)
  if (poll) poll.due = Math.min(poll.due, state.now + READ_AGAIN)
}

/** Wait after a reading that failed, ms. */
const READ_AGAIN = 5_000

function conclude(state: State, command: Command, answer: Answer): void {
  if (answer.is === 'acknowledged' && command.progress.at === 'released') return acknowledge(state, command)
  end(state, command, endOf(command, answer))
}

function acknowledge(state: State, command: Command): void {
  const { verify } = command.control.spec
  if (verify.by === 'ack') return end(state, command, { outcome: 'done' })
  if (verify.by === 'none') return end(state, command, { outcome: 'doneUnverified' })
  const { since } = command.progress as Extract<Command['progress'], { at: 'released' }>
  const settled = since + verify.settle
  proceed(command, {
    at: 'verifying',
    since: settled,
    until: state.now + verify.window,
    next: Math.max(settled, state.now),
    seen: false,
  })
  tell(state, command.session, { command: command.number, stage: 'verifying' })
}

function endOf(command: Command, answer: Answer): End {
  switch (answer.is) {
    case 'read':
      return { outcome: 'done' }
    case 'refused':
      return failed('refused', `The device refused: ${answer.why}.`)
    case 'silent':
      return silent(command, answer.why)
    case 'broken':
      return command.progress.at === 'offered'
        ? failed('driver', `Its driver failed before it sent anything: ${answer.why}`)
        : unknown('driver', `Its driver failed while it was talking to the device: ${answer.why}`)
    case 'acknowledged':
      return failed('driver', 'Its driver returned without saying anything to the device.')
    case 'withdrawn':
      return failed('driver', 'It was withdrawn before anything was sent.')
  }
}

const SILENCE = {
  timeout: 'The device did not answer in time.',
  linkLost: 'The link to the device was lost on the way.',
  garbled: 'The answer of the device was garbled.',
}

function silent(command: Command, why: keyof typeof SILENCE): End {
  if (command.progress.at === 'offered') return failed('offline', `Not sent: ${SILENCE[why]}`)
  if (command.op === 'read') return failed(why, SILENCE[why])
  return unknown(why, `${SILENCE[why]} It is not known whether it did this.`)
}

const failed = (reason: string, sentence: string): End => ({ outcome: 'failed', detail: { reason }, sentence })
const unknown = (reason: string, sentence: string): End => ({ outcome: 'unknown', detail: { reason }, sentence })
