import { type Cmd, LIMITS, type Out } from '../../protocol/index.ts'
import type { Event, Person, State } from '../core/index.ts'
import type { Overhear } from '../house.ts'
import type { AuditLog, Entry } from './audit-log.ts'

/** Writes something into the audit log; what comes together of one `kind` becomes one line. */
export type Note = (entry: Entry, kind?: string) => void

interface Open {
  readonly cmd: Cmd
  readonly whose: Whose
  stage: 'requested' | 'accepted'
  /** That it was accepted stands in the log. */
  written: boolean
}

interface Whose {
  readonly who: string
  readonly role: string
  readonly session: string
  readonly from?: string
}

/** Commands whose end is awaited. A page has few open; what nobody answers (a barred connection's) makes room. */
const MOST = 4_096

/**
 * Every command, stop and re-arming, by who and from where, with how it ended.
 *
 * A command is one line: that of its end. Only when it lasts beyond a batch is there another before, which says that it
 * was accepted; so one that a power cut ends is there, too. What was replaced or refused again and again at one control
 * is one line a batch.
 */
export class Audit {
  readonly #log: AuditLog
  readonly #state: () => State
  readonly #open = new Map<string, Open>()
  /** Address of each session, the longest away first. */
  readonly #from = new Map<string, string>()

  constructor(log: AuditLog, state: () => State) {
    this.#log = log
    this.#state = state
    log.beforeBatch(() => this.#lasting())
  }

  readonly overhear: Overhear = {
    posted: event => this.#posted(event),
    told: ({ session, message }) => {
      if (message.t === 'out') this.#told(session, message)
    },
  }

  #posted(event: Event): void {
    switch (event.type) {
      case 'attached':
        return this.#attached(event.session, event.from)
      case 'requested':
        return this.#requested(event.session, event.cmd)
      case 'stopRequested': {
        const { scope, reason, nonce } = event.stop
        const { nonces, stops } = this.#state()
        // It comes on both paths, and again until it is confirmed: it is one.
        if (nonces.has(nonce) || !stops.has(scope)) return
        const whose = this.#whose(event.session, event.person)
        // Whoever is in may stop, as often as they like: not even so may they wash away what stands in the log.
        return this.#log.write(
          { event: 'stop', ...whose, scope, ...(reason && { reason }) },
          `${who(whose)} stop ${scope}`
        )
      }
      case 'rearmRequested':
        return this.#rearmed(event)
      default:
    }
  }

  #attached(session: string, from: string | undefined): void {
    this.#from.delete(session)
    if (from === undefined) return
    this.#from.set(session, from)
    if (this.#from.size > LIMITS.sessions) this.#from.delete(this.#from.keys().next().value as string)
  }

  #requested(session: string, cmd: Cmd): void {
    const key = `${session}#${cmd.command}`
    // Sent twice: it is answered from memory, and was written.
    if ((this.#state().sessions.get(session)?.highest ?? 0) >= cmd.command) return
    this.#open.set(key, { cmd, whose: this.#whose(session), stage: 'requested', written: false })
    if (this.#open.size <= MOST) return
    const [oldest, open] = this.#open.entries().next().value as [string, Open]
    this.#open.delete(oldest)
    if (!open.written) this.#log.write({ event: 'command', ...lineOf(open), stage: open.stage })
  }

  #told(session: string, out: Out): void {
    const key = `${session}#${out.command}`
    const open = this.#open.get(key)
    if (!open) return
    if ('stage' in out) {
      open.stage = 'accepted'
      return
    }
    this.#open.delete(key)
    const { detail, sentence } = out
    const end = 'refused' in out ? { refused: out.refused } : { outcome: out.outcome }
    const plain = 'outcome' in out && out.outcome === 'done'
    this.#log.write(
      { event: 'command', ...lineOf(open), ...end, ...(detail && { detail }), ...(!plain && { sentence }) },
      kindOf(open, out)
    )
  }

  #rearmed({ session, rearm: { scope } }: Extract<Event, { type: 'rearmRequested' }>): void {
    if (!this.#state().stops.has(scope)) return
    const whose = this.#whose(session)
    const latched = (): boolean => this.#state().stops.get(scope)?.latched ?? false
    const before = latched()
    // It is posted in this turn: then core has decided.
    queueMicrotask(() => {
      const lifted = before && !latched()
      const why = whose.role === 'viewer' ? { refused: 'forbidden' } : {}
      this.#log.write({ event: 'rearm', ...whose, scope, lifted, ...why }, `${who(whose)} rearm ${scope} ${lifted}`)
    })
  }

  #whose(session: string, person?: Person): Whose {
    const { name = 'somebody', role = 'unknown' } = this.#state().sessions.get(session) ?? person ?? {}
    const from = this.#from.get(session)
    // Whoever knows all of it could stop in its name.
    return { who: name, role, session: session.slice(0, 8), ...(from !== undefined && { from }) }
  }

  #lasting(): void {
    for (const open of this.#open.values()) {
      if (open.written || open.stage !== 'accepted') continue
      open.written = true
      this.#log.write({ event: 'command', ...lineOf(open), stage: 'accepted' })
    }
  }
}

/** A person who opens ever new sessions is one all the same. */
const who = ({ who, role, session, from }: Whose): string => (role === 'unknown' ? session : `${who} ${role} ${from}`)

/**
 * What changed nothing, again and again, is of one kind; what acted never is. The names of controls that there are not
 * are without number, so all of them are one.
 */
function kindOf({ cmd: { control, op }, whose }: Open, out: Exclude<Out, { stage: unknown }>): string | undefined {
  if ('refused' in out)
    return `${who(whose)} ${out.refused === 'noSuchControl' ? '' : `${control} ${op}`} ${out.refused}`
  return out.outcome === 'superseded' ? `${who(whose)} ${control} ${op} superseded` : undefined
}

function lineOf({ cmd, whose }: Open): object {
  const { control, op, command, value, input } = cmd
  return { ...whose, command, control, op, ...(value !== undefined && { value }), ...(input && { input }) }
}
