/**
 * A worker that is a device: the same machine as behind the pty, in a worker of a
 * browser or of Node. Its first message says which machine; then bytes and orders.
 */
import { simulators } from '../catalog/index.ts'
import type { ByteMachine, Order } from '../machine.ts'
import { seededRandom } from '../simulation/random.ts'
import { realClock } from './real-clock.ts'

export type ToWorker =
  | { readonly machine: string; readonly seed: number }
  | { readonly bytes: Uint8Array }
  | { readonly order: Order }

/** `unplugged`: the plug is pulled for so many ms; whoever holds the worker plays that. */
export type FromWorker = { readonly bytes: Uint8Array } | { readonly unplugged: number }

/** What a browser's worker scope and Node's parent port have in common. */
interface Port {
  postMessage(message: FromWorker): void
  onmessage: (event: { data: ToWorker }) => void
}

// Asked of the process and not imported, so that this file needs no Node to be bundled for a page.
const parentPort = globalThis.process?.getBuiltinModule?.('node:worker_threads').parentPort
const port = (parentPort ?? globalThis) as unknown as Port
let machine: ByteMachine | undefined

port.onmessage = ({ data }) => {
  if ('machine' in data) machine = start(data.machine, data.seed)
  else if ('bytes' in data) machine?.receive(data.bytes)
  else machine?.order(data.order)
}

function start(name: string, seed: number): ByteMachine {
  const make = simulators[name]
  if (!make) throw new Error(`There is no machine "${name}"; there are ${Object.keys(simulators).join(', ')}.`)
  return make({
    clock: realClock,
    random: seededRandom(seed),
    send: bytes => port.postMessage({ bytes }),
    unplug: ms => port.postMessage({ unplugged: ms }),
  })
}
