import type { Row } from './words.ts'

export interface Size {
  readonly columns: number
  readonly rows: number
}

const HEADS = ['device', 'property', 'value', 'quality', 'age', 'alarm'] as const
const RIGHT: ReadonlySet<string> = new Set(['value', 'age'])
const GAP = '  '

/** Select Graphic Rendition: how a line asks to be looked at. */
const LOOKS = {
  plain: '',
  head: '\x1b[2m',
  stale: '\x1b[2m',
  bad: '\x1b[35m',
  minor: '\x1b[33m',
  major: '\x1b[1;31m',
} as const

/** The table as lines of a terminal: what does not fit is counted, not wrapped. */
export function tableOf(rows: readonly Row[], title: string, { columns, rows: height }: Size): string[] {
  const cells = rows.map(row => [row.device, row.name, row.value, wordOf(row), row.age, row.alarm])
  const widths = HEADS.map((head, i) => Math.max(head.length, ...cells.map(line => line[i]?.length ?? 0)))
  const written = (line: readonly string[]): string =>
    line
      .map((cell, i) => (RIGHT.has(HEADS[i] as string) ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join(GAP)
      .trimEnd()
      .slice(0, columns)
  const room = Math.max(0, height - 3)
  const shown = rows.length <= room ? rows.length : Math.max(0, room - 1)
  const lines = [title.slice(0, columns), '', looking(written(HEADS), 'head')]
  for (const [i, row] of rows.slice(0, shown).entries()) lines.push(looking(written(cells[i] as string[]), lookOf(row)))
  if (shown < rows.length) {
    const more = `${rows.length - shown} more: make the window taller, or name what to watch.`
    lines.push(looking(more.slice(0, columns), 'head'))
  }
  return lines.slice(0, height)
}

const wordOf = ({ quality, reason }: Row): string =>
  quality === 'good' || reason === '' ? quality : `${quality}: ${reason}`

const looking = (text: string, look: keyof typeof LOOKS): string =>
  LOOKS[look] === '' ? text : `${LOOKS[look]}${text}\x1b[0m`

function lookOf({ alarm, stale, quality }: Row): keyof typeof LOOKS {
  if (alarm === 'major') return 'major'
  if (alarm === 'minor') return 'minor'
  if (quality !== 'good') return 'bad'
  return stale ? 'stale' : 'plain'
}
