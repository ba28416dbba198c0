/**
 * A process that is a device: a simulator behind a pseudo terminal.
 *
 *   pty --machine plate --link PATH [--seed N] [--log FILE] [--with-parent]
 *
 * Orders arrive as lines of JSON on stdin, each answered by a line on stdout;
 * the first line there says where the device is.
 */
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { simulators } from '../catalog/index.ts'
import { seededRandom } from '../simulation/random.ts'
import { ByteLog } from './byte-log.ts'
import { parseOrder } from './orders.ts'
import { PtyHost } from './pty-host.ts'

function main(): void {
  const { values } = parseArgs({
    options: {
      machine: { type: 'string' },
      link: { type: 'string' },
      seed: { type: 'string', default: '1' },
      log: { type: 'string' },
      'with-parent': { type: 'boolean', default: false },
    },
  })
  const { machine = '', link } = values
  const make = simulators[machine]
  if (!make) throw new Error(`There is no machine "${machine}"; there are ${Object.keys(simulators).join(', ')}.`)
  if (!link) throw new Error('Say with --link PATH where the device is to appear.')
  const log = new ByteLog(values.log)
  const host = new PtyHost({ link, log, make, random: seededRandom(Number(values.seed)) })

  const end = (): void => {
    host.end()
    process.exit(0)
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
  // Its parent may die before it: then nobody listens, and that is no reason to go.
  process.stdout.on('error', () => {})
  const lines = createInterface({ input: process.stdin })
  lines.on('line', line => say(obey(host, log, line)))
  lines.on('close', () => {
    if (values['with-parent']) end()
  })
  say({ ready: true, link })
}

function obey(host: PtyHost, log: ByteLog, line: string): object {
  try {
    const order = parseOrder(line)
    log.note('order', line)
    host.machine.order(order)
    return { ok: true }
  } catch (error) {
    return { ok: false, sentence: (error as Error).message }
  }
}

const say = (message: object): boolean => process.stdout.write(`${JSON.stringify(message)}\n`)

try {
  main()
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exit(2)
}
