import { readSync } from 'node:fs'

/** What is needed of the open port that lies under a `SerialPort` where the system is a Unix. */
interface Polled {
  readonly fd: number | null
  readonly poller: { once(event: 'readable', done: (error: Error | null) => void): unknown }
  read(buffer: Buffer, offset: number, length: number): Promise<{ buffer: Buffer; bytesRead: number }>
}

/**
 * Makes an open port see the end. Its own `read` takes zero bytes for "not yet" and
 * tries again at once, for ever; but a tty that has hung up reads zero bytes for
 * ever too, so that a plug pulled while bytes arrive would go unnoticed and cost
 * a whole core (serialport/bindings-cpp #162).
 */
export function seeTheEnd(port: unknown): void {
  if (!isPolled(port)) return
  port.read = async (buffer, offset, length) => {
    for (;;) {
      await new Promise<void>((resolve, reject) =>
        port.poller.once('readable', error => (error ? reject(error) : resolve()))
      )
      // The stream above takes `canceled` for what it is: closed on purpose.
      if (port.fd === null) throw Object.assign(new Error('closed'), { canceled: true })
      const bytesRead = readWhatIsThere(port.fd, buffer.subarray(offset, offset + length))
      if (bytesRead === 0) throw new Error('hung up')
      if (bytesRead !== undefined) return { buffer, bytesRead }
    }
  }
}

const isPolled = (port: unknown): port is Polled =>
  typeof port === 'object' && port !== null && 'poller' in port && 'fd' in port

/** Undefined where there was nothing after all. The port is non-blocking: this never waits. */
function readWhatIsThere(fd: number, into: Buffer): number | undefined {
  try {
    return readSync(fd, into)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EAGAIN' || code === 'EINTR') return undefined
    throw error
  }
}
