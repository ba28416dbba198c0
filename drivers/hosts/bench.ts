/**
 * A process that is a bench: simulators that share one world, each behind a TCP port of this computer.
 *
 *   bench [--with-parent]
 *
 * Each line of its standard input plugs an instrument in, pulls it out, or orders it something:
 *   {"plug":"psu","machine":"scpi","profile":{...}}   {"pull":"psu"}   {"to":"psu","order":{...}}
 */
import type { Order } from '../machine.ts'
import { seededRandom } from '../simulation/random.ts'
import { ByteLog } from './byte-log.ts'
import { parseOrder } from './orders.ts'
import { live, makerOf } from './run-host.ts'
import { SocketHost } from './socket-host.ts'

interface Message {
  readonly plug?: string
  readonly machine?: string
  readonly profile?: unknown
  readonly seed?: number
  readonly pull?: string
  readonly to?: string
  readonly order?: Order
}

const world = new Map<string, unknown>()
const hosts = new Map<string, SocketHost>()

function hostOf(name: string): SocketHost {
  const host = hosts.get(name)
  if (host) return host
  throw new Error(`There is no "${name}" on this bench; there are ${[...hosts.keys()].join(', ')}.`)
}

async function obey(line: string): Promise<object> {
  try {
    const { plug, machine = '', profile, seed = 1, pull, to, order } = JSON.parse(line) as Message
    if (plug !== undefined) {
      const log = new ByteLog(undefined)
      const host = new SocketHost({ log, make: makerOf(machine, profile), random: seededRandom(seed), world })
      hosts.set(plug, host)
      return { ok: true, port: await host.listen(0) }
    }
    if (pull !== undefined) {
      hostOf(pull).end()
      hosts.delete(pull)
    } else hostOf(to ?? '').machine.order(parseOrder(JSON.stringify(order)))
    return { ok: true }
  } catch (error) {
    return { ok: false, sentence: (error as Error).message }
  }
}

live({
  end: () => {
    for (const host of hosts.values()) host.end()
  },
  withParent: process.argv.includes('--with-parent'),
  obey,
  ready: {},
})
