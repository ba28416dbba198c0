import { LinkError, type Transport, type TransportListener } from '../../drivers/transports/transport.ts'

/** A process that stands in for the hardware. */
export interface Stand {
  stop(): Promise<void>
  readonly ended: Promise<void>
}

/**
 * The transport of a simulated device: sees to it that its simulator runs before
 * it opens the port there, like any other. A simulator that died is started again
 * when the device's owner tries again.
 */
export class SimulatedTransport implements Transport {
  readonly where: string
  readonly #transport: Transport
  readonly #start: () => Promise<Stand>
  #stand: Promise<Stand> | undefined
  #over = false

  constructor(transport: Transport, start: () => Promise<Stand>) {
    this.#transport = transport
    this.#start = start
    this.where = transport.where
  }

  async open(listener: TransportListener): Promise<void> {
    await this.#running()
    return this.#transport.open(listener)
  }

  write(bytes: Uint8Array): void {
    this.#transport.write(bytes)
  }

  close(): Promise<void> {
    return this.#transport.close()
  }

  /** The simulator goes, for good. */
  async end(): Promise<void> {
    this.#over = true
    const stand = await this.#stand?.catch(() => undefined)
    await stand?.stop()
  }

  async #running(): Promise<void> {
    if (this.#over) throw new LinkError('failed', 'The simulator was ended.')
    if (!this.#stand) {
      const forget = (): void => {
        this.#stand = undefined
      }
      this.#stand = this.#start()
      this.#stand.then(({ ended }) => ended.then(forget), forget)
    }
    await this.#stand.catch(cause => {
      throw new LinkError('failed', (cause as Error).message, { cause })
    })
  }
}
