import { VirtualClock } from '../virtual-clock.ts'

/** Moments of the world lie on a grid that binary numbers hold exactly: adding an offset and taking it away changes nothing. */
const GRID = 1_024

export const onGrid = (ms: number): number => Math.ceil(ms * GRID) / GRID

export class WorldClock extends VirtualClock {
  override after(ms: number, fn: () => void): () => void {
    return super.after(onGrid(ms), fn)
  }
}

/** Immediates set at once: Node runs them one after the other, all microtasks between, and looks at the world only then. */
const AT_ONCE = 64
/** More turns than this at one moment: somebody waits for nothing, again and again. */
const MOST_AT_ONE_MOMENT = 10_000

/**
 * Runs all that is due by `until`, one timer a turn of the event loop. As `VirtualClock.run`, but
 * with an end of each turn, and several times faster.
 */
export function runTurns(
  clock: VirtualClock,
  until: number,
  on: { readonly over: () => void; readonly thrown: (error: unknown) => void }
): Promise<void> {
  return new Promise(resolve => {
    let done = false
    let moment = 0
    let turns = 0
    const standsStill = (): boolean => {
      turns = clock.now() === moment ? turns + 1 : 0
      moment = clock.now()
      return turns > MOST_AT_ONE_MOMENT
    }
    const guarded = (fn: () => unknown): void => {
      try {
        fn()
      } catch (error) {
        on.thrown(error)
      }
    }
    const turn = (): void => {
      if (done) return
      guarded(on.over)
      if (standsStill()) {
        done = true
        on.thrown(new Error(`Time stands still at ${moment} ms.`))
        return resolve()
      }
      const { next } = clock
      if (next !== undefined && next <= until) return guarded(() => clock.step())
      done = true
      clock.run(until).then(resolve, resolve)
    }
    const more = (): void => {
      if (done) return
      for (let i = 0; i < AT_ONCE; i++) setImmediate(turn)
      setImmediate(more)
    }
    more()
  })
}
