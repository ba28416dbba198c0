import { execFileSync } from 'node:child_process'

export interface StatusGround {
  readonly print: (line: string) => void
  /** Where a page of a daemon with these arguments is opened on this computer; undefined where that cannot be told. */
  readonly addressOf: (args: readonly string[]) => string | undefined
  /** What systemd knows of the unit; for tests another one. */
  readonly show?: () => Readonly<Record<string, string>>
}

const UNIT = 'lockstep.service'
const ASKED = [
  'LoadState',
  'ActiveState',
  'SubState',
  'Result',
  'StatusText',
  'NRestarts',
  'ActiveEnterTimestamp',
  'ExecStart',
]
/** Longest wait for the daemon's own word, ms. */
const PATIENCE = 3_000

/** How the service is: by systemd, and by its own word. 0: it runs, and answers. */
export async function showStatus({ print, addressOf, show = ofSystemd }: StatusGround): Promise<number> {
  const unit = show()
  if (unit.LoadState !== 'loaded') {
    print('The service is not installed: sudo lockstep service install')
    return 1
  }
  const { ActiveState: state = 'unknown', SubState: sub = '', StatusText: text = '', NRestarts: restarts = '0' } = unit
  const since = unit.ActiveEnterTimestamp ? ` since ${unit.ActiveEnterTimestamp}` : ''
  const again = restarts === '0' ? '' : `, restarted ${restarts === '1' ? 'once' : `${restarts} times`}`
  print(`${UNIT}: ${state} (${sub})${state === 'active' ? since : ''}${again}`)
  if (state !== 'active') {
    if (unit.Result && unit.Result !== 'success') print(`It ended with: ${unit.Result}`)
    print(`Why stands in its log: sudo journalctl -u lockstep -n 50`)
    return 1
  }
  if (text !== '') print(`It says: ${text}`)
  const address = addressOf(argumentsOf(unit.ExecStart ?? ''))
  if (address === undefined) return 0
  const health = await healthAt(address)
  print(health.sentence)
  print(`Open ${address}`)
  return health.answers ? 0 : 1
}

function ofSystemd(): Record<string, string> {
  const text = execFileSync('systemctl', ['show', UNIT, `--property=${ASKED.join(',')}`], { encoding: 'utf8' })
  return Object.fromEntries(
    text.split('\n').flatMap(line => {
      const at = line.indexOf('=')
      return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1)]]
    })
  )
}

/** What stands behind the program in `{ path=... ; argv[]=/usr/bin/node .../main.js --config ... ; ... }`. */
export function argumentsOf(execStart: string): string[] {
  const argv = /argv\[\]=(.*?) ; /.exec(execStart)?.[1]?.split(' ') ?? []
  const program = argv.findIndex(word => word.endsWith('/main.js'))
  return program < 0 ? [] : argv.slice(program + 1).filter(word => word !== '')
}

async function healthAt(address: string): Promise<{ readonly answers: boolean; readonly sentence: string }> {
  try {
    const answer = await fetch(`${address}/health`, { signal: AbortSignal.timeout(PATIENCE) })
    const {
      status,
      version,
      devices = {},
    } = (await answer.json()) as {
      status: string
      version?: string
      devices?: Record<string, { state: string; reason?: string }>
    }
    const away = Object.entries(devices).filter(([, { state }]) => state !== 'up')
    const which = away.map(([name, { state, reason }]) => `${name} is ${reason ?? state}`).join('; ')
    return {
      answers: true,
      sentence: `Health: ${status}${version ? `, version ${version}` : ''}${which && `; ${which}`}`,
    }
  } catch (error) {
    const { message, cause } = error as Error & { cause?: Error }
    return { answers: false, sentence: `The daemon does not answer: ${cause?.message || message}.` }
  }
}
