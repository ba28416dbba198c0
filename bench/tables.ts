import { type Judged, judge, type Spread } from './judge.ts'
import type { Machine } from './machine.ts'
import type { Budget, Measurement } from './row.ts'

export interface RowResult {
  readonly name: string
  readonly title: string
  readonly method: string
  readonly note?: string
  readonly measurements: readonly Measurement[]
}

export interface Result {
  readonly machine: Machine
  readonly rounds: number
  readonly rows: readonly RowResult[]
}

const HEAD = ['', 'ours', 'limit', 'ratio', 'budget', ''] as const

const lineOf = (measurement: Measurement): string[] => {
  const { what, unit, budget } = measurement
  const judged = judge(measurement)
  const names = Object.keys(judged.limits)
  return [
    what,
    withUnit(judged.ours, unit),
    names.map(name => `${name} ${withSpread(judged.limits[name] as Spread)}`).join('; ') || '-',
    names.map(name => `${withSpread(judged.ratios[name] as Spread)} x ${name}`).join('; ') || '-',
    budget ? budgetWords(budget, unit) : '-',
    verdict(judged),
  ]
}

const verdict = ({ within }: Judged): string => (within === undefined ? '' : within ? 'within' : 'MISSED')

function budgetWords(budget: Budget, unit: string): string {
  if ('least' in budget) return `at least ${budget.least} x ${budget.times}`
  if ('times' in budget) return `at most ${budget.most} x ${budget.times}`
  if ('above' in budget) return `at most ${budget.above} + ${budget.most} ${unit}`
  return `at most ${budget.most} ${unit}`
}

const withUnit = (values: Spread, unit: string): string => `${withSpread(values)} ${unit}`.trimEnd()

/** `12.3 (11.9 to 14)`: the median, and between what it lay. */
function withSpread({ median, least, most }: Spread): string {
  return least === most ? figure(median) : `${figure(median)} (${figure(least)} to ${figure(most)})`
}

/** Three digits are more than any of these figures deserves. */
function figure(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value)
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))))
  const rounded = Number(value.toFixed(Math.min(digits, 6)))
  return rounded.toLocaleString('en-GB', { maximumFractionDigits: 6 })
}

export function forTerminal({ machine, rounds, rows }: Result): string {
  const blocks = rows.map(({ title, measurements }) => {
    const table = aligned([[...HEAD], ...measurements.map(lineOf)])
    const remarks = measurements.flatMap(({ what, remark }) => (remark === undefined ? [] : [`  ${what}: ${remark}`]))
    return [title, ...table.map(line => `  ${line}`), ...remarks].join('\n')
  })
  return [`${where(machine)}; ${rounds} rounds`, ...blocks].join('\n\n')
}

export const where = ({ node, cpu, cores, memory, commit, date }: Machine): string =>
  `Node ${node}, ${cpu}, ${cores} cores, ${memory}, commit ${commit}, ${date}`

function aligned(lines: readonly (readonly string[])[]): string[] {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map(line => (line[column] ?? '').length)))
  return lines.map(line =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  )
}

export function forMarkdown({ measurements }: RowResult): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  const remarks = measurements.flatMap(({ what, remark }) => (remark === undefined ? [] : [`${what}: ${remark}`]))
  const table = [line(HEAD), line(HEAD.map(() => '---')), ...measurements.map(each => line(lineOf(each)))]
  return [...table, ...remarks.flatMap(remark => ['', remark])].join('\n')
}
