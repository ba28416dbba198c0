import type { Clock } from '../machine.ts'

/** The time of this process, for what is handed a clock. */
export const realClock: Clock = {
  now: () => performance.now(),
  after(ms, fn) {
    const timer = setTimeout(fn, ms)
    return () => clearTimeout(timer)
  },
}
