import type { Scalar, ValueDescription } from '../../protocol/index.ts'

/** How the numbers of one property are written: always with the same digits, so that no figure changes its width. */
export interface Scale {
  readonly unit: string
  readonly digits: number
  /** Characters of its longest number. */
  readonly widest: number
  readonly min: number
  readonly max: number
  readonly step: number
}

/** UCUM codes that are not written as they are coded. */
const SYMBOLS: Readonly<Record<string, string>> = {
  Cel: '°C',
  '[degF]': '°F',
  deg: '°',
  Torr: 'Torr',
  By: 'B',
  kBy: 'kB',
  MBy: 'MB',
  GBy: 'GB',
  'By/s': 'B/s',
  'kBy/s': 'kB/s',
  'MBy/s': 'MB/s',
  KiBy: 'KiB',
  MiBy: 'MiB',
  GiBy: 'GiB',
  'bit/s': 'bit/s',
  '[psi]': 'psi',
  '[pH]': 'pH',
  '[ppm]': 'ppm',
  '/min': 'min⁻¹',
  '/s': 's⁻¹',
  '1': '',
}

/** What a code is written as, without its braces. */
export const plainUnit = (code: string): string => code.replace(/[{}]/g, '')

const NARROW_SPACE = '\u202f'
const MINUS = '\u2212'

/** `Cel` -> `°C`, `um` -> `µm`, `{rpm}` -> `rpm`; what is not known is shown as it is coded. */
export function unitSymbol(code: string | undefined): string {
  if (code === undefined) return ''
  const known = SYMBOLS[code]
  if (known !== undefined) return known
  return plainUnit(code)
    .replace(/^u(?=[A-Za-z])/, 'µ')
    .replace(/^([a-zA-Zµ]?)Ohm/, '$1Ω')
    .replace(/\./g, '·')
    .replace(/([a-z])2$/, '$1²')
    .replace(/([a-z])3$/, '$1³')
}

/** Decimals needed to write multiples of `smallest` exactly. */
export function digitsOf(smallest: number): number {
  for (let digits = 0; digits < 6; digits++) {
    const scaled = smallest * 10 ** digits
    const whole = Math.round(scaled)
    if (Math.abs(scaled - whole) < 1e-6 && (whole !== 0 || smallest === 0)) return digits
  }
  return 6
}

export function scaleOf({
  unit,
  range,
  step,
  precision,
}: Pick<ValueDescription, 'unit' | 'range' | 'step' | 'precision'>): Scale {
  const [min, max] = range ?? [0, 100]
  const smallest = step ?? precision ?? (range ? (max - min) / 1000 : 0.01)
  const digits = digitsOf(precision === undefined ? smallest : Math.min(smallest, precision))
  const widest = range ? Math.max(figure(min, digits).length, figure(max, digits).length) : 0
  return { unit: unitSymbol(unit), digits, widest, min, max, step: smallest }
}

/** A number with fixed digits, a typographic minus, and narrow spaces between thousands. */
export function figure(value: number, digits: number): string {
  const plain = Math.abs(value).toFixed(digits)
  const [whole = '', fraction] = plain.split('.')
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, NARROW_SPACE) : whole
  const sign = value < 0 && Number(plain) !== 0 ? MINUS : ''
  return `${sign}${grouped}${fraction === undefined ? '' : `.${fraction}`}`
}

/** `200.0 °C`, `35 %`, `90°`. */
export const quantity = (value: number, scale: Scale): string => withUnit(figure(value, scale.digits), scale)

/** The unit never leaves its number at the end of a line. */
export const withUnit = (written: string, { unit }: Scale): string =>
  `${written}${unit === '' || unit === '°' ? '' : NARROW_SPACE}${unit}`

/** An end of a scale: `300`, `2.5`; no digit that says nothing. */
export const limit = (value: number, { digits }: Scale): string => figure(value, Math.min(digits, digitsOf(value)))

/** Any value as a person says it. */
export function inWords(value: Scalar | undefined, property?: ValueDescription): string {
  if (value === undefined) return 'not known'
  if (value === null) return 'none'
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (typeof value === 'string') return property?.choices?.find(choice => choice.value === value)?.title ?? value
  return property ? quantity(value, scaleOf(property)) : figure(value, digitsOf(value))
}

const clamp = (value: number, min: number, max: number): number => Math.min(max, Math.max(min, value))

/** The nearest value the control can take. */
export function roundTo(value: number, { min, max, step, digits }: Scale): number {
  const steps = Math.round((clamp(value, min, max) - min) / step)
  return Number(clamp(min + steps * step, min, max).toFixed(Math.max(digits, digitsOf(step))))
}

/** Where a value lies on its scale: 0 at the lower end, 1 at the upper. */
export const placeOf = (value: number, { min, max }: Scale): number => clamp((value - min) / (max - min), 0, 1)

/** `31 ms`, `3.2 s`, `14 s`, `2 min`, `3 h`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))}${NARROW_SPACE}ms`
  if (ms < 9950) return `${(ms / 1000).toFixed(1)}${NARROW_SPACE}s`
  if (ms < 90_000) return `${Math.round(ms / 1000)}${NARROW_SPACE}s`
  if (ms < 90 * 60_000) return `${Math.round(ms / 60_000)}${NARROW_SPACE}min`
  return `${Math.round(ms / 3_600_000)}${NARROW_SPACE}h`
}
