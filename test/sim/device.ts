import plate from '../../drivers/catalog/plate/driver.ts'
import plateSimulator from '../../drivers/catalog/plate/simulator.ts'
import type { Driver, Link } from '../../drivers/contract.ts'
import { toText } from '../../drivers/framing.ts'
import { FakeTransport } from '../../drivers/transports/fake.ts'
import type { Clock, Transport, TransportListener } from '../../drivers/transports/transport.ts'
import type { VirtualClock } from '../virtual-clock.ts'
import type { Chance } from './chance.ts'
import type { History } from './history.ts'

export const DEVICE = 'plate'

/** The hardware: it outlives every daemon. What reaches it is kept as it came. */
export function plugIn(o: { clock: VirtualClock; chance: Chance; history: History }): FakeTransport {
  return new FakeTransport({
    clock: o.clock,
    random: o.chance.next,
    latency: 1,
    machine: host => {
      const machine = plateSimulator(host)
      return {
        receive(bytes) {
          o.history.keep({ is: 'machine', text: toText(bytes) })
          machine.receive(bytes)
        },
        order: order => machine.order(order),
        stop: () => machine.stop(),
      }
    },
  })
}

/** The port as one life of the daemon has it: with that life it ends. */
export class LifesTransport implements Transport {
  readonly where: string
  readonly #port: FakeTransport
  readonly #alive: () => boolean
  readonly #wrote: () => void

  constructor(port: FakeTransport, life: { alive: () => boolean; wrote: () => void }) {
    this.where = port.where
    this.#port = port
    this.#alive = life.alive
    this.#wrote = life.wrote
  }

  open(listener: TransportListener): Promise<void> {
    if (!this.#alive()) return new Promise(() => {})
    return this.#port.open({
      heard: bytes => this.#alive() && listener.heard(bytes),
      closed: error => this.#alive() && listener.closed(error),
    })
  }

  write(bytes: Uint8Array): void {
    if (!this.#alive()) return
    this.#port.write(bytes)
    this.#wrote()
  }

  async close(): Promise<void> {
    if (this.#alive()) await this.#port.close()
  }
}

/** The plate's driver as it ships. */
const shipped: Driver = plate

/**
 * The same driver, thinking for a while before its first word on the link. Between
 * the offer and the first byte much can happen: a stop, an expiry, the loss of the link.
 */
export function hesitant(clock: Clock, hesitation: () => number): Driver {
  const pause = (): Promise<void> | undefined => {
    const ms = hesitation()
    return ms > 0 ? new Promise(resolve => clock.after(ms, () => resolve())) : undefined
  }
  const properties = Object.entries(shipped.properties).map(([name, property]) => {
    const { write } = property
    if (!write) return [name, property]
    const later = async (link: Link, value: never) => {
      await pause()
      return write(link, value)
    }
    return [name, { ...property, write: later }]
  })
  const actions = Object.entries(shipped.actions).map(([name, action]) => {
    const later: typeof action.run = async (...told) => {
      await pause()
      return action.run(...told)
    }
    return [name, { ...action, run: later }]
  })
  return { ...shipped, properties: Object.fromEntries(properties), actions: Object.fromEntries(actions) }
}

export const CONTROLS = Object.fromEntries(
  [...Object.entries(shipped.properties), ...Object.entries(shipped.actions)].map(([name, { description }]) => [
    `${DEVICE}.${name}`,
    description.control,
  ])
)
