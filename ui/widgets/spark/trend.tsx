import { effect } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { PropertyDescription } from '../../../protocol/index.ts'
import type { Scale } from '../figures.ts'
import { usePanel } from '../panel.ts'
import { boundsOf, line, type Point, remember } from './trace.ts'

/** Drawn anew so often at most: there may be two hundred of them. */
const EVERY = 1_000

/** The last two minutes behind a small reading, as this page heard them: whether it rises or falls, and no more. */
export function Trend({ name, property, scale }: { name: string; property: PropertyDescription; scale: Scale }) {
  const { replica } = usePanel()
  const path = useRef<SVGPathElement>(null)
  const key = replica.key(name)
  useLayoutEffect(() => {
    const points: Point[] = []
    const longest = Math.max(property.staleAfter, 3 * (property.every ?? 0))
    let drawn = Number.NEGATIVE_INFINITY
    return effect(() => {
      const { value, sampled } = key.value ?? {}
      if (typeof value !== 'number' || sampled === undefined) return
      remember(points, { at: sampled, value })
      if (Math.abs(sampled - drawn) < EVERY || points.length < 2) return
      drawn = sampled
      const bounds = boundsOf(
        points.map(point => point.value),
        scale
      )
      path.current?.setAttribute('d', line(points, { now: sampled, ...bounds }, longest))
    })
  }, [key, property, scale])
  return (
    <svg class="trend" data-part="trend" viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true">
      <path ref={path} />
    </svg>
  )
}
