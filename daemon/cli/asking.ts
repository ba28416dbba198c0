import { resolve } from 'node:path'
import { type Subcommand, subcommand, UsageError } from './subcommand.ts'

/** Which daemon is asked, and as whom. */
export interface Where {
  readonly url: string
  readonly token: string | undefined
  /** Data folder of the daemon, where it leaves a token for whoever may read it. */
  readonly data: string
}

/** What is asked of a daemon that runs. */
export type Asking = { readonly where: Where } & Errand
export type Errand =
  | { readonly do: 'get'; readonly what: string; readonly json: boolean }
  | { readonly do: 'set'; readonly what: string; readonly value: string }
  | { readonly do: 'call'; readonly what: string; readonly given: Readonly<Record<string, string>> }
  | { readonly do: 'watch'; readonly selectors: readonly string[]; readonly json: boolean }
  | { readonly do: 'stop' | 'rearm'; readonly scope: string }
  | { readonly do: 'names'; readonly of: NameKind }

const WHERE = {
  url: { type: 'string', value: 'URL', does: 'the daemon ($LOCKSTEP_URL, else http://localhost:8400)' },
  token: {
    type: 'string',
    value: 'TOKEN',
    does: 'as whom, where one has to log in ($LOCKSTEP_TOKEN, which no list of\nprocesses shows); else that of the data folder, where it can be read',
  },
  data: { type: 'string', value: 'DIR', does: 'data folder of the daemon, where it is not the usual one' },
} as const
const JSON_FLAG = { type: 'boolean', default: false, does: 'for programs' } as const

type Placed = { readonly [name in keyof typeof WHERE]?: string | undefined }

const whereOf = ({ url, token, data }: Placed, env: NodeJS.ProcessEnv): Where => ({
  url: originOf(url ?? (env.LOCKSTEP_URL || 'http://localhost:8400')),
  token: token ?? (env.LOCKSTEP_TOKEN || undefined),
  data: resolve(data ?? env.LOCKSTEP_DATA ?? '.'),
})

function originOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url && /^https?:$/.test(url.protocol) && url.username === '') return url.origin
  throw new UsageError(`--url ${text}: write it as http://localhost:8400, or http://lab-pi.local:8400.`)
}

const CODES = `Exit codes: 0 done, 1 refused, failed or not known, 64 command line, 69 no daemon there, 77 not allowed.`

const get = subcommand('get DEVICE[.PROPERTY] [--json]', ['prints what a device reads'], {
  flags: { json: JSON_FLAG, ...WHERE },
  words: 'properties',
  more: `lockstep get plate
lockstep get plate.temperature
lockstep get plate.temperature --json

${CODES}
A value that has not been read yet is 1.`,
  read: ({ json, ...placed }, words, env): Asking => ({
    ...{ do: 'get', json, what: only(words, 'get needs a device or one of its properties', 'get plate.temperature') },
    where: whereOf(placed, env),
  }),
})

const set = subcommand('set DEVICE.PROPERTY VALUE', ['sets a property, and says how that ended'], {
  flags: WHERE,
  words: 'setpoints',
  more: `lockstep set plate.target 60
lockstep set supply.current 200 mA
lockstep set plate.heater on

Units and prefixes are those of the page: 1.5k, 20 mA, -3 °C.
${CODES}`,
  read(placed, [what, ...value], env): Asking {
    if (!what || value.length === 0)
      throw new UsageError('set needs what and to which value, for example: lockstep set plate.target 60')
    return { do: 'set', what, value: value.join(' '), where: whereOf(placed, env) }
  },
})

const call = subcommand('call DEVICE.ACTION [NAME=VALUE ...]', ['starts an action, and says how that ended'], {
  flags: WHERE,
  words: 'actions',
  more: `lockstep call plate.tare
lockstep call stage.move to=20mm speed=5

${CODES}`,
  read(placed, [what, ...given], env): Asking {
    if (!what) throw new UsageError('call needs an action, for example: lockstep call plate.tare')
    return { do: 'call', what, given: Object.fromEntries(given.map(pairOf)), where: whereOf(placed, env) }
  },
})

const watch = subcommand(
  'watch [SELECTOR ...] [--json]',
  ['shows values as they change: a table,', 'or on a pipe a line for each change'],
  {
    flags: { json: { ...JSON_FLAG, does: 'for programs: a line for each change' }, ...WHERE },
    words: 'properties',
    more: `lockstep watch
lockstep watch plate supply.voltage
lockstep watch plate.temperature --json | jq .value

It ends with Ctrl-C, and waits for a daemon that is away. ${CODES}`,
    read: ({ json, ...placed }, words, env): Asking => ({
      ...{ do: 'watch', json, selectors: words.map(selectorOf) },
      where: whereOf(placed, env),
    }),
  }
)

const stopping = (name: 'stop' | 'rearm', does: string, more: string) =>
  subcommand(`${name} [DEVICE]`, [does], {
    flags: WHERE,
    words: 'scopes',
    more: `${more}\n${CODES}`,
    read: (placed, words, env): Asking => ({
      ...{ do: name, scope: words.length === 0 ? 'station' : only(words, '', name) },
      where: whereOf(placed, env),
    }),
  })

const stop = stopping(
  'stop',
  'stops the station, or one device',
  'Whoever is in may stop. It stays stopped, over restarts too, until somebody re-arms it.'
)
const rearm = stopping('rearm', 'lifts a stop', 'Of the station, or of the device that is named.')

/** What a shell offers, by its kind. */
export const NAMES = ['properties', 'setpoints', 'actions', 'scopes'] as const
export type NameKind = (typeof NAMES)[number]

/** Not for people: the names that a shell completes. */
export const askNames = (kind: NameKind, env: NodeJS.ProcessEnv): Asking => ({
  ...{ do: 'names', of: kind },
  where: whereOf({}, env),
})

export const ASKING: Readonly<Record<string, Subcommand<Asking>>> = { get, set, call, watch, stop, rearm }

function only(words: readonly string[], needs: string, example: string): string {
  const [word, more] = words
  if (!word) throw new UsageError(`${needs}, for example: lockstep ${example}`)
  if (more !== undefined) throw new UsageError(`One at a time, please: "${word}", not also "${more}".`)
  return word
}

function pairOf(word: string): [string, string] {
  const at = word.indexOf('=')
  if (at > 0) return [word.slice(0, at), word.slice(at + 1)]
  throw new UsageError(`"${word}": what an action is told is written as name=value, for example: seconds=5`)
}

/** `plate` is all of it. */
function selectorOf(word: string): string {
  const selector = word === '*' || word.includes('.') ? word : `${word}.*`
  if (/^(\*|[\w-]+\.(\*|\w+))$/.test(selector)) return selector
  throw new UsageError(`"${word}": write a device, a property, or all: plate, plate.temperature, '*'.`)
}
