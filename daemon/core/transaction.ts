import type { Evt, KeyValue, Stopped } from '../../protocol/index.ts'
import { LIMITS } from '../../protocol/index.ts'
import type { Effect } from './effects.ts'
import { check } from './invariants.ts'
import type { Entry, Session, State, Unnumbered } from './state.ts'

/** Changes fields of a key within the transaction under way; `undefined` removes a field. */
export function write(
  state: State,
  key: string,
  patch: { readonly [F in keyof KeyValue]?: KeyValue[F] | undefined }
): void {
  const entry = state.keys.get(key)
  const next: Record<string, unknown> = { ...entry?.value, ...patch }
  for (const field in patch) if (next[field] === undefined) delete next[field]
  if (entry) {
    entry.value = next
    entry.fragment = undefined
  } else {
    state.keys.set(key, { value: next, changed: state.revision, fragment: undefined })
  }
  state.transaction.touched.add(key)
}

/** Takes a key out of the state: with this revision nobody finds it any more. */
export function erase(state: State, key: string): void {
  if (!state.keys.delete(key)) return
  state.transaction.touched.delete(key)
  state.transaction.erased.push(key)
}

export function effect(state: State, ...effects: readonly Effect[]): void {
  state.transaction.effects.push(...effects)
}

/** Tells a session how far a command has come; numbered with the transaction under way. */
export function tell(state: State, session: Session, out: Unnumbered): void {
  state.transaction.outs.push({ session, out })
}

export function announce(state: State, message: Stopped | Evt): void {
  effect(state, { type: 'announce', message })
}

/**
 * Ends the transaction: one revision for everything that changed in it, the
 * outcomes that belong to it included. S2: revisions go up by one, with one writer.
 */
export function commit(state: State): readonly Effect[] {
  const { touched, erased, outs, effects } = state.transaction
  if (touched.size + erased.length > 0) {
    state.revision++
    if (erased.length > 0) state.shrunk = state.revision
    for (const key of touched) {
      const entry = state.keys.get(key) as Entry
      check(entry.changed < state.revision, 'S2 monotone', key)
      entry.changed = state.revision
    }
    state.journal.append(state.revision, [...new Set([...touched, ...erased.splice(0)])])
    touched.clear()
  }
  for (const { session, out } of outs.splice(0)) {
    const message = { t: 'out', epoch: state.epoch, time: state.now, revision: state.revision, ...out } as const
    if ('outcome' in message || 'refused' in message) {
      const how = 'outcome' in message ? message.outcome : message.refused
      state.ends.set(how, (state.ends.get(how) ?? 0) + 1)
      remember(state, session, message)
    }
    effects.push({ type: 'tell', session: session.id, message })
  }
  return effects.splice(0)
}

function remember(state: State, session: Session, out: Parameters<typeof session.ended.set>[1]['out']): void {
  check(!session.ended.has(out.command), 'I9 one outcome', `command ${out.command}`)
  session.ended.set(out.command, { out, at: state.now })
  for (const [number, { at }] of session.ended) {
    if (session.ended.size <= LIMITS.outcomes && state.now - at <= LIMITS.outcomeLife) break
    session.ended.delete(number)
  }
}

/** `"key":{...}` for the wire, made once for each change. */
export function fragmentOf(key: string, entry: Entry): string {
  entry.fragment ??= `${JSON.stringify(key)}:${JSON.stringify(entry.value)}`
  return entry.fragment
}
