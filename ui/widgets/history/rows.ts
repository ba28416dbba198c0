import type { ActionDescription, DeviceDescription, Scalar, Stage } from '../../../protocol/index.ts'
import type { HistoryEntry, Input } from '../../session/api.ts'
import { duration, inWords } from '../figures.ts'

export interface Row {
  readonly command: number
  readonly at: number
  readonly words: string
  readonly end: string
  readonly tone: 'open' | 'good' | 'bad'
  /** The sentence, where the word alone does not say it all. */
  readonly more?: string | undefined
  readonly entry: HistoryEntry
  /** Values on the way to it, oldest first. */
  readonly passed: readonly HistoryEntry[]
}

type About = (device: string) => DeviceDescription | undefined

/** Newest first. The values that a drag went through are told with the one it ended at, not in forty lines. */
export function rowsOf(entries: readonly HistoryEntry[], about: About): Row[] {
  const rows: Row[] = []
  let head: HistoryEntry | undefined
  let newer: HistoryEntry | undefined
  let passed: HistoryEntry[] = []
  const settle = () => {
    if (head) rows.push(rowOf(head, about, passed))
  }
  for (const entry of [...entries].reverse()) {
    if (newer && isOnTheWay(entry, newer)) passed.unshift(entry)
    else {
      settle()
      head = entry
      passed = []
    }
    newer = entry
  }
  settle()
  return rows
}

/** A value on the way of one gesture, or replaced by the next. One that ended badly is never passed over. */
function isOnTheWay(entry: HistoryEntry, newer: HistoryEntry): boolean {
  const { ended } = entry
  if (entry.control !== newer.control || entry.op !== 'set' || newer.op !== 'set') return false
  if (!ended || !('outcome' in ended)) return false
  if (ended.outcome === 'superseded') return true
  const well = ended.outcome === 'done' || ended.outcome === 'doneUnverified'
  return well && newer.gesture === entry.gesture
}

function rowOf(entry: HistoryEntry, about: About, passed: readonly HistoryEntry[]): Row {
  const way = passed.length > 0 ? `, over ${passed.length} on the way` : ''
  const row = { entry, passed, command: entry.command, at: entry.wallClock, words: `${wordsOf(entry, about)}${way}` }
  const { ended, stage, took } = entry
  const after = took === undefined ? '' : ` in ${duration(took)}`
  if (!ended) return { ...row, end: `${stage === 'sending' ? 'sent' : (stage ?? 'sent')}…`, tone: 'open' }
  if ('notSent' in ended) return { ...row, end: 'not sent', tone: 'bad', more: ended.sentence }
  if ('refused' in ended) return { ...row, end: 'refused', tone: 'bad', more: ended.sentence }
  switch (ended.outcome) {
    case 'done':
      return { ...row, end: `done${after}`, tone: 'good' }
    case 'doneUnverified':
      return { ...row, end: `sent${after}`, tone: 'good', more: ended.sentence }
    case 'superseded':
      return { ...row, end: 'replaced', tone: 'open' }
    default:
      return { ...row, end: ended.outcome, tone: 'bad', more: ended.sentence }
  }
}

/** Stages as a person says them. */
const STAGE_WORDS: Readonly<Record<Stage, string>> = {
  accepted: 'accepted by the station',
  released: 'handed to the device',
  acknowledged: 'acknowledged by the device',
  verifying: 'being read back',
}

/** Every stage with its time since the command was given, and how it ended. */
export function stepsOf({ way = [], ended, took }: HistoryEntry): readonly { words: string; after: number }[] {
  const steps = way.map(({ stage, after }) => ({ words: STAGE_WORDS[stage], after }))
  if (!ended) return steps
  const word = 'notSent' in ended ? 'not sent' : 'refused' in ended ? `refused (${ended.refused})` : ended.outcome
  return [...steps, { words: word, after: took ?? 0 }]
}

function wordsOf({ control, op, value, input }: HistoryEntry, about: About): string {
  const [device = '', name = ''] = control.split('.')
  const description = about(device)
  const property = description?.properties[name]
  const title = (property?.title ?? description?.actions[name]?.title ?? name).toLowerCase()
  if (op === 'call') return `${title}${inputWords(input, description?.actions[name]?.input)}`
  if (op === 'read') return `read ${title}`
  return `set ${title} ${inWords(value as Scalar, property)}`
}

function inputWords(input: Input = {}, fields: ActionDescription['input'] = {}): string {
  const told = Object.entries(input).map(([name, value]) => {
    const field = fields[name]
    return `${(field?.title ?? name).toLowerCase()} ${inWords(value, field)}`
  })
  return told.length === 0 ? '' : `: ${told.join(', ')}`
}
