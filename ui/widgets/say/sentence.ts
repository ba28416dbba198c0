import { type KeyValue, refusalSentence } from '../../../protocol/index.ts'
import type { ControlStatus } from '../../session/api.ts'
import { isOpen, type Mark, unsettled } from '../control/model.ts'
import { duration } from '../figures.ts'

export interface Sentence {
  readonly tone: 'quiet' | 'asked' | 'warn' | 'alarm'
  readonly text: string
  /** What the person can do about it here. */
  readonly offer?: 'dismiss' | 'read'
}

export interface Spoken {
  /** What the widget itself has to say to the hand that is on it. */
  readonly note?: Sentence | undefined
  readonly key?: KeyValue | undefined
  readonly status: ControlStatus
  readonly blocked?: string | undefined
  readonly grip?: string | undefined
  readonly self?: string | undefined
  /** The device can be asked: its link is up. Absent means yes. */
  readonly reachable?: boolean
  /** What the control shows otherwise; an old ending must not contradict it. */
  readonly mark?: Mark | undefined
  /** The ending that the person has put away. */
  readonly dismissed?: ControlStatus['last']
}

/** The one line beneath a control: of all that could be said, what matters most now. */
export function sentenceOf(spoken: Spoken): Sentence | undefined {
  const { note, key, status, blocked, grip, self, mark, dismissed } = spoken
  if (note) return note
  const lost = lostSight(spoken)
  if (lost) return lost
  const { last } = status
  if (last && last !== dismissed) {
    const complaint = complaintOf(last)
    // That somebody else has a hand on it is over when that hand is gone, and at the latest when nobody may touch it.
    const inUse = 'refused' in last && last.refused === 'inUse'
    if (inUse && blocked === undefined && grip === undefined) return { tone: 'quiet', text: FREE_AGAIN }
    if (complaint && !(inUse && blocked !== undefined)) return complaint
  }
  if (blocked !== undefined) return { tone: 'quiet', text: blocked }
  if (grip !== undefined) return { tone: 'asked', text: `${grip} is setting this.` }
  if (key?.reason !== undefined && key.quality !== undefined) return { tone: 'warn', text: key.reason }
  if (last && 'outcome' in last && !isOpen(status)) {
    const took = status.took === undefined ? '' : ` in ${duration(status.took)}`
    if (last.outcome === 'done' && status.op === 'read') return { tone: 'quiet', text: `Read afresh${took}.` }
    // Stopped, restarted, or the device holds something else by now: that it was done once is no news any more.
    const holds = mark === undefined || (mark === 'confirmed' && key?.asked !== undefined)
    if (last.outcome === 'done' && holds) return { tone: 'quiet', text: `Done${took}; the device confirms it.` }
    if (last.outcome === 'doneUnverified') return { tone: 'quiet', text: `Sent${took}; the device cannot confirm it.` }
  }
  if (key?.by !== undefined && key.by !== self) return { tone: 'quiet', text: `Asked by ${key.by}.` }
  return undefined
}

const FREE_AGAIN = 'Refused: somebody else was setting this. It is free again.'

/** What the device holds is not known: say why, and offer to look. */
function lostSight({ key, status, blocked, reachable = true }: Spoken): Sentence | undefined {
  if (!unsettled(key, status)) return undefined
  const { last } = status
  const ended = last && 'outcome' in last && last.outcome === 'unknown' ? last.sentence : undefined
  // Why it cannot be asked comes before what it would be asked for.
  const why = ended ?? (reachable ? undefined : blocked) ?? refusalSentence('needsReread')
  return { tone: 'warn', text: why, ...(reachable && { offer: 'read' as const }) }
}

/** An ending that a person must hear of. */
function complaintOf(last: NonNullable<ControlStatus['last']>): Sentence | undefined {
  if ('notSent' in last) return { tone: 'warn', text: last.sentence, offer: 'dismiss' }
  if ('refused' in last) return { tone: 'warn', text: last.sentence, offer: 'dismiss' }
  switch (last.outcome) {
    case 'unknown':
      return { tone: 'warn', text: last.sentence, offer: 'read' }
    case 'clamped':
    case 'expired':
    case 'stopped':
    case 'fenced':
      return { tone: 'warn', text: last.sentence, offer: 'dismiss' }
    case 'failed':
      return { tone: 'alarm', text: last.sentence, offer: 'dismiss' }
    default:
      return undefined
  }
}
