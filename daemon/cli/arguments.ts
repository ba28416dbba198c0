import { isIP } from 'node:net'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { didYouMean } from '../../protocol/did-you-mean.ts'
import type { ListenConfig } from '../station/index.ts'
import { ASKING, type Asking, askNames, NAMES } from './asking.ts'
import { SERVICE, type ServiceWish } from './service-arguments.ts'
import { SHELLS, type Shell } from './shells.ts'
import {
  asksForHelp,
  flagLines,
  HELP_FLAG,
  helpOf,
  lineOf,
  type Subcommand,
  seeHelp,
  subcommand,
  UsageError,
} from './subcommand.ts'

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
const USUAL = { host: '127.0.0.1', port: 8_400 } as const

/** What the command line asks for. */
export type Wish =
  | { readonly do: 'run'; readonly options: Options }
  | { readonly do: 'publish'; readonly config: string | undefined; readonly out: string }
  | { readonly do: 'check'; readonly config: string | undefined }
  | { readonly do: 'devices'; readonly config: string | undefined; readonly json: boolean }
  | { readonly do: 'ask'; readonly asking: Asking }
  | { readonly do: 'service'; readonly wish: ServiceWish }
  | { readonly do: 'completion'; readonly shell: Shell }
  | { readonly do: 'version' }
  | { readonly do: 'help'; readonly text: string }

const CONFIG = {
  type: 'string',
  value: 'DIR',
  does: 'folder of the station, with its station.yaml (a simulated one)',
} as const
const JSON_FLAG = { type: 'boolean', default: false, does: 'for programs' } as const
const RUN = {
  port: { type: 'string', value: 'N', does: `where the page is served (${USUAL.port}; 0 takes any free port)` },
  host: {
    type: 'string',
    value: 'ADDRESS',
    does: `address to listen on (${USUAL.host}; 0.0.0.0: every network it is in)`,
  },
  config: CONFIG,
  data: {
    type: 'string',
    value: 'DIR',
    does: 'folder for what must survive a restart\n($LOCKSTEP_DATA, else lockstep/ in the state folder of the user)',
  },
  log: { type: 'string', value: 'LEVEL', default: 'info', does: `${LEVELS.join(', ')} (info)` },
  version: { type: 'boolean', default: false, does: 'says which Lockstep this is' },
} as const

const run = subcommand<typeof RUN, Wish>('[start] [options]', ['runs a station'], {
  flags: RUN,
  more: 'It ends with Ctrl-C. Exit codes: 64 command line, 70 a fault of Lockstep, 73 data folder, 75 port or data folder\nin use, 78 who may come in is not known.',
  read: ({ version, port, host, config, data, log }, _, env) =>
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
  flags: { config: CONFIG },
  more: 'Each mistake with its file, line and column, what was expected, and a fix. Exit codes: 0 all is well, 78 it is not.',
  read: ({ config }): Wish => ({ do: 'check', config: folderOf(config) }),
})

const publish = subcommand(
  'publish --out DIR [--config DIR]',
  ['writes one as static files: a page that', 'needs no server, with simulated devices'],
  {
    flags: {
      config: CONFIG,
      out: {
        type: 'string',
        value: 'DIR',
        does: 'a new folder, an empty one, or a former publication, which is replaced',
      },
    },
    more: "Exit codes: 0 written, 73 the folder cannot be written or is somebody else's, 78 station.",
    read({ config, out }): Wish {
      if (!out) throw new UsageError('publish needs the folder to write, for example: publish --out public')
      return { do: 'publish', config: folderOf(config), out: resolve(out) }
    },
  }
)

const devices = subcommand(
  'devices [--config DIR] [--json]',
  ['lists the serial ports, who uses them,', 'and what would fit'],
  {
    flags: { config: CONFIG, json: JSON_FLAG },
    more: 'Nothing is opened: what is connected notices nothing.',
    read: ({ config, json }): Wish => ({ do: 'devices', config: folderOf(config), json }),
  }
)

const completion = subcommand('completion bash|zsh|fish', ['prints what makes a shell complete all this'], {
  flags: {},
  words: SHELLS,
  more: `bash:  lockstep completion bash > ~/.local/share/bash-completion/completions/lockstep   (mkdir -p that folder first)
zsh:   lockstep completion zsh > "\${fpath[1]}/_lockstep"
fish:  lockstep completion fish > ~/.config/fish/completions/lockstep.fish`,
  read(_, [word, kind], env): Wish {
    const names = NAMES.find(name => word === 'names' && name === kind)
    if (names) return { do: 'ask', asking: askNames(names, placed(env)) }
    const shell = SHELLS.find(name => name === word)
    if (!shell)
      throw new UsageError(`completion needs a shell: ${SHELLS.join(', ')}. For example: lockstep completion bash`)
    return { do: 'completion', shell }
  },
})

const help: Subcommand<Wish> = subcommand('help [SUBCOMMAND]', ['says this, or all about one of them'], {
  flags: {},
  words: 'subcommands',
  read: (_, [name], env): Wish => ({ do: 'help', text: name === undefined ? HELP : helpOf(named(name, env)) }),
})

/** Where a daemon of the same user keeps its data. */
const placed = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({ ...env, LOCKSTEP_DATA: dataFolder(env) })

const asked = Object.fromEntries(
  Object.entries(ASKING).map(([name, one]) => [
    name,
    {
      ...one,
      read: (args: readonly string[], env: NodeJS.ProcessEnv): Wish => ({
        do: 'ask',
        asking: one.read(args, placed(env)),
      }),
    },
  ])
)

const service: Subcommand<Wish> = {
  ...SERVICE,
  read(args, env) {
    const wish = SERVICE.read(args, env)
    // What the daemon would not take at every start is said now.
    run.read(wish.options, env)
    return { do: 'service', wish }
  },
}

/** Whoever adds one adds a line here, a wish, and to `main.ts` how it is fulfilled. */
export const SUBCOMMANDS: Readonly<Record<string, Subcommand<Wish>>> = {
  ...{ start: run, check, devices, publish, ...asked, service, completion, help },
}

export const HELP = `Lockstep: a front panel for devices.

${Object.values(SUBCOMMANDS).map(lineOf).join('\n')}

${flagLines({ ...RUN, help: HELP_FLAG })}

lockstep SUBCOMMAND --help says what that one does.
`

export function readArguments(args: readonly string[], env: NodeJS.ProcessEnv): Wish {
  const [name = '', ...rest] = args
  // What is not an option, and no subcommand, is mostly one misspelt.
  if (name === '' || name.startsWith('-')) return asksForHelp(args) ? { do: 'help', text: HELP } : run.read(args, env)
  const one = named(name, env)
  return asksForHelp(rest) ? { do: 'help', text: helpOf(one) } : one.read(rest, env)
}

function named(name: string, env: NodeJS.ProcessEnv): Subcommand<Wish> {
  const one = Object.hasOwn(SUBCOMMANDS, name) ? SUBCOMMANDS[name] : undefined
  if (one) return one
  const known = Object.keys(SUBCOMMANDS)
  throw new UsageError(`${name}: ${didYouMean(name, known)}There are: ${known.join(', ')}. ${seeHelp(env)}`)
}

const folderOf = (text: string | undefined): string | undefined => (text === undefined ? undefined : resolve(text))

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
export const listenAt = ({ host, port }: Pick<Options, 'host' | 'port'>, listen: ListenConfig) => ({
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
