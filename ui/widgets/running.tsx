import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { duration } from './figures.ts'
import { usePanel } from './panel.ts'

/** A running time. It only counts what is seen: nothing is decided by it. */
export function Running({ since }: { since: number }) {
  const { clock } = usePanel()
  const elapsed = useElapsed(since, clock)
  return <span class="running">{duration(elapsed)}</span>
}

/** Milliseconds since `since` on the page's clock, ten times a second. */
export function useElapsed(since: number, clock: { now(): number }): number {
  const elapsed = useSignal(clock.now() - since)
  useEffect(() => {
    const tick = () => {
      elapsed.value = clock.now() - since
    }
    tick()
    const timer = setInterval(tick, 100)
    return () => clearInterval(timer)
  }, [since, clock, elapsed])
  return Math.max(0, elapsed.value)
}
