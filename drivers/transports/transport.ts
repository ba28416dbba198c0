/**
 * The one small interface between a device's owner and its bytes. The fake is
 * a peer of the real thing and ships; a transport names neither driver nor daemon.
 *
 * Times are monotonic milliseconds of whoever hands them in.
 */
export interface Transport {
  /** `serial /dev/ttyACM0 at 115200`: for a person. */
  readonly where: string
  /**
   * Opens the link. Resolves when bytes can flow; rejects with a `LinkError`.
   * Nothing is heard before it resolves, nothing after `closed` was called.
   */
  open(listener: TransportListener): Promise<void>
  /**
   * Hands bytes over, in the same turn: when this returns, they are the transport's
   * and their order is fixed. Never throws; a failed write ends in `closed`.
   */
  write(bytes: Uint8Array): void
  /** Bytes that the system has not taken yet because the device does not read, and behind which all others wait. */
  readonly waiting?: number
  /** Gives up the link; safe to call in any state, twice too. `closed` is not called for it. */
  close(): Promise<void>
}

export interface TransportListener {
  heard(bytes: Uint8Array): void
  /** The link is gone (unplugged, peer closed, write failed). Called at most once. */
  closed(error: LinkError): void
}

export type LinkErrorCode = 'missing' | 'permission' | 'busy' | 'unplugged' | 'failed'

/** Three readers: `message` is a sentence for the person, `code` for a program, `cause` for who debugs. */
export class LinkError extends Error {
  readonly code: LinkErrorCode

  constructor(code: LinkErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'LinkError'
    this.code = code
  }
}

export type { Clock } from '../../protocol/index.ts'
