import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { type ParseArgsConfig, parseArgs } from 'node:util'

export const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const
export type Level = (typeof LEVELS)[number]

export interface Options {
  readonly port: number
  readonly host: string
  /** The station's folder; undefined: the one that comes with Lockstep. */
  readonly config: string | undefined
  readonly data: string
  readonly log: Level
}

/** What the command line asks for. */
export type Wish =
  | { readonly do: 'run'; readonly options: Options }
  | { readonly do: 'publish'; readonly config: string | undefined; readonly out: string }
  | { readonly do: 'help' | 'version' }

/** The command line cannot be followed; the message says why and what to write instead. */
export class UsageError extends Error {
  readonly exitCode = 64

  constructor(message: string) {
    super(message)
    this.name = 'UsageError'
  }
}

export const HELP = `Lockstep: a front panel for devices.

  lockstep [options]                          runs a station
  lockstep publish --out DIR [--config DIR]   writes it as static files: a page that
                                              needs no server, with simulated devices

  --port N        where the page is served (8400; 0 takes any free port)
  --host ADDRESS  address to listen on (127.0.0.1; only this computer's own so far)
  --config DIR    folder of the station, with its station.yaml (a simulated one)
  --data DIR      folder for what must survive a restart
                  ($LOCKSTEP_DATA, else lockstep/ in the state folder of the user)
  --log LEVEL     ${LEVELS.join(', ')} (info)
  --version, --help
`

export function readArguments(args: readonly string[], env: NodeJS.ProcessEnv): Wish {
  if (args[0] === 'publish') return readPublish(args.slice(1))
  const values = parse(args, RUN)
  if (values.help) return { do: 'help' }
  if (values.version) return { do: 'version' }
  return {
    do: 'run',
    options: {
      port: portOf(values.port),
      host: hostOf(values.host),
      config: folderOf(values.config),
      data: resolve(values.data ?? dataFolder(env)),
      log: levelOf(values.log),
    },
  }
}

const CONFIG = { config: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } } as const
const RUN = {
  ...CONFIG,
  port: { type: 'string', default: '8400' },
  host: { type: 'string', default: '127.0.0.1' },
  data: { type: 'string' },
  log: { type: 'string', default: 'info' },
  version: { type: 'boolean', default: false },
} as const
const PUBLISH = { ...CONFIG, out: { type: 'string' } } as const

function readPublish(args: readonly string[]): Wish {
  const { help, config, out } = parse(args, PUBLISH)
  if (help) return { do: 'help' }
  if (!out) throw new UsageError('publish needs the folder to write, for example: publish --out public')
  return { do: 'publish', config: folderOf(config), out: resolve(out) }
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

/** Who reaches the port operates the machine: until there is access control, nobody from elsewhere may. */
function hostOf(text: string): string {
  const host = text.toLowerCase()
  if (host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)) return host
  throw new UsageError(
    `--host ${text}: Lockstep has no access control yet, so it listens only on this computer's own address ` +
      '(127.0.0.1, ::1 or localhost). Leave --host out, and reach it from elsewhere through an SSH tunnel: ' +
      'ssh -L 8400:localhost:8400 <this computer>.'
  )
}

function levelOf(text: string): Level {
  const level = LEVELS.find(name => name === text)
  if (level) return level
  throw new UsageError(`--log ${text}: the levels are ${LEVELS.join(', ')}.`)
}

const dataFolder = (env: NodeJS.ProcessEnv): string =>
  env.LOCKSTEP_DATA || join(env.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'lockstep')
