import { plainUnit, unitSymbol } from '../figures.ts'

/** What a person typed, in the unit of the property; or, in a sentence, why it is no value. */
export type Parsed = { readonly value: number } | { readonly fault: string }

const PREFIXES: Readonly<Record<string, number>> = {
  p: 1e-12, n: 1e-9, u: 1e-6, m: 1e-3, c: 1e-2, d: 1e-1, h: 1e2, k: 1e3, K: 1e3, M: 1e6, G: 1e9, T: 1e12,
} // biome-ignore format: a table

/** Prefixes that may stand alone behind a number: `1.5k`, `20m`. */
const BARE = /^[pnumkKMGT]$/

/** Units that take a prefix, by their UCUM codes; what follows in a compound (`m/s`) goes along. */
const METRIC =
  /^(Ohm|Hz|Pa|bar|mol|lx|lm|cd|eV|VA|var|Wb|By|Bd|bit|A|V|W|K|m|s|g|L|l|N|J|C|F|H|T|S|B)(?![A-Za-z])([./].*)?$/

const TYPE_A_NUMBER = 'Type a number; Escape leaves it as it is.'

/**
 * `1.5k`, `20 mA`, `2e-3`, `−3 °C`, `40 %`. A number alone is in the property's unit; a prefix alone is one of its
 * base unit, so that `1.5k` is 1500 Ω, in a field of kΩ too.
 */
export function parseEntry(text: string, code: string | undefined): Parsed {
  const bare = text.replace(/[\s\u00a0\u202f]/g, '').replace(/[\u2212\u2013]/g, '-')
  const match = /^([-+]?[\d.,]+(?:e[-+]?\d+)?)(.*)$/i.exec(bare)
  if (!match) return { fault: TYPE_A_NUMBER }
  const [, number = '', suffix = ''] = match
  if (number.includes(',')) return { fault: commaFault(number) }
  if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(number)) return { fault: TYPE_A_NUMBER }
  const factor = factorOf(spelled(suffix), code)
  if (factor === undefined) return { fault: unitFault(suffix, code) }
  // What binary fractions leave behind is not what was typed.
  return { value: Number((Number(number) * factor).toPrecision(12)) }
}

/** A comma may part decimals or thousands: nobody knows which but who wrote it. */
function commaFault(number: string): string {
  const decimal = number.replace(',', '.')
  const thousands = number.replace(/,/g, '')
  const both = /^[-+]?[1-9]\d{0,2}(,\d{3})+$/.test(number)
  if (both && number.indexOf(',') === number.lastIndexOf(',')) return `Write ${thousands}, or ${decimal} with a point.`
  return `Write ${both || decimal.includes(',') ? thousands : decimal}: a comma may mean two things.`
}

/** A suffix as UCUM spells it. */
function spelled(suffix: string): string {
  return suffix
    .replace(/[µμ]/g, 'u')
    .replace(/[ΩΩ]|ohms?$/gi, 'Ohm')
    .replace(/^°C$|^degC$/i, 'Cel')
    .replace(/^°F$|^degF$/i, '[degF]')
    .replace(/°$/, 'deg')
    .replace('²', '2')
    .replace('³', '3')
}

/** By how much what was typed is more than the property's unit; undefined if it is something else. */
function factorOf(suffix: string, code = '1'): number | undefined {
  const own = partsOf(code)
  if (suffix === '' || suffix === code || sameUnit(suffix, plainUnit(code))) return 1
  if (own === undefined) return undefined
  if (BARE.test(suffix) && suffix !== own.base) return (PREFIXES[suffix] ?? 1) / own.factor
  if (sameUnit(suffix, own.base)) return 1 / own.factor
  const prefix = PREFIXES[suffix[0] ?? '']
  if (prefix === undefined || !sameUnit(suffix.slice(1), own.base)) return undefined
  return prefix / own.factor
}

/** `mA` -> A, of which it is a thousandth. */
function partsOf(code: string): { readonly base: string; readonly factor: number } | undefined {
  if (METRIC.test(code)) return { base: code, factor: 1 }
  const factor = PREFIXES[code[0] ?? '']
  return factor !== undefined && METRIC.test(code.slice(1)) ? { base: code.slice(1), factor } : undefined
}

/** Letters of a prefix count by their case; those of a unit are typed as the thumb likes. */
const sameUnit = (typed: string, unit: string): boolean => typed.toLowerCase() === unit.toLowerCase()

function unitFault(suffix: string, code: string | undefined): string {
  const unit = unitSymbol(code)
  if (unit === '') return `It has no unit: leave out "${suffix}".`
  return `It is set in ${unit}; "${suffix}" is something else.`
}
