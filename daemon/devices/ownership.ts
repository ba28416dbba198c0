import type { Driver } from '../../drivers/contract.ts'
import type { Clock, Transport } from '../../drivers/transports/transport.ts'
import type { CommandKey, Event } from '../core/index.ts'
import type { Sampled } from './sampling.ts'

/** What an owner is given: its device, and whom it tells. */
export interface Ownership {
  readonly name: string
  readonly driver: Driver
  readonly transport: Transport
  readonly clock: Clock
  readonly post: (event: Event) => void
  /** Core's second check of the command under way: `Loop.release`. */
  readonly release: (device: string) => boolean
  /** Every piece of bytes, both ways, as handed to or got from the transport. */
  readonly record?: (line: Recorded) => void
  readonly log?: Log
  /** Samples of the driver's streams, `device.stream`, as they were taken. */
  readonly sample?: Sampled
  /** Tags begin here, 0 to 255: another place in each life, so that an answer to the last one's request is nobody's. */
  readonly firstTag?: number
}

/** A sentence for whoever runs the daemon. */
export type Log = (sentence: string, level: 'info' | 'warn') => void

export interface Recorded {
  readonly device: string
  readonly way: 'in' | 'out'
  readonly at: number
  readonly bytes: Uint8Array
  /** The command whose bytes these are. */
  readonly command?: CommandKey
}
