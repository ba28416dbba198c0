import type { KeyValue } from '../../../protocol/index.ts'
import type { Ledger, Of } from './ledger.ts'
import type { Violation } from './violation.ts'

const texts = new WeakMap<KeyValue, string>()

function textOf(value: KeyValue | undefined): string | undefined {
  if (value === undefined) return undefined
  let text = texts.get(value)
  if (text === undefined) {
    text = JSON.stringify(value)
    texts.set(value, text)
  }
  return text
}

/** Where a page's map differs from the journal folded to its revision. */
function differs({ versions }: Ledger, { epoch, revision, keys }: Of<'applied'>): string | undefined {
  const fold = versions.get(epoch)
  if (!fold) return `there is no epoch ${epoch}`
  if (revision > fold.last) return `revision ${revision} does not exist yet`
  for (const name of fold.names) {
    const mine = textOf(keys.get(name))
    const right = fold.at(name, revision)
    if (mine !== right) return `${name} is ${mine}, not ${right}`
  }
  for (const [name, value] of keys) if (value !== undefined && !fold.has(name)) return `it has a key ${name}`
  return undefined
}

function* maps(ledger: Ledger, by: Of<'applied'>['by'], invariant: string): Iterable<Violation> {
  for (const happening of ledger.history) {
    if (happening.is !== 'applied' || happening.by !== by) continue
    const why = differs(ledger, happening)
    const { at, session, revision } = happening
    if (why) yield { invariant, at, sentence: `At revision ${revision} of ${session}: ${why}.` }
  }
}

/** S1 prefix: a page's map is the fold of the journal. */
export const S1 = (ledger: Ledger): Iterable<Violation> => maps(ledger, 'session', 'S1')

/** S3 atomic: whoever looks at all signals whenever one of them changes never sees half a revision. */
export const S3 = (ledger: Ledger): Iterable<Violation> => maps(ledger, 'signals', 'S3')

/** S2 monotone: the daemon counts by one, and no page goes back. */
export function* S2({ history, epochs, versions }: Ledger): Iterable<Violation> {
  const end = history.at(-1)?.at ?? 0
  for (const [epoch, { leaps }] of versions) {
    for (const leap of leaps)
      yield { invariant: 'S2', at: end, sentence: `Revision ${leap} of ${epoch} does not follow.` }
  }
  const stands = new Map<string, { readonly life: number; readonly revision: number }>()
  for (const happening of history) {
    if (happening.is !== 'applied' || happening.by !== 'session') continue
    const { at, session, epoch, revision } = happening
    const life = epochs.indexOf(epoch)
    const before = stands.get(session)
    if (before && (life < before.life || (life === before.life && revision < before.revision))) {
      yield { invariant: 'S2', at, sentence: `${session} went back to revision ${revision} of ${epoch}.` }
    }
    stands.set(session, { life, revision })
  }
}

/** L2: in the end every page is where the daemon was a second ago, or further. */
export function* L2({ history }: Ledger): Iterable<Violation> {
  const end = history.findLast(happening => happening.is === 'end')
  for (const { session, link, epoch, revision } of end?.pages ?? []) {
    if (link === 'live' && epoch === end?.epoch && revision >= (end?.revision ?? 0)) continue
    const sentence = `${session} is ${link} at ${revision} of ${epoch}; the daemon was at ${end?.revision} of ${end?.epoch}.`
    yield { invariant: 'L2', at: end?.at ?? 0, sentence }
  }
}
