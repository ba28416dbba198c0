import type { Clock } from '../protocol/index.ts'

export type { Clock }

/**
 * A simulator: a machine that hears bytes and says bytes, as the hardware would.
 * It knows no host: the same machine stands behind a pty, in a worker and in
 * the simulated world. All chance comes from `random`, all time from `clock`.
 */
export interface ByteMachine {
  /** Bytes arrive from the daemon. */
  receive(bytes: Uint8Array): void
  /** Tells the machine (not over its wire) to misbehave or to change its world: `{ order: 'hang', for: 2000 }`. */
  order(order: Order): void
  /** Power off: forgets timers. */
  stop(): void
}

export interface MachineHost {
  readonly clock: Clock
  /** 0 <= n < 1 */
  random(): number
  send(bytes: Uint8Array): void
  /** The cable is pulled; a host that can, makes the link vanish and return after `ms`. */
  unplug(ms: number): void
  /** What the machines of one place share, by its name; each alone where there is none. */
  readonly world?: Map<string, unknown>
}

export type MachineMaker = (host: MachineHost) => ByteMachine

/**
 * Faults and manners that every simulator understands. Times in ms, chances 0 to 1.
 * `for: 0` or a chance of 0 ends it.
 */
export type Order =
  | { readonly order: 'delay'; readonly least: number; readonly most: number }
  /** What it says gets lost, or one bit of it flips. */
  | { readonly order: 'drop'; readonly chance: number }
  | { readonly order: 'garble'; readonly chance: number }
  | { readonly order: 'refuse'; readonly chance: number }
  /**
   * Stops in the middle of the next thing it says; hears everything, says nothing until `for` after the
   * order; then says the rest and goes on with what it heard. Realtime characters act at once (and again in their place).
   */
  | { readonly order: 'hang'; readonly for: number }
  | { readonly order: 'unplug'; readonly for: number }
  /** Sends noise without pause, a few hundred bytes each ms at most; replies stand in the middle of it. */
  | { readonly order: 'flood'; readonly for: number }
  /** Anything in the machine's own world: `{ order: 'set', name: 'door', value: 1 }`. */
  | { readonly order: 'set'; readonly name: string; readonly value: number }
