import { compileExpression } from 'filtrex'
import type { Scalar } from '../../protocol/index.ts'
import { namesIn } from './names.ts'

/** A name in an expression, and where it stands. */
export interface Named {
  readonly name: string
  readonly at: number
}

export interface Expression {
  readonly names: readonly Named[]
  /** Its value for these values of its names; an `Error` when it has none. */
  evaluate(values: Readonly<Record<string, Scalar>>): unknown
}

export interface Fault {
  /** Where in the expression. */
  readonly at: number
  readonly what: string
  readonly fix: string
}

const FUNCTIONS = ['abs', 'ceil', 'floor', 'log', 'log2', 'log10', 'max', 'min', 'round', 'sqrt']
const WORDS = new Set(['and', 'or', 'not', 'in', 'if', 'then', 'else', 'mod'])
const CONSTANTS = { true: true, false: false, pi: Math.PI }

/** Texts, quoted names, names and what calls them, numbers, and signs that the library would take with a warning. */
const TOKEN =
  /"(?:\\.|[^"\\])*"|'(?<quoted>(?:\\.|[^'\\])*)'|(?<name>[a-z$_][.\w$]*)(?<call>\s*\()?|\d[\d.]*|(?<sign>[%?:]|~=)/gi

/** Reads an expression. Its names are found before it is run: which it asks for differs from run to run. */
export function parseExpression(text: string): Expression | Fault {
  const names: Named[] = []
  for (const { index, groups = {} } of text.matchAll(TOKEN)) {
    const { quoted, name, call, sign } = groups
    if (sign !== undefined) return { at: index, what: `"${sign}" is not served here.`, fix: SIGNS[sign] ?? '' }
    if (quoted !== undefined) names.push({ name: quoted, at: index })
    if (name === undefined || WORDS.has(name)) continue
    if (name === 'of') return { at: index, what: '"of" is not served here.', fix: 'Write, for example:  plate.power' }
    if (call === undefined) {
      if (!Object.hasOwn(CONSTANTS, name)) names.push({ name, at: index })
    } else if (!FUNCTIONS.includes(name)) {
      return { at: index, what: `There is no function "${name}".`, fix: namesIn(name, FUNCTIONS) }
    }
  }
  try {
    return { names, evaluate: compileExpression(text, { constants: CONSTANTS }) }
  } catch (error) {
    return { at: 0, what: whyNot(text, (error as Error).message), fix: USUAL }
  }
}

const SIGNS: Readonly<Record<string, string>> = {
  '%': 'Write  mod  for the remainder.',
  '?': 'Write  if temperature > 80 then 1 else 0',
  ':': 'Write  if temperature > 80 then 1 else 0',
  // A regular expression may take for ever, and everything waits for it.
  '~=': 'Compare whole texts, for example:  mode == "heat"',
}
const USUAL = 'Write, for example:  voltage * current   or   if temperature > 80 then 1 else 0'

/** The library shows the place with a mark below the text. */
function whyNot(text: string, message: string): string {
  const [, shown = '', mark = ''] = message.split('\n')
  const before = shown.slice(0, mark.indexOf('^')).trim()
  if (/EndOfExpression'$/.test(message)) return `The expression ${JSON.stringify(text)} ends too early.`
  const where = before === '' ? 'at its beginning' : `after ${JSON.stringify(before)}`
  return `The expression ${JSON.stringify(text)} makes no sense ${where}.`
}
