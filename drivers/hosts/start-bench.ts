import type { Order } from '../machine.ts'
import { type HostProcess, spawnHost } from './start-machine.ts'
import type { SocketProcess } from './start-socket.ts'

/** An instrument for a bench: its simulator of the catalog, or the profile that describes it. */
export interface Plugged {
  readonly name: string
  readonly machine: string
  readonly profile?: unknown
  readonly seed?: number
}

/** One process, and who stands on it. */
interface Life {
  readonly host: Promise<HostProcess>
  readonly names: Set<string>
}

/**
 * Simulated instruments that share one world, in one process: it begins with the first that is plugged in, and ends with
 * the last that goes. One that died is begun anew by the next.
 */
export class SimulatedBench {
  readonly #script: string | undefined
  #life: Life | undefined

  /** @param script the bench's program, where it does not lie in its usual place */
  constructor(script?: string) {
    this.#script = script
  }

  async plug({ name, machine, profile, seed = 1 }: Plugged): Promise<SocketProcess> {
    const life = this.#living()
    if (life.names.has(name)) throw new Error(`There is a "${name}" on this bench already.`)
    life.names.add(name)
    try {
      const host = await life.host
      const { port = 0 } = await host.ask({ plug: name, machine, profile, seed })
      return {
        pid: host.pid,
        port,
        ended: host.ended,
        order: async (order: Order) => void (await host.ask({ to: name, order })),
        stop: () => this.#pull(life, name),
      }
    } catch (error) {
      await this.#pull(life, name).catch(() => undefined)
      throw error
    }
  }

  #living(): Life {
    if (this.#life) return this.#life
    const host = spawnHost('The simulated bench', 'bench', { args: ['--with-parent'], script: this.#script })
    const life: Life = { host, names: new Set() }
    this.#life = life
    const forget = (): void => this.#forget(life)
    host.then(({ ended }) => ended.then(forget), forget)
    return life
  }

  #forget(life: Life): void {
    if (this.#life === life) this.#life = undefined
  }

  async #pull(life: Life, name: string): Promise<void> {
    life.names.delete(name)
    const last = life.names.size === 0
    if (last) this.#forget(life)
    const host = await life.host
    if (last) await host.stop()
    else await host.ask({ pull: name }).catch(() => undefined)
  }
}
