import { effect } from '@preact/signals'
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import type { PropertyDescription } from '../../../protocol/index.ts'
import { figure, scaleOf } from '../figures.ts'
import { type Panel, usePanel } from '../panel.ts'
import { boundsOf, type Frame, line, type Point, remember, steps, WINDOW, y } from './trace.ts'

interface Props {
  readonly name: string
  readonly property: PropertyDescription
  /** The control whose setpoint belongs to it, if there is one. */
  readonly asked?: { readonly name: string; readonly title: string } | undefined
}

/** The last two minutes as this page heard them: ink is read, azure is asked. */
export function Spark({ name, property, asked }: Props) {
  const panel = usePanel()
  const figureRef = useRef<HTMLElement>(null)
  const scale = useMemo(() => scaleOf(property), [property])
  const longest = Math.max(property.staleAfter, 3 * (property.every ?? 0))
  useLayoutEffect(() => {
    const read: Point[] = []
    const setpoints: Point[] = []
    const parts = partsOf(figureRef.current)
    return effect(() => {
      gather(panel, { name, asked: asked?.name }, { read, setpoints })
      // A sample may be newer than the last tick of the clock.
      const now = Math.max(panel.replica.now.value, read[read.length - 1]?.at ?? 0)
      const known = [...read, ...setpoints].filter(({ value }) => !Number.isNaN(value))
      const drawn = known.filter(({ at }) => at > now - WINDOW)
      // A setpoint that was asked before the window began still holds.
      const values = [...drawn, ...known.slice(-1)].map(({ value }) => value)
      const bounds = boundsOf(values.length > 0 ? values : [scale.min, scale.max], scale)
      draw(parts, { read, setpoints, longest, frame: { now, ...bounds } })
    })
  }, [panel, name, asked?.name, scale, longest])
  return (
    <figure class="spark" ref={figureRef} data-part="spark">
      <div class="spark-plot" aria-hidden="true">
        <svg viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true">
          <path class="spark-asked" />
          <path class="spark-read" />
        </svg>
        <i class="spark-now" />
        <span class="spark-high" />
        <span class="spark-low" />
      </div>
      <figcaption>
        <span class="spark-key-read">{property.title}</span>
        {asked && <span class="spark-key-asked">{asked.title} asked</span>}
        <span class="spark-span">2 min</span>
      </figcaption>
    </figure>
  )
}

function gather(
  { replica }: Panel,
  names: { name: string; asked: string | undefined },
  into: { read: Point[]; setpoints: Point[] }
): void {
  const { value, sampled } = replica.key(names.name).value ?? {}
  if (typeof value === 'number' && sampled !== undefined) remember(into.read, { at: sampled, value })
  const setpoint = names.asked === undefined ? undefined : replica.key(names.asked).value?.asked
  const asked = typeof setpoint === 'number' ? setpoint : Number.NaN
  const before = into.setpoints.length > 0 ? into.setpoints[into.setpoints.length - 1]?.value : Number.NaN
  if (!Object.is(before, asked)) remember(into.setpoints, { at: replica.now.value, value: asked })
}

interface Parts {
  readonly read: Element | null
  readonly asked: Element | null
  readonly now: HTMLElement | null
  readonly high: Element | null
  readonly low: Element | null
}

function partsOf(root: HTMLElement | null): Parts {
  const find = (part: string) => root?.querySelector<HTMLElement>(`.spark-${part}`) ?? null
  return { read: find('read'), asked: find('asked'), now: find('now'), high: find('high'), low: find('low') }
}

interface Drawing {
  readonly read: readonly Point[]
  readonly setpoints: readonly Point[]
  readonly longest: number
  readonly frame: Frame
}

function draw(parts: Parts, { read, setpoints, longest, frame }: Drawing): void {
  const digits = frame.high - frame.low < 3 ? 1 : 0
  parts.read?.setAttribute('d', line(read, frame, longest))
  parts.asked?.setAttribute('d', steps(setpoints, frame))
  const last = read[read.length - 1]
  const fresh = last !== undefined && frame.now - last.at <= longest
  parts.now?.style.setProperty('--y', String(last === undefined ? 0 : y(last.value, frame) / 100))
  parts.now?.toggleAttribute('hidden', !fresh)
  const bound = (value: number) => (read.length + setpoints.length > 0 ? figure(value, digits) : '')
  if (parts.high) parts.high.textContent = bound(frame.high)
  if (parts.low) parts.low.textContent = bound(frame.low)
}
