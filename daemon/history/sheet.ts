import type { Column } from './columns.ts'

export interface Heading {
  readonly name: string
  readonly note: string
  readonly by: string
  /** Wall-clock ms. */
  readonly since: number
  readonly station: string
  readonly version: string
  /** By name: `Thermal plate (plate 1.0, simulated)`. */
  readonly devices: Readonly<Record<string, string>>
  readonly columns: readonly Column[]
}

/**
 * The text of a run: CSV, with what it is about in lines that begin with `#` (pandas: `comment='#'`).
 *
 *   # Lockstep run: Cooling curve
 *   # plate.temperature: Temperature, Cel
 *   time,elapsed s,plate.temperature [Cel],...,event
 *   2026-11-20T17:30:05.123Z,0.000,23.4,,
 *
 * A row holds what was sampled at its time, and nothing else: an empty field was not sampled then.
 */
export function headOf({ name, note, by, since, station, version, devices, columns }: Heading): string {
  const about = [
    `Lockstep run: ${name}`,
    ...note.split(/\r\n|[\r\n]/).flatMap(line => (line === '' ? [] : [`note: ${line}`])),
    `started: ${new Date(since).toISOString()} by ${by}`,
    `station: ${station} (Lockstep ${version})`,
    ...Object.entries(devices).map(([device, what]) => `device ${device}: ${what}`),
    ...columns.map(({ key, title, unit }) => `${key}: ${title}${unit === undefined ? '' : `, ${unit}`}`),
  ]
  const names = columns.map(({ key, unit }) => cell(unit === undefined ? key : `${key} [${unit}]`))
  return `${about.map(line => `# ${oneLine(line)}\n`).join('')}${['time', 'elapsed s', ...names, 'event'].join(',')}\n`
}

export const footOf = (rows: number, wallClock: number, why: string): string =>
  `# ended: ${new Date(wallClock).toISOString()}, ${rows} rows, ${oneLine(why)}\n`

/** One row. `values`: by place; what is undefined was not sampled. */
export function rowOf(at: number, since: number, values: readonly (number | undefined)[], event: string): string {
  const cells = values.map(value => (value === undefined ? '' : String(value))).join(',')
  return `${new Date(at).toISOString()},${((at - since) / 1_000).toFixed(3)},${cells},${cell(event)}\n`
}

/**
 * A text in a field. One that a spreadsheet would run as a formula is defused by a quote, as OWASP advises. One with a `#`
 * is quoted: who reads with `#` for the beginning of a comment (pandas, R) would lose what follows.
 */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",#\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

const oneLine = (text: string): string => text.replaceAll(/[\r\n]+/g, ' ')
