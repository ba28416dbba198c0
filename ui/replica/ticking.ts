import { type ReadonlySignal, signal } from '@preact/signals-core'
import type { Clock } from '../../protocol/index.ts'

const EVERY = 250

/** A time that moves four times a second, and only while somebody looks. */
export function ticking(clock: Clock, now: () => number): ReadonlySignal<number> {
  let forget: (() => void) | undefined
  const tick = (): void => {
    time.value = now()
    forget = clock.after(EVERY, tick)
  }
  const time = signal(now(), { watched: tick, unwatched: () => forget?.() })
  return time
}
