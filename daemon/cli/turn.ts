import type { Clock } from '../../protocol/index.ts'

/** Longest wait that Node's timers know, ms; a longer one would ring at once. */
const LONGEST = 2 ** 31 - 1

/** Time and turns as this process has them. */
export const nodeTurn: { readonly clock: Clock; endOfTurn(fn: () => void): void } = {
  clock: {
    now: () => performance.now(),
    after(ms, fn) {
      const timer = setTimeout(fn, Math.min(ms, LONGEST))
      return () => clearTimeout(timer)
    },
  },
  endOfTurn: fn => void setImmediate(fn),
}
