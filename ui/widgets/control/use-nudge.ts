import type { RefObject } from 'preact'
import { useCallback, useRef } from 'preact/hooks'

export interface Nudge {
  readonly ref: RefObject<HTMLDivElement | null>
  readonly now: () => void
}

/** Draws the eye to the sentence of a control that was touched and takes no input. */
export function useNudge(): Nudge {
  const ref = useRef<HTMLDivElement>(null)
  const now = useCallback(() => {
    const line = ref.current?.querySelector('.say')
    for (const running of line?.getAnimations?.() ?? []) running.cancel()
    if (!matchMedia('(prefers-reduced-motion: no-preference)').matches) return
    line?.animate?.([{ opacity: 1 }, { opacity: 0.25 }, { opacity: 1 }], { duration: 180, iterations: 2 })
  }, [])
  return { ref, now }
}
