import { meant } from '../replies.ts'
import { columnsOf, keysOf } from './said.ts'
import type { LineProfile, LineValue } from './schema.ts'

/** Where a value stands in a line. */
type Place = Pick<LineValue, 'key' | 'column' | 'pattern'>

/** One line, taken apart no more than is asked of it. */
export class Line {
  readonly #text: string
  readonly #separator: string | undefined
  #keys: ReadonlyMap<string, string> | undefined
  #columns: readonly string[] | undefined

  constructor(text: string, separator: string | undefined) {
    this.#text = text
    this.#separator = separator
  }

  /** What stands at that place, undefined where the line has none such. */
  at({ key, column, pattern }: Place): string | undefined {
    const found = this.#found(key, column)
    return found === undefined ? undefined : meant(found, pattern)
  }

  #found(key: string | undefined, column: number | undefined): string | undefined {
    if (key !== undefined) {
      this.#keys ??= keysOf(this.#text)
      return this.#keys.get(key)
    }
    if (column === undefined) return this.#text
    this.#columns ??= columnsOf(this.#text, this.#separator)
    return this.#columns[column - 1]
  }
}

/** It says where its value stands: then it may be heard, too. */
export const isPlaced = ({ key, column, pattern }: Place): boolean =>
  key !== undefined || column !== undefined || pattern !== undefined

/** It comes unasked, and only so. */
export const isHeard = (value: LineValue): boolean => value.ask === undefined && isPlaced(value)

/** A line that answers nothing, even while an answer is waited for. */
export function unaskedOf({ values, events = {}, separator }: LineProfile): RegExp | undefined {
  const heard = Object.values(values).filter(isHeard)
  const columns = Math.max(0, ...heard.map(value => value.column ?? 0))
  const sources = [
    ...heard.flatMap(({ key, column, pattern }) => {
      if (key !== undefined) return [`(?:^|[\\s,;{"])${escaped(key.split('.').pop() ?? key)}"?\\s*[=:]`]
      return column === undefined && pattern ? [nameless(pattern)] : []
    }),
    ...(columns > 0 ? [rowOf(columns, separator)] : []),
    ...Object.values(events).map(({ pattern }) => nameless(pattern)),
  ]
  return sources.length === 0 ? undefined : new RegExp(sources.map(source => `(?:${source})`).join('|'))
}

/**
 * At least so many columns, the first of them a number or a word without blanks. There is one way only to cut a line
 * into columns: with two for each, a line of 30 that lost its last one would take minutes.
 */
function rowOf(columns: number, separator: string | undefined): string {
  const first = '^[^,;\\t\\s]+'
  if (columns === 1) return `${first}$`
  const between = separator === undefined ? '[,;\\t]' : escaped(separator)
  return `${first}\\s*?(?:${between}(?:(?!${between}).)*){${columns - 1}}`
}

/** Two expressions may call their groups alike; in one expression they may not. */
const nameless = ({ source }: RegExp): string => source.replace(/\(\?<(?![=!])\w+>/g, '(')

export const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
