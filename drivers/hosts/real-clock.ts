import type { Clock } from '../machine.ts'

/** The time of this process, for what is handed a clock. */
export const realClock: Clock = {
  now: () => performance.now(),
  after(ms, fn) {
    // What was due before it was asked for is due now; Node 24 warns of a time below 0.
    const timer = setTimeout(fn, Math.max(0, ms))
    return () => clearTimeout(timer)
  },
}
