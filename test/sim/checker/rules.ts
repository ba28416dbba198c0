import { CONTROLS, DEVICE } from '../device.ts'
import type { Command, Ledger } from './ledger.ts'
import type { Violation } from './violation.ts'

// Rules of the protocol that have no number in its table of invariants; each is named by its section.

const acceptance = ({ told }: Command, epoch?: string) =>
  told.find(({ message: m }) => 'stage' in m && m.stage === 'accepted' && (epoch ?? m.epoch) === m.epoch)

/** Section 2: when a command ends without having acted, it is not asked any more, in that very revision. */
export function* askedFallsBack({ commands, versions }: Ledger): Iterable<Violation> {
  for (const command of commands.values()) {
    const { key, frame, told, acts } = command
    if (frame.control !== `${DEVICE}.target` || frame.op !== 'set' || acts.length > 0) continue
    for (const { message, at } of told) {
      const { epoch, revision } = message
      if (!('outcome' in message) || !acceptance(command, epoch)) continue
      if (versions.get(epoch)?.valueAt(frame.control, revision)?.asked !== frame.value) continue
      const sentence = `${key} ended ${message.outcome}, and ${String(frame.value)} is still asked.`
      yield { invariant: 'section 2', at, sentence, command: key }
    }
  }
}

/** Section 3: what is not known is locked, until it was read. */
export function* unknownLocks({ commands, versions }: Ledger): Iterable<Violation> {
  for (const command of commands.values()) {
    const { key, frame } = command
    const accepted = acceptance(command)
    if (!accepted || frame.op === 'read') continue
    const { epoch, revision } = accepted.message
    const locked = [revision - 1, revision].every(r => versions.get(epoch)?.valueAt(frame.control, r)?.locked)
    const sentence = `${key} was accepted while ${frame.control} was not known.`
    if (locked) yield { invariant: 'section 3', at: accepted.at, sentence, command: key }
  }
}

/** Section 3: an outcome that is not known leaves its control locked in the same revision. */
export function* unknownIsSaid({ commands, versions }: Ledger): Iterable<Violation> {
  for (const { key, frame, told, acts } of commands.values()) {
    for (const { message, at, own } of told) {
      if (!own || !('outcome' in message) || message.outcome !== 'unknown' || acts.length === 0) continue
      if (versions.get(message.epoch)?.valueAt(frame.control, message.revision)?.locked !== undefined) continue
      const sentence = `${key} ended unknown, and ${frame.control} is not locked.`
      yield { invariant: 'section 3', at, sentence, command: key }
    }
  }
}

/** Section 3: nothing waits for a device that may come back as another. */
export function* lostLinkEnds({ commands, versions, history }: Ledger): Iterable<Violation> {
  const downs = new Map<string, number[]>()
  for (const happening of history) {
    if (happening.is !== 'revision') continue
    const [, json] = happening.keys.find(([name]) => name === `${DEVICE}.$link`) ?? []
    if (json === undefined || json.includes('"state":"up"')) continue
    const list = downs.get(happening.epoch)
    if (list) list.push(happening.revision)
    else downs.set(happening.epoch, [happening.revision])
  }
  for (const command of commands.values()) {
    const { key, frame, acts } = command
    const [act] = acts
    const accepted = act && acceptance(command, act.epoch)
    const released = command.told.find(({ message: m }) => 'stage' in m && m.stage === 'released')
    if (!act || !accepted || !released || frame.op === 'read' || !versions.has(act.epoch)) continue
    const { revision } = accepted.message
    const lost = downs.get(act.epoch)?.some(down => down > revision && down <= released.message.revision)
    const sentence = `${key} acted, although the link was lost after it had been accepted.`
    if (lost) yield { invariant: 'section 3', at: act.at, sentence, command: key }
  }
}

/** Section 3: a device that comes back may have been without power: all its controls are locked in that revision. */
export function* linkUpLocks({ history, versions }: Ledger): Iterable<Violation> {
  for (const happening of history) {
    if (happening.is !== 'revision') continue
    const { epoch, revision, keys, at } = happening
    const [, link] = keys.find(([name]) => name === `${DEVICE}.$link`) ?? []
    if (!link?.includes('"state":"up"')) continue
    for (const [control, described] of Object.entries(CONTROLS)) {
      if (!described || versions.get(epoch)?.valueAt(control, revision)?.locked !== undefined) continue
      yield {
        invariant: 'section 3',
        at,
        sentence: `${control} is not locked, although its device has just come back.`,
      }
    }
  }
}

/** Section 4: an action is never sent again; nor is a reading. */
export function* neverAgain({ history }: Ledger): Iterable<Violation> {
  for (const happening of history) {
    if (happening.is !== 'sent' || happening.how !== 'again') continue
    const { session, frame, at } = happening
    const kind = CONTROLS[frame.control]?.kind
    if (frame.op === 'set' && (kind === 'setpoint' || kind === 'level')) continue
    const sentence = `The page of ${session} sent ${frame.op} ${frame.control} again.`
    yield { invariant: 'section 4', at, sentence, command: `${session}#${frame.command}` }
  }
}

/** Section 6: a latch outlives its daemon, unless that died in the very turn of the stop or of the re-arming. */
export function* latchSurvives({ history }: Ledger): Iterable<Violation> {
  let latched = new Map<string, number>()
  let touched = -1
  let died = -1
  for (const happening of history) {
    const { is, at, turn } = happening
    if (is === 'stop') {
      latched.set(happening.scope, turn)
      touched = turn
    } else if (is === 'announced' && !happening.message.latched) {
      if (latched.delete(happening.message.scope)) touched = turn
    } else if (is === 'death') died = turn
    else if (is === 'life') {
      const kept = happening.latched
      const lost = [...latched.keys()].filter(scope => !kept.includes(scope))
      if (died !== touched) {
        for (const scope of lost) {
          yield {
            invariant: 'section 6',
            at,
            sentence: `The latch of ${scope} did not survive into ${happening.epoch}.`,
          }
        }
      }
      latched = new Map(kept.map(scope => [scope, turn]))
    }
  }
}

/** Section 7: what was not sent when the link broke is never sent. */
export function* unsentIsDropped({ history, commands }: Ledger): Iterable<Violation> {
  const welcomed = new Map<string, number>()
  for (const happening of history) {
    if (happening.is === 'greeted') welcomed.set(happening.session, happening.at)
    if (happening.is !== 'sent' || happening.how !== 'new') continue
    const { session, frame, at } = happening
    const gestureAt = commands.get(`${session}#${frame.command}`)?.gestureAt ?? at
    const since = welcomed.get(session) ?? 0
    if (gestureAt >= since) continue
    const sentence = `${session} sent a gesture ${(since - gestureAt).toFixed(1)} ms older than its connection.`
    yield { invariant: 'section 7', at, sentence, command: `${session}#${frame.command}` }
  }
}

/** TabTwin: a session is one page's, and each of its sockets has a number of its own. */
export function* oneSessionOnePage({ history }: Ledger): Iterable<Violation> {
  const pages = new Map<string, { readonly page: string; connection: number }>()
  for (const happening of history) {
    if (happening.is !== 'hello') continue
    const { page, session, connection, at } = happening
    const known = pages.get(session) ?? { page, connection: 0 }
    pages.set(session, known)
    const why = known.page !== page ? `is said by ${page}, too` : `says connection ${connection} again`
    if (known.page !== page || connection <= known.connection)
      yield { invariant: 'TabTwin', at, sentence: `${session} ${why}.` }
    known.connection = connection
  }
}

/** Section 8: who hears how a command ended sees the state that goes with it. */
export function* endedWithState({ history }: Ledger): Iterable<Violation> {
  const stands = new Map<string, { readonly epoch: string; readonly revision: number }>()
  for (const happening of history) {
    if (happening.is === 'applied' && happening.by === 'session') stands.set(happening.session, happening)
    if (happening.is !== 'word' || 'notSent' in happening.ended) continue
    const { session, command, ended, at } = happening
    const { epoch, revision = 0 } = stands.get(session) ?? {}
    if (epoch !== ended.epoch || revision >= ended.revision) continue
    const sentence = `${session}#${command} ended with revision ${ended.revision}; its page was at ${revision}.`
    yield { invariant: 'section 8', at, sentence, command: `${session}#${command}` }
  }
}
