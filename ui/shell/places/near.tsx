import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'

/** What lies farther from the screen than this is not mounted, px. */
const AROUND = 600
/** Height of a panel that was never seen, px. */
const GUESS = 640

/**
 * Mounts what it holds while that is near the screen, and keeps its room while it is not. What has the focus stays:
 * nobody's half-typed number is taken away.
 */
export function Near({ children }: { children: ComponentChildren }) {
  const room = useRef<HTMLDivElement>(null)
  const [height, setHeight] = useState<number | 'mounted'>(GUESS)
  useEffect(() => {
    const box = room.current
    if (!box) return
    const watch = new IntersectionObserver(
      entries => {
        const near = entries[entries.length - 1]?.isIntersecting
        if (near) setHeight('mounted')
        else if (!box.contains(document.activeElement))
          setHeight(before => (before === 'mounted' ? box.offsetHeight : before))
      },
      { rootMargin: `${AROUND}px 0px` }
    )
    watch.observe(box)
    return () => watch.disconnect()
  }, [])
  const away = height !== 'mounted'
  return (
    <div ref={room} class="near" style={away ? { height: `${height}px` } : {}}>
      {!away && children}
    </div>
  )
}
