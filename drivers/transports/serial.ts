import { SerialPort } from 'serialport'
import { explained } from './serial-errors.ts'
import { seeTheEnd } from './serial-reading.ts'
import { LinkError, type Transport, type TransportListener } from './transport.ts'

export interface SerialOptions {
  readonly path: string
  readonly baudRate: number
}

/** A serial port of this computer, found by its path. */
export class SerialTransport implements Transport {
  readonly where: string
  readonly #options: SerialOptions
  #port: SerialPort | undefined

  constructor(options: SerialOptions) {
    this.#options = options
    this.where = `serial ${options.path} at ${options.baudRate}`
  }

  async open(listener: TransportListener): Promise<void> {
    const { path, baudRate } = this.#options
    if (this.#port) throw new LinkError('busy', `${path} is open here already; close it first.`)
    const port = new SerialPort({ path, baudRate, autoOpen: false })
    this.#port = port
    try {
      await turned(done => port.open(done))
      seeTheEnd(port.port)
      // What a device said while nobody listened answers nothing that will be asked.
      await turned(done => port.flush(done))
    } catch (error) {
      if (this.#port === port) this.#port = undefined
      // Opened, and of no use: kept, it would be busy with ourselves at the next attempt.
      if (port.isOpen) await turned(done => port.close(done)).catch(() => {})
      throw explained(path, error as Error)
    }
    if (this.#port !== port) {
      await turned(done => port.close(done))
      throw new LinkError('failed', `${path} was closed while it was being opened.`)
    }
    this.#listen(port, listener)
  }

  write(bytes: Uint8Array): void {
    // The stream under it makes the system call in this turn, or behind the bytes that are already on their way.
    if (this.#port?.isOpen) this.#port.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  }

  async close(): Promise<void> {
    const port = this.#port
    this.#port = undefined
    // A port that cannot be closed is gone, which is what was wanted.
    if (port?.isOpen) await turned(done => port.close(done)).catch(() => {})
  }

  #listen(port: SerialPort, listener: TransportListener): void {
    const lost = (error: LinkError): void => {
      if (this.#port !== port) return
      this.#port = undefined
      if (port.isOpen) port.close(() => {})
      listener.closed(error)
    }
    const { path } = this.#options
    port.on('data', (bytes: Buffer) => {
      if (this.#port === port) listener.heard(bytes)
    })
    port.on('close', (cause: unknown) => lost(unplugged(path, cause)))
    port.on('error', (cause: NodeJS.ErrnoException) => {
      const gone = ['EIO', 'ENXIO', 'ENODEV', 'EBADF'].includes(cause.code ?? '')
      lost(gone ? unplugged(path, cause) : new LinkError('failed', `${path} failed: ${cause.message}`, { cause }))
    })
  }
}

const unplugged = (path: string, cause: unknown): LinkError =>
  new LinkError('unplugged', `The device at ${path} is gone: its plug was pulled, or it switched off.`, { cause })

/** A call that ends in a callback, as a promise. */
const turned = (start: (done: (error: Error | null) => void) => void): Promise<void> =>
  new Promise((resolve, reject) => start(error => (error ? reject(error) : resolve())))
