import { DeviceRefused } from '../driver.ts'

/** What is meant of a text: what the pattern says, or all of it. Undefined where it does not fit. */
export function meant(text: string, pattern: RegExp | undefined): string | undefined {
  if (!pattern) return text
  const match = pattern.exec(text)
  return match ? (match.groups?.value ?? match[1] ?? match[0]) : undefined
}

/** `"VOLT"` is VOLT: instruments put texts into quotes, and double those within. */
export function unquoted(text: string): string {
  const trimmed = text.trim()
  const [, quote, inner] = /^(["'])(.*)\1$/s.exec(trimmed) ?? []
  return quote === undefined || inner === undefined ? trimmed : inner.replaceAll(quote + quote, quote)
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/i
/** IEEE 488.2 has no infinity: 9.9E37 stands for it, and 9.91E37 for what is no number. */
const OVERLOAD = 9.9e37
const NOT_A_NUMBER = 9.91e37
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^[+-]?(inf|ovld?|ovrflw|overload|overflow|overrange|o\.?l\b)/i, 'overload'],
  [/^(nan|----)/i, 'there is nothing to measure'],
]

/** A number as devices write it: `+1.2300E+01`, `12.3V`, `"12.3"`. What is too much to be measured is refused, in words. */
export function numberOf(reply: string): number {
  const text = unquoted(reply)
  for (const [words, why] of WORDS) if (words.test(text)) throw new DeviceRefused(why)
  const [digits] = NUMBER.exec(text) ?? []
  if (digits === undefined)
    throw new Error(`the device answered ${JSON.stringify(reply.slice(0, 80))}, which is no number`)
  const value = Number(digits)
  if (Math.abs(value) === NOT_A_NUMBER) throw new DeviceRefused('there is nothing to measure')
  if (Math.abs(value) >= OVERLOAD) throw new DeviceRefused('overload')
  return value
}
