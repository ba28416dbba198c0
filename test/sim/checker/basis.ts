import type { Command, Ledger } from './ledger.ts'
import type { Violation } from './violation.ts'

/** Who changed what is asked of a control of an epoch, by revision. */
type Changes = Map<number, string>

/** I10 basis: who asks for something else than they saw, knows what they replace. */
export function* I10(ledger: Ledger): Iterable<Violation> {
  const changes = changesOf(ledger)
  for (const command of ledger.commands.values()) {
    const { key, session, frame, acts } = command
    const [act] = acts
    if (frame.op !== 'set' || !act) continue
    const admitted = admission(command, act.epoch) ?? 0
    for (const [revision, author] of changes(act.epoch, frame.control)) {
      if (author === session || revision <= frame.basis || revision >= admitted) continue
      const sentence = `${key} acted on the basis of ${frame.basis}; at ${revision} somebody else had asked.`
      yield { invariant: 'I10', at: act.at, sentence, command: key }
      break
    }
  }
}

function changesOf({ commands, versions }: Ledger): (epoch: string, control: string) => Changes {
  const all = new Map<string, Changes>()
  const changes = (epoch: string, control: string): Changes => {
    const name = `${epoch} ${control}`
    const found = all.get(name) ?? new Map<number, string>()
    all.set(name, found)
    return found
  }
  const asked = (epoch: string, control: string, revision: number): string => {
    const { asked, by } = versions.get(epoch)?.valueAt(control, revision) ?? {}
    return JSON.stringify([asked, by])
  }
  const sets = [...commands.values()].filter(({ frame }) => frame.op === 'set')
  for (const { session, frame, told } of sets) {
    for (const { message, own } of told) {
      const accepted = own && 'stage' in message && message.stage === 'accepted'
      if (accepted) changes(message.epoch, frame.control).set(message.revision, session)
    }
  }
  // What ends without having acted lets `asked` fall back, unless somebody else was accepted in that very revision.
  for (const command of sets) {
    const { control } = command.frame
    for (const { message, own } of command.told) {
      const { epoch, revision } = message
      const idle = 'outcome' in message && (command.acts.length === 0 || message.detail?.reason === 'refused')
      if (!own || !idle || admission(command, epoch) === undefined || changes(epoch, control).has(revision)) continue
      if (asked(epoch, control, revision) === asked(epoch, control, revision - 1)) continue
      changes(epoch, control).set(revision, command.session)
    }
  }
  return changes
}

function admission({ told }: Command, epoch: string): number | undefined {
  const accepted = told.find(({ message: m }) => m.epoch === epoch && 'stage' in m && m.stage === 'accepted')
  return accepted?.message.revision
}
