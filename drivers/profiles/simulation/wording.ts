import { escaped } from '../line/finder.ts'

/** Undoes a template: what stood in its braces, where the text is of its form. */
export function unfill(template: string, text: string): Readonly<Record<string, string>> | undefined {
  const source = template
    .split(/(\{[a-z]\w*\})/i)
    .map((part, i) => (i % 2 === 1 ? `(?<${part.slice(1, -1)}>.*?)` : escaped(part).replace(/ +/g, '\\s+')))
    .join('')
  const match = new RegExp(`^:?${source.replace(/^:/, '')}$`, 'is').exec(text.trim())
  return match ? { ...match.groups } : undefined
}

/** A question is the same in capitals, and without its first colon. */
export const sameQuestion = (a: string, b: string): boolean => plain(a) === plain(b)

const plain = (text: string): string => text.trim().replace(/^:/, '').replace(/\s+/g, ' ').toUpperCase()

/** A text that fits a pattern and means the value; the value alone where that cannot be told from the pattern. */
export function wordedAs(pattern: RegExp | undefined, value: string): string {
  if (!pattern) return value
  const source = pattern.source.replace(/^\^|\$$/g, '')
  const text = source
    .replace(/\((?:\?<\w+>)?(?!\?)(?:[^()\\]|\\.)*\)/, () => value)
    .replace(/\\s[*+]?/g, ' ')
    .replace(/\\(\W)/g, '$1')
  return pattern.test(text) ? text : value
}
