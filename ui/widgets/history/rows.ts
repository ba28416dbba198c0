import type { DeviceDescription, Scalar } from '../../../protocol/index.ts'
import type { HistoryEntry } from '../../session/api.ts'
import { duration, inWords } from '../figures.ts'

export interface Row {
  readonly command: number
  readonly at: number
  readonly words: string
  readonly end: string
  readonly tone: 'open' | 'good' | 'bad'
  /** The sentence, where the word alone does not say it all. */
  readonly more?: string | undefined
}

type About = (device: string) => DeviceDescription | undefined

/** Newest first. The values a drag went through are one line, not forty. */
export function rowsOf(entries: readonly HistoryEntry[], about: About): Row[] {
  const rows: Row[] = []
  let passed: { entry: HistoryEntry; times: number } | undefined
  const settle = () => {
    if (passed) rows.push(rowOf(passed.entry, about, passed.times))
    passed = undefined
  }
  for (const entry of [...entries].reverse()) {
    if (!superseded(entry)) {
      settle()
      rows.push(rowOf(entry, about))
    } else if (passed?.entry.control === entry.control) passed.times++
    else {
      settle()
      passed = { entry, times: 1 }
    }
  }
  settle()
  return rows
}

const superseded = ({ ended }: HistoryEntry): boolean =>
  ended !== undefined && 'outcome' in ended && ended.outcome === 'superseded'

function rowOf(entry: HistoryEntry, about: About, times = 1): Row {
  const row = { command: entry.command, at: entry.wallClock, words: wordsOf(entry, about) }
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
      return { ...row, end: times > 1 ? `replaced, with ${times - 1} before it` : 'replaced', tone: 'open' }
    default:
      return { ...row, end: ended.outcome, tone: 'bad', more: ended.sentence }
  }
}

function wordsOf({ control, op, value }: HistoryEntry, about: About): string {
  const [device = '', name = ''] = control.split('.')
  const description = about(device)
  const property = description?.properties[name]
  const title = (property?.title ?? description?.actions[name]?.title ?? name).toLowerCase()
  if (op === 'call') return title
  if (op === 'read') return `read ${title}`
  return `set ${title} ${inWords(value as Scalar, property)}`
}
