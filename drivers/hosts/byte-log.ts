import { openSync, writeSync } from 'node:fs'
import { toText } from '../framing.ts'

/**
 * What passed on the wire, as the device saw it: `in` before the machine hears it,
 * `out` as the kernel took it, `lost` what it did not take, and the orders in between.
 */
export type Way = 'in' | 'out' | 'lost' | 'order' | 'unplug' | 'plug'

/** One line of the log. */
export interface Logged {
  /** Milliseconds of the computer's monotonic clock: the same for every process on it. */
  readonly at: number
  readonly way: Way
  /** Bytes as Latin-1: a byte is a character. */
  readonly text: string
}

/** Lines of JSON, each written before anything follows from it, so that no killing can take it back. */
export class ByteLog {
  readonly #fd: number | undefined

  constructor(path: string | undefined) {
    this.#fd = path === undefined ? undefined : openSync(path, 'a')
  }

  bytes(way: 'in' | 'out' | 'lost', bytes: Uint8Array): void {
    if (this.#fd !== undefined && bytes.length > 0) this.note(way, toText(bytes))
  }

  note(way: Way, text: string): void {
    if (this.#fd === undefined) return
    const logged: Logged = { at: Number(process.hrtime.bigint()) / 1e6, way, text }
    writeSync(this.#fd, `${JSON.stringify(logged)}\n`)
  }
}
