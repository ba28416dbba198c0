import type { Scalar } from '../../protocol/index.ts'
import { numberOf, unquoted } from './replies.ts'
import type { ValueSpec } from './schema.ts'

/** How a value is written to a device, and read from what it says. */
export interface Codec {
  readonly type: 'number' | 'boolean' | 'string'
  write(value: Scalar): string
  /** @throws when the text is no such value; `DeviceRefused` when the device says that it has none */
  read(text: string): Scalar
}

export function codecOf({ toggle, select, text, step, precision }: ValueSpec): Codec {
  if (toggle !== undefined) return toggleCodec(toggle === true ? ['OFF', 'ON'] : [String(toggle[0]), String(toggle[1])])
  if (select !== undefined) return selectCodec(choicesOf(select).map(([value]) => value))
  if (text !== undefined) return { type: 'string', write: String, read: unquoted }
  return { type: 'number', write: numberCodec(step ?? precision), read: numberOf }
}

/** What may be chosen: each value with its title. */
export const choicesOf = (select: NonNullable<ValueSpec['select']>): readonly (readonly [string, string])[] =>
  Array.isArray(select) ? select.map(word => [String(word), String(word)]) : Object.entries(select)

const SAME: Readonly<Record<string, boolean>> = {
  off: false,
  on: true,
  '0': false,
  '1': true,
  false: false,
  true: true,
}

/** Whatever is written, most instruments answer 0 or 1. */
function toggleCodec(words: readonly [string, string]): Codec {
  const known = new Map([...Object.entries(SAME), ...words.map((word, i) => [word.toLowerCase(), i === 1] as const)])
  return {
    type: 'boolean',
    write: value => words[value === true ? 1 : 0],
    read(text) {
      const plain = unquoted(text)
        .toLowerCase()
        .replace(/^\+?(\d)(\.0*)?$/, '$1')
      const value = known.get(plain)
      if (value !== undefined) return value
      throw new Error(
        `the device answered ${JSON.stringify(text.slice(0, 80))}, which is neither ${words[0]} nor ${words[1]}`
      )
    },
  }
}

/** A word that is none of the choices is what the device says all the same: somebody chose it at its front. */
function selectCodec(values: readonly string[]): Codec {
  const known = new Map(values.map(value => [value.toLowerCase(), value]))
  const numbers = new Map(values.filter(value => !Number.isNaN(Number(value))).map(value => [Number(value), value]))
  return {
    type: 'string',
    write: String,
    read(text) {
      const plain = unquoted(text)
      return known.get(plain.toLowerCase()) ?? numbers.get(plain === '' ? Number.NaN : Number(plain)) ?? plain
    },
  }
}

/** With just as many digits as the device takes. */
function numberCodec(step: number | undefined): (value: Scalar) => string {
  if (step === undefined) return value => String(Number(Number(value).toPrecision(12)))
  const digits = Math.min(12, Math.max(0, Math.ceil(-Math.log10(step) - 1e-9)))
  return value => Number(value).toFixed(digits)
}
