import { createInterface } from 'node:readline'
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { simulators } from '../catalog/index.ts'
import type { ByteMachine, MachineMaker } from '../machine.ts'
import { simulatorOf } from '../profiles/index.ts'
import { seededRandom } from '../simulation/random.ts'
import { ByteLog } from './byte-log.ts'
import { parseOrder } from './orders.ts'

/** What a host is made of, whatever its machine is connected through. */
export interface HostOptions {
  readonly log: ByteLog
  readonly make: MachineMaker
  readonly random: () => number
  /** What it shares with the machines beside it. */
  readonly world?: Map<string, unknown>
}

export interface Host {
  readonly machine: ByteMachine
  end(): void
}

/** A host that can be opened, and what its first line says of the place. */
export interface Opened {
  readonly host: Host
  readonly at: object
}

const OPTIONS = {
  machine: { type: 'string', default: '' },
  profile: { type: 'string' },
  seed: { type: 'string', default: '1' },
  log: { type: 'string' },
  'with-parent': { type: 'boolean', default: false },
} as const

/**
 * The life of a process that is a device. Orders arrive as lines of JSON on stdin, each
 * answered by a line on stdout; the first line there says where the device is.
 * @param own the one option of its kind, and its usual value
 */
export function runHost(own: string, open: (value: string, options: HostOptions) => Opened | Promise<Opened>): void {
  run(own, open).catch((error: Error) => {
    process.stderr.write(`${error.message}\n`)
    process.exit(2)
  })
}

async function run(own: string, open: Parameters<typeof runHost>[1]): Promise<void> {
  const options: ParseArgsConfig['options'] = { ...OPTIONS, [own]: { type: 'string', default: '' } }
  const values = parseArgs({ options }).values as Record<string, string>
  const { machine = '' } = values
  const make = makerOf(machine, values.profile === undefined ? undefined : JSON.parse(values.profile))
  const log = new ByteLog(values.log)
  const { host, at } = await open(values[own] ?? '', { log, make, random: seededRandom(Number(values.seed)) })

  const end = () => host.end()
  live({ end, withParent: Boolean(values['with-parent']), obey: line => obey(host, log, line), ready: at })
}

interface Life {
  /** Before it exits. */
  end(): void
  readonly withParent: boolean
  /** Answers a line. */
  obey(line: string): object | Promise<object>
  readonly ready: object
}

/** Lives until it is told to go; answers each line of its standard input by one, in their order. */
export function live({ end, withParent, obey, ready }: Life): void {
  const leave = (): void => {
    end()
    process.exit(0)
  }
  process.on('SIGTERM', leave)
  process.on('SIGINT', leave)
  // Its parent may die before it: then nobody listens, and that is no reason to go.
  process.stdout.on('error', () => {})
  const lines = createInterface({ input: process.stdin })
  let answered: Promise<unknown> = Promise.resolve()
  lines.on('line', line => {
    answered = answered.then(() => obey(line)).then(say)
  })
  lines.on('close', () => {
    if (withParent) leave()
  })
  say({ ready: true, ...ready })
}

/** A machine of the catalog, or one that its profile describes. */
export function makerOf(machine: string, profile: unknown): MachineMaker {
  if (profile !== undefined) return simulatorOf(profile)
  const make = Object.hasOwn(simulators, machine) ? simulators[machine] : undefined
  if (make) return make
  throw new Error(`There is no machine "${machine}"; there are ${Object.keys(simulators).join(', ')}.`)
}

function obey({ machine }: Host, log: ByteLog, line: string): object {
  try {
    const order = parseOrder(line)
    log.note('order', line)
    machine.order(order)
    return { ok: true }
  } catch (error) {
    return { ok: false, sentence: (error as Error).message }
  }
}

const say = (message: object): boolean => process.stdout.write(`${JSON.stringify(message)}\n`)
