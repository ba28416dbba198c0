import type { Surroundings } from './api.ts'

/**
 * A request that takes longer never comes back: on a half-open network those that hang
 * would take up all connections that the browser grants, and none would be left to reconnect with.
 */
export const PATIENCE = 4_000

/** As much of any global world as every session needs. */
export interface World {
  setTimeout(fn: () => void, ms: number): unknown
  // biome-ignore lint/suspicious/noExplicitAny: a number in a browser, an object in Node; only ever handed back
  clearTimeout(timer: any): void
  readonly performance: { now(): number }
  readonly crypto: { getRandomValues(into: Uint8Array<ArrayBuffer>): unknown }
}

/** Time and chance, as a world has them. */
export function timeAndChance(world: World): Pick<Surroundings, 'clock' | 'randomHex'> {
  return {
    clock: {
      now: () => world.performance.now(),
      after(ms, fn) {
        const timer = world.setTimeout(fn, ms)
        return () => world.clearTimeout(timer)
      },
    },
    randomHex() {
      const bytes = new Uint8Array(16)
      world.crypto.getRandomValues(bytes)
      return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
    },
  }
}
