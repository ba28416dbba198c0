import type { ByteMachine, MachineMaker } from '../machine.ts'
import { type Clock, LinkError, type Transport, type TransportListener } from './transport.ts'

export interface FakeOptions {
  readonly clock: Clock
  /** 0 <= n < 1 */
  readonly random: () => number
  /** What is at the other end. */
  readonly machine: MachineMaker
  /** Time a byte is on its way, each way, ms. */
  readonly latency?: number
  readonly where?: string
  /** Sees all bytes in the turn in which they are handed over: `out` by the daemon, `in` by the machine. */
  readonly wire?: (way: 'in' | 'out', bytes: Uint8Array) => void
}

/**
 * A link in memory with a machine at its other end. It behaves as the real ones
 * do: nothing happens inside a call, bytes on their way are lost with the plug,
 * and what is said while nobody has it open is lost too.
 */
export class FakeTransport implements Transport {
  readonly where: string
  readonly machine: ByteMachine
  readonly #options: FakeOptions
  #listener: TransportListener | undefined
  /** Counts opened, closed and pulled: what was under way in an earlier life of the link does not arrive. */
  #life = 0
  #plugged = true
  #forgetReplug: (() => void) | undefined

  constructor(options: FakeOptions) {
    this.#options = options
    this.where = options.where ?? 'a fake in memory'
    this.machine = options.machine({
      clock: options.clock,
      random: () => options.random(),
      send: bytes => this.#said(bytes),
      unplug: ms => this.unplug(ms),
    })
  }

  get plugged(): boolean {
    return this.#plugged
  }

  async open(listener: TransportListener): Promise<void> {
    if (this.#listener) throw new LinkError('busy', `Somebody has ${this.where} open already; close that first.`)
    if (!this.#plugged) throw new LinkError('missing', `There is nothing at ${this.where}; it was unplugged.`)
    this.#listener = listener
    this.#life++
  }

  write(bytes: Uint8Array): void {
    if (!this.#listener || !this.#plugged) return
    this.#options.wire?.('out', bytes)
    this.#later(() => this.machine.receive(bytes))
  }

  async close(): Promise<void> {
    this.#listener = undefined
    this.#life++
  }

  /** Pulls the plug; it returns after `ms` or by `replug`. */
  unplug(ms?: number): void {
    this.#forgetReplug?.()
    this.#forgetReplug = ms === undefined ? undefined : this.#options.clock.after(ms, () => this.replug())
    if (!this.#plugged) return
    this.#plugged = false
    this.#life++
    this.#later(() => {
      const listener = this.#listener
      this.#listener = undefined
      listener?.closed(new LinkError('unplugged', `The link to ${this.where} is gone: it was unplugged.`))
    })
  }

  replug(): void {
    this.#forgetReplug?.()
    this.#forgetReplug = undefined
    this.#plugged = true
  }

  #said(bytes: Uint8Array): void {
    if (!this.#listener || !this.#plugged) return
    this.#options.wire?.('in', bytes)
    this.#later(() => this.#listener?.heard(bytes))
  }

  #later(arrive: () => void): void {
    const life = this.#life
    this.#options.clock.after(this.#options.latency ?? 0, () => {
      if (life === this.#life) arrive()
    })
  }
}
