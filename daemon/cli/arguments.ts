import { isIP } from 'node:net'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { didYouMean } from '../../protocol/did-you-mean.ts'
import type { ListenConfig } from '../station/index.ts'

export const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const
export type Level = (typeof LEVELS)[number]

export interface Options {
  /** Undefined: what the station says, else the usual. */
  readonly port: number | undefined
  readonly host: string | undefined
  /** The station's folder; undefined: the one that comes with Lockstep. */
  readonly config: string | undefined
  readonly data: string
  readonly log: Level
}

/** Where the page is served when nobody says anything else. */
export const USUAL = { host: '127.0.0.1', port: 8_400 } as const

/** What the command line asks for. */
export type Wish =
  | { readonly do: 'run'; readonly options: Options }
  | { readonly do: 'publish'; readonly config: string | undefined; readonly out: string }
  | { readonly do: 'check'; readonly config: string | undefined }
  | { readonly do: 'devices'; readonly config: string | undefined; readonly json: boolean }
  | { readonly do: 'help' | 'version' }

/** The command line cannot be followed; the message says why and what to write instead. */
export class UsageError extends Error {
  readonly exitCode = 64

  constructor(message: string) {
    super(message)
    this.name = 'UsageError'
  }
}

interface Subcommand {
  /** As it is written: `publish --out DIR`. */
  readonly usage: string
  /** What it does, as lines of the help. */
  readonly does: readonly string[]
  readonly read: (args: readonly string[], env: NodeJS.ProcessEnv) => Wish
}

type Flags = NonNullable<ParseArgsConfig['options']>
type Given<O extends Flags> = ReturnType<typeof parse<O>>

/** Whoever adds one adds a line to `SUBCOMMANDS`, a wish, and to `main.ts` how it is fulfilled. */
const subcommand = <const O extends Flags>(
  usage: string,
  does: readonly string[],
  { flags, read }: { flags: O; read: (given: Given<O>, env: NodeJS.ProcessEnv) => Wish }
): Subcommand => ({
  usage,
  does,
  read(args, env) {
    const given = parse(args, flags)
    return (given as { help?: boolean }).help ? { do: 'help' } : read(given, env)
  },
})

const CONFIG = { config: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } } as const
const RUN = {
  ...CONFIG,
  port: { type: 'string' },
  host: { type: 'string' },
  data: { type: 'string' },
  log: { type: 'string', default: 'info' },
  version: { type: 'boolean', default: false },
} as const

const run = subcommand('[start] [options]', ['runs a station'], {
  flags: RUN,
  read: ({ version, port, host, config, data, log }, env) =>
    version
      ? { do: 'version' }
      : {
          do: 'run',
          options: {
            port: port === undefined ? undefined : portOf(port),
            host: host === undefined ? undefined : hostOf(host),
            config: folderOf(config),
            data: resolve(data ?? dataFolder(env)),
            log: levelOf(log),
          },
        },
})

const check = subcommand('check [--config DIR]', ['says all that is wrong with a station'], {
  flags: CONFIG,
  read: ({ config }) => ({ do: 'check', config: folderOf(config) }),
})

const publish = subcommand(
  'publish --out DIR [--config DIR]',
  ['writes it as static files: a page that', 'needs no server, with simulated devices'],
  {
    flags: { ...CONFIG, out: { type: 'string' } },
    read({ config, out }) {
      if (!out) throw new UsageError('publish needs the folder to write, for example: publish --out public')
      return { do: 'publish', config: folderOf(config), out: resolve(out) }
    },
  }
)

const devices = subcommand(
  'devices [--config DIR] [--json]',
  ['lists the serial ports, who uses them,', 'and what would fit'],
  {
    flags: { ...CONFIG, json: { type: 'boolean', default: false } },
    read: ({ config, json }) => ({ do: 'devices', config: folderOf(config), json }),
  }
)

const SUBCOMMANDS: Readonly<Record<string, Subcommand>> = { start: run, check, devices, publish }

const WIDE = 43
const helpOf = ({ usage, does }: Subcommand): string =>
  does.map((line, i) => `${(i === 0 ? `  lockstep ${usage}` : '').padEnd(WIDE)}  ${line}`).join('\n')

export const HELP = `Lockstep: a front panel for devices.

${Object.values(SUBCOMMANDS).map(helpOf).join('\n')}

  --port N        where the page is served (${USUAL.port}; 0 takes any free port)
  --host ADDRESS  address to listen on (${USUAL.host}; 0.0.0.0: every network it is in)
  --config DIR    folder of the station, with its station.yaml (a simulated one)
  --data DIR      folder for what must survive a restart
                  ($LOCKSTEP_DATA, else lockstep/ in the state folder of the user)
  --log LEVEL     ${LEVELS.join(', ')} (info)
  --version, --help
`

export function readArguments(args: readonly string[], env: NodeJS.ProcessEnv): Wish {
  const [name = '', ...rest] = args
  const named = Object.hasOwn(SUBCOMMANDS, name) ? SUBCOMMANDS[name] : undefined
  if (named) return named.read(rest, env)
  // What is not an option, and no subcommand, is mostly one misspelt.
  if (name !== '' && !name.startsWith('-')) {
    const known = Object.keys(SUBCOMMANDS)
    throw new UsageError(
      `${name}: ${didYouMean(name, known)}There are: ${known.join(', ')}. See npm start -- --help (mind the -- after npm start).`
    )
  }
  return run.read(args, env)
}

const folderOf = (text: string | undefined): string | undefined => (text === undefined ? undefined : resolve(text))

function parse<const O extends NonNullable<ParseArgsConfig['options']>>(args: readonly string[], options: O) {
  try {
    return parseArgs({ args: [...args], options }).values
  } catch (error) {
    throw new UsageError(
      `${(error as Error).message.split('. ')[0]}. See npm start -- --help (mind the -- after npm start).`
    )
  }
}

function portOf(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new UsageError(`--port ${text}: a port is a whole number from 0 to 65535, for example --port 8401.`)
}

/** An address of this computer. A name may have several, and one that others can reach is not opened by a guess. */
function hostOf(text: string): string {
  const host = text.toLowerCase()
  if (host === 'localhost' || isIP(host) !== 0) return host
  throw new UsageError(
    `--host ${text}: this must be an address of this computer: 127.0.0.1 (only this computer itself), 0.0.0.0 (every ` +
      'network that it is in), or one of its addresses, for example 192.168.1.20.'
  )
}

/** Where the page is served: the command line wins over the station. */
export const listenAt = ({ host, port }: Options, listen: ListenConfig) => ({
  host: host ?? (listen.host === undefined ? USUAL.host : hostOf(listen.host)),
  port: port ?? listen.port ?? USUAL.port,
})

function levelOf(text: string): Level {
  const level = LEVELS.find(name => name === text)
  if (level) return level
  throw new UsageError(`--log ${text}: the levels are ${LEVELS.join(', ')}.`)
}

const dataFolder = (env: NodeJS.ProcessEnv): string =>
  env.LOCKSTEP_DATA || join(env.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'lockstep')
