import type { Scalar } from '../../../protocol/index.ts'
import type { Command, Ledger } from './ledger.ts'
import type { Violation } from './violation.ts'

/** S4 counted, of events: a page hears each after its first of an epoch, or is told up to where they are lost. */
export function* S4({ history }: Ledger): Iterable<Violation> {
  const heard = new Map<string, number>()
  const produced = new Map<string, number>()
  for (const happening of history) {
    if (happening.is === 'happened') produced.set(happening.epoch, happening.number)
    if (happening.is !== 'event') continue
    const { session, epoch, number, lostTo = 0, at } = happening
    const last = heard.get(`${session} ${epoch}`) ?? number - 1
    heard.set(`${session} ${epoch}`, number)
    const wrong = number > (produced.get(epoch) ?? 0) ? 'did not happen yet' : number <= last ? 'came again' : undefined
    const gap =
      number > last + 1 && lostTo < number - 1 ? `came after ${last}, and nobody says what was lost` : undefined
    const why = wrong ?? gap
    if (why) yield { invariant: 'S4', at, sentence: `Event ${number} of ${epoch} ${why} to ${session}.` }
  }
}

const nameOf = (o: { session: string; control: string; op: string; value?: Scalar | undefined }): string =>
  JSON.stringify([o.session, o.control, o.op, o.value])

/** S6 no echo: each command that a page sends is one that its person meant, once. */
export function* S6({ history }: Ledger): Iterable<Violation> {
  const meant = new Map<string, number>()
  for (const happening of history) {
    if (happening.is === 'intent') {
      const name = nameOf(happening)
      meant.set(name, (meant.get(name) ?? 0) + 1)
    } else if (happening.is === 'sent' && happening.how === 'new') {
      const { session, frame, at } = happening
      const name = nameOf({ session, ...frame })
      const left = meant.get(name) ?? 0
      meant.set(name, left - 1)
      if (left > 0) continue
      const sentence = `${session} sent ${frame.op} ${frame.control} ${String(frame.value)}, which nobody wanted.`
      yield { invariant: 'S6', at, sentence, command: `${session}#${frame.command}` }
    }
  }
}

/** L3: a stop reaches the device in the turn in which it is posted, before any command. And each press is confirmed. */
export function* L3({ history, commands }: Ledger): Iterable<Violation> {
  const pressed = new Map<string, number>()
  for (const [place, happening] of history.entries()) {
    const { is, at } = happening
    if (is === 'pressed') pressed.set(`${happening.session} ${happening.press}`, at)
    else if (is === 'confirmed') pressed.delete(`${happening.session} ${happening.press}`)
    else if (is === 'left') {
      for (const name of [...pressed.keys()]) if (name.startsWith(happening.session)) pressed.delete(name)
    } else if (is === 'stop' && happening.up) {
      const why = late(history, place, commands)
      if (why) yield { invariant: 'L3', at, sentence: `The stop of ${happening.scope} ${why}.` }
    }
  }
  const at = history.at(-1)?.at ?? 0
  for (const [name, since] of pressed) {
    yield {
      invariant: 'L3',
      at,
      sentence: `The stop that ${name} pressed at ${since.toFixed(0)} ms was never confirmed.`,
    }
  }
}

function late(history: Ledger['history'], place: number, commands: Ledger['commands']): string | undefined {
  const { turn } = history[place] as Ledger['history'][number]
  for (let i = place + 1; history[i]?.turn === turn; i++) {
    const next = history[i] as Ledger['history'][number]
    if (next.is !== 'line') continue
    if (next.text === '!') return undefined
    const op = next.command === undefined ? undefined : commands.get(next.command)?.frame.op
    if (op !== undefined && op !== 'read') return `let ${next.command} pass`
  }
  return 'did not reach the device in its turn'
}

/**
 * L5: the end of each gesture was sent or is said not to have been; and if it is said to be
 * done, it was what was asked until somebody asked for something else.
 */
export function* L5({ history, commands, versions }: Ledger): Iterable<Violation> {
  const finals = new Map<string, Command[]>()
  for (const command of commands.values()) {
    const { frame, session } = command
    if (!frame.final) continue
    const name = nameOf({ session, ...frame })
    const list = finals.get(name)
    if (list) list.push(command)
    else finals.set(name, [command])
  }
  for (const happening of history) {
    if (happening.is !== 'lifted' || happening.notSent) continue
    const { session, control, value, at } = happening
    const command = finals.get(nameOf({ session, control, op: 'set', value }))?.shift()
    if (!command)
      yield { invariant: 'L5', at, sentence: `The end of a gesture at ${String(value)} was lost without a word.` }
  }
  for (const { key, frame, told } of commands.values()) {
    if (!frame.final || frame.op !== 'set') continue
    const accepted = told.find(({ message }) => 'stage' in message && message.stage === 'accepted')
    if (!accepted) continue
    const { epoch, revision } = accepted.message
    const end = told.find(({ message }) => message.epoch === epoch && !('stage' in message))
    if (end && end.message.revision === revision) continue
    const asked = versions.get(epoch)?.valueAt(frame.control, revision)?.asked
    if (asked === frame.value) continue
    const sentence = `${key} was accepted with ${String(frame.value)}, and ${String(asked)} is asked.`
    yield { invariant: 'L5', at: accepted.at, sentence, command: key }
  }
}

/** L7: a page asks for everything anew only when something was spoilt, and then once. */
export function* L7({ history }: Ledger): Iterable<Violation> {
  let spoilt = 0
  for (const happening of history) {
    if (happening.is === 'fault' && happening.name === 'frame spoilt') spoilt++
    if (happening.is !== 'resync' || --spoilt >= 0) continue
    yield {
      invariant: 'L7',
      at: happening.at,
      sentence: `${happening.session} asked for everything anew without need.`,
    }
  }
}

/** L8: when nothing is disturbed any more, everybody can do their work again. */
export function* L8({ history, commands }: Ledger): Iterable<Violation> {
  const probes = new Map<string, { readonly at: number; readonly session: string }>()
  for (const happening of history) {
    if (happening.is === 'probe') probes.set(`${happening.session} ${happening.value}`, happening)
  }
  if (probes.size === 0) return
  for (const { session, frame, words } of commands.values()) {
    const ended = words[0]?.ended
    const done = ended !== undefined && 'outcome' in ended && ended.outcome === 'done'
    if (done) probes.delete(`${session} ${String(frame.value)}`)
  }
  for (const [name, { at }] of probes)
    yield { invariant: 'L8', at, sentence: `In the healed world, ${name} was not done.` }
}
