import { type Out, type Scalar, STAGES } from '../../../protocol/index.ts'
import { CONTROLS } from '../device.ts'
import type { Command, Ledger, Of } from './ledger.ts'
import type { Violation } from './violation.ts'

type Word = Of<'word'>['ended'] | Out

/** Whether somebody who hears this has been told that nothing was sent. */
function saysNo(word: Word): string | undefined {
  if ('notSent' in word) return 'not sent'
  if ('refused' in word) return `refused: ${word.refused}`
  if (!('outcome' in word)) return undefined
  if (['expired', 'superseded', 'stopped', 'fenced'].includes(word.outcome)) return word.outcome
  return word.outcome === 'failed' && word.sentence.startsWith('Not sent') ? 'failed, not sent' : undefined
}

/** I5 honest no: the daemon speaks for its own epoch, the page to its person for all time. */
export function* I5({ commands }: Ledger): Iterable<Violation> {
  for (const { key, acts, told, words } of commands.values()) {
    const act = acts[0]
    if (!act) continue
    for (const { message, at } of told) {
      const no = acts.some(({ epoch }) => epoch === message.epoch) ? saysNo(message) : undefined
      if (no) yield { invariant: 'I5', at, sentence: `${key} was told "${no}", and acted.`, command: key }
    }
    for (const { ended, at } of words) {
      const no = saysNo(ended)
      if (no) yield { invariant: 'I5', at, sentence: `The page of ${key} said "${no}", and it acted.`, command: key }
    }
  }
}

/** I6 honest yes: its bytes reached the device, and the state at its revision satisfies its verifier by a fresh sample. */
export function* I6(ledger: Ledger): Iterable<Violation> {
  const arrived = new Map<string, number[]>()
  for (const [place, happening] of ledger.history.entries()) {
    if (happening.is !== 'machine') continue
    const places = arrived.get(happening.text)
    if (places) places.push(place)
    else arrived.set(happening.text, [place])
  }
  for (const command of ledger.commands.values()) {
    for (const { message, at, place } of command.told) {
      if (!('outcome' in message) || message.outcome !== 'done') continue
      const why = lie(ledger, command, { message, place, arrived })
      if (why)
        yield { invariant: 'I6', at, sentence: `${command.key} is said to be done; ${why}.`, command: command.key }
    }
  }
}

function lie(
  { versions, clocks }: Ledger,
  { frame, acts }: Command,
  { message, place, arrived }: { message: Out; place: number; arrived: ReadonlyMap<string, readonly number[]> }
): string | undefined {
  const act = acts.find(({ epoch }) => epoch === message.epoch)
  if (!act || act.place > place) return 'it had not acted'
  if (!arrived.get(act.text)?.some(reached => reached > act.place && reached < place)) return 'no byte had arrived'
  if (frame.op !== 'set') return undefined
  const verify = CONTROLS[frame.control]?.verify
  if (verify?.by !== 'readback') return undefined
  const { value, sampled = 0 } = versions.get(message.epoch)?.valueAt(frame.control, message.revision) ?? {}
  const settled = (clocks.get(message.epoch)?.reads(act.at) ?? 0) + verify.settle
  if (sampled < settled - 1e-6) return `its sample is ${(settled - sampled).toFixed(1)} ms too old`
  return near(value, frame.value, verify.within)
    ? undefined
    : `it asked ${String(frame.value)}, the state is ${String(value)}`
}

function near(a: unknown, b: Scalar | undefined, within: number): boolean {
  return typeof a === 'number' && typeof b === 'number' ? Math.abs(a - b) <= within + 1e-6 : a === b
}

/** I9 one outcome: stages only forwards, one end, the same whoever asks again; accepted in one epoch at most. */
export function* I9({ commands }: Ledger): Iterable<Violation> {
  for (const { key, told, words } of commands.values()) {
    const states = new Map<string, { rank: number; end: string | undefined }>()
    let acceptedIn: string | undefined
    for (const { message, at } of told) {
      const { epoch } = message
      const state = states.get(epoch) ?? { rank: -1, end: undefined }
      states.set(epoch, state)
      const wrong = (sentence: string) => ({ invariant: 'I9', at, sentence: `${key} ${sentence}`, command: key })
      if ('stage' in message) {
        const rank = STAGES.indexOf(message.stage)
        if (rank > 0 && state.rank < 0) yield wrong(`is ${message.stage} without having been accepted.`)
        if (state.end !== undefined) yield wrong(`is ${message.stage} after its end.`)
        if (rank < state.rank) yield wrong(`went back to ${message.stage}.`)
        if (acceptedIn !== undefined && acceptedIn !== epoch) yield wrong('was accepted in two epochs.')
        acceptedIn = epoch
        state.rank = rank
        continue
      }
      if (isForgotten(message)) continue
      // Of another epoch a session keeps no number for longer than itself: the answer is no, each time anew.
      const foreign = 'refused' in message && message.refused === 'epoch'
      const end = JSON.stringify(foreign ? ['epoch'] : [endOf(message), message.revision])
      if (state.end !== undefined && state.end !== end) yield wrong(`ended twice: ${state.end}, then ${end}.`)
      if ('refused' in message && state.rank >= 0) yield wrong('was refused after it was accepted.')
      if ('outcome' in message && state.rank < 0) yield wrong('ended without having been accepted.')
      state.end = end
    }
    const [, second] = words
    if (second) yield { invariant: 'I9', at: second.at, sentence: `The page of ${key} heard two ends.`, command: key }
  }
}

const endOf = (message: Exclude<Out, { stage: unknown }>): string =>
  'outcome' in message ? message.outcome : message.refused

const isForgotten = (message: Out): boolean => 'outcome' in message && message.detail?.reason === 'forgotten'

/** I11 supersede. */
export function* I11({ commands }: Ledger): Iterable<Violation> {
  for (const { key, session, frame, told } of commands.values()) {
    for (const { message, at } of told) {
      if (!('outcome' in message) || message.outcome !== 'superseded') continue
      const later = commands.get(`${session}#${message.detail?.command}`)
      const wrong = (sentence: string) => ({ invariant: 'I11', at, sentence: `${key} ${sentence}`, command: key })
      if (!later) yield wrong('was superseded by a command that does not exist.')
      else if (later.frame.command <= frame.command) yield wrong(`was superseded by the earlier ${later.key}.`)
      else if (later.frame.control !== frame.control) yield wrong(`was superseded by ${later.key} of another control.`)
      else if (frame.final && later.frame.gesture === frame.gesture)
        yield wrong('is a final, superseded by its gesture.')
    }
  }
}

/** L1: every accepted command ends, unless its daemon died; and to its person each ends, always. */
export function* L1({ commands, died, history }: Ledger): Iterable<Violation> {
  const at = history.at(-1)?.at ?? 0
  for (const { key, told, words } of commands.values()) {
    const open = new Set<string>()
    for (const { message } of told) {
      if ('stage' in message) open.add(message.epoch)
      else open.delete(message.epoch)
    }
    for (const epoch of open) {
      if (!died.has(epoch))
        yield { invariant: 'L1', at, sentence: `${key} was accepted and never ended.`, command: key }
    }
    if (words.length === 0)
      yield { invariant: 'L1', at, sentence: `The page of ${key} never said how it ended.`, command: key }
  }
}
