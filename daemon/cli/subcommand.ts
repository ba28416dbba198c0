import { type ParseArgsConfig, parseArgs } from 'node:util'

/** The command line cannot be followed; the message says why and what to write instead. */
export class UsageError extends Error {
  readonly exitCode = 64

  constructor(message: string) {
    super(message)
    this.name = 'UsageError'
  }
}

export interface Flag {
  readonly type: 'string' | 'boolean'
  readonly short?: string
  readonly default?: string | boolean
  /** What stands behind it: `DIR`. */
  readonly value?: string
  readonly does: string
}
type Flags = Readonly<Record<string, Flag>>
type Given<O extends Flags> = ReturnType<typeof parse<O>>['values']

/** What its words name, for the completion of a shell. */
export type Words = 'properties' | 'setpoints' | 'actions' | 'scopes' | 'subcommands' | readonly string[]

export interface Subcommand<Wish> {
  /** As it is written: `publish --out DIR`. */
  readonly usage: string
  /** What it does, as lines of the help. */
  readonly does: readonly string[]
  /** What else is to be known of it: paragraphs of its own help. */
  readonly more: string
  readonly flags: Flags
  readonly words: Words
  readonly read: (args: readonly string[], env: NodeJS.ProcessEnv) => Wish
}

export const HELP_FLAG = { type: 'boolean', short: 'h', default: false, does: 'says this' } as const

interface Reading<O extends Flags, Wish> {
  readonly flags: O
  /** Undefined: it takes no words but flags. */
  readonly words?: Words
  readonly more?: string
  readonly read: (given: Given<O>, words: readonly string[], env: NodeJS.ProcessEnv) => Wish
}

/** One line of the table of subcommands. */
export function subcommand<const O extends Flags, Wish>(
  usage: string,
  does: readonly string[],
  { flags, words, more = '', read }: Reading<O, Wish>
): Subcommand<Wish> {
  const all = { ...flags, help: HELP_FLAG }
  return {
    ...{ usage, does, more, flags: all, words: words ?? [] },
    read(args, env) {
      const given = parse(args, all as O, words !== undefined, env)
      return read(given.values, given.positionals, env)
    },
  }
}

/** Whether somebody wants to know what it does: whatever else is written then does not matter. */
export function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--')
  return args.slice(0, end < 0 ? args.length : end).some(arg => arg === '--help' || arg === '-h')
}

const MARK = '\0'

function parse<const O extends Flags>(
  args: readonly string[],
  options: O,
  allowPositionals: boolean,
  env: NodeJS.ProcessEnv
) {
  // `-5` is a number, no flag; and no argument of a program has a NUL in it.
  const marked = allowPositionals ? args.map(arg => (/^-[\d.]/.test(arg) ? MARK + arg : arg)) : [...args]
  try {
    const { values, positionals } = parseArgs({ args: marked, options: options as O & Options, allowPositionals })
    return { values, positionals: positionals.map(word => word.replace(MARK, '')) }
  } catch (error) {
    throw new UsageError(`${(error as Error).message.replaceAll(MARK, '').split('. ')[0]}. ${seeHelp(env)}`)
  }
}
type Options = NonNullable<ParseArgsConfig['options']>

/** Whoever came by `npm start` has to write its dashes. */
export const seeHelp = ({ npm_lifecycle_event: by }: NodeJS.ProcessEnv): string =>
  by === 'start' ? 'See npm start -- --help (mind the -- after npm start).' : 'See lockstep help.'

const WIDE = 46
/** Its lines in the help of all. */
export const lineOf = ({ usage, does }: Subcommand<unknown>): string =>
  does.map((line, i) => `${(i === 0 ? `  lockstep ${usage}` : '').padEnd(WIDE)}  ${line}`).join('\n')

/** Its own help. */
export function helpOf({ usage, does, more, flags }: Subcommand<unknown>): string {
  const text = does.join(' ')
  const about = `${(text[0] ?? '').toUpperCase()}${text.slice(1)}.`
  return `lockstep ${usage}\n\n${about}\n${more === '' ? '' : `\n${more.trim()}\n`}\n${flagLines(flags)}\n`
}

export function flagLines(flags: Flags): string {
  const named = Object.entries(flags).map(
    ([name, { short, value, does }]) =>
      [`${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`, does] as const
  )
  const wide = Math.max(...named.map(([name]) => name.length))
  return named
    .map(([name, does]) => `  ${name.padEnd(wide)}  ${does.replaceAll('\n', `\n${''.padEnd(wide + 4)}`)}`)
    .join('\n')
}
