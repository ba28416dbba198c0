import { LinkError, type Transport, type TransportListener } from '../../drivers/transports/transport.ts'

/** A process that stands in for the hardware. */
export interface Stand {
  stop(): Promise<void>
  readonly ended: Promise<void>
}

export interface Simulation<S extends Stand> {
  /** `a simulator's TCP port`: for a person, who need not know which. */
  readonly where: string
  start(): Promise<S>
  /** To the device that was started: only it knows where it is. */
  connect(stand: S): Transport
}

/**
 * The transport of a simulated device: sees to it that its simulator runs before
 * it opens the port there, like any other. A simulator that died is started again
 * when the device's owner tries again.
 */
export class SimulatedTransport<S extends Stand = Stand> implements Transport {
  readonly where: string
  readonly #simulation: Simulation<S>
  #running: Promise<{ readonly stand: S; readonly transport: Transport }> | undefined
  #transport: Transport | undefined
  /** Counts openings and closings: a start may take longer than its owner's patience. */
  #life = 0
  #over = false

  constructor(simulation: Simulation<S>) {
    this.#simulation = simulation
    this.where = simulation.where
  }

  async open(listener: TransportListener): Promise<void> {
    const life = ++this.#life
    const transport = await this.#run()
    if (life !== this.#life) throw new LinkError('failed', 'The simulator was given up while it was being started.')
    this.#transport = transport
    return transport.open(listener)
  }

  get waiting(): number {
    return this.#transport?.waiting ?? 0
  }

  write(bytes: Uint8Array): void {
    this.#transport?.write(bytes)
  }

  async close(): Promise<void> {
    this.#life++
    await this.#transport?.close()
  }

  /** The simulator goes, for good. */
  async end(): Promise<void> {
    this.#over = true
    const running = await this.#running?.catch(() => undefined)
    await running?.stand.stop()
  }

  async #run(): Promise<Transport> {
    if (this.#over) throw new LinkError('failed', 'The simulator was ended.')
    if (!this.#running) {
      const forget = (): void => {
        this.#running = undefined
      }
      this.#running = this.#start()
      this.#running.then(({ stand }) => stand.ended.then(forget), forget)
    }
    const { transport } = await this.#running.catch(cause => {
      throw new LinkError('failed', (cause as Error).message, { cause })
    })
    return transport
  }

  async #start(): Promise<{ stand: S; transport: Transport }> {
    const stand = await this.#simulation.start()
    return { stand, transport: this.#simulation.connect(stand) }
  }
}
