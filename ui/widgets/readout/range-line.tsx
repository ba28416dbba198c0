import { effect, type ReadonlySignal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { AlarmLimits, KeyValue } from '../../../protocol/index.ts'
import { limit, placeOf, type Scale } from '../figures.ts'
import { Zones } from '../zones/zones.tsx'

interface Props {
  readonly signal: ReadonlySignal<KeyValue | undefined>
  readonly alarm: AlarmLimits | undefined
  readonly scale: Scale
}

/** Where a reading lies within what it can be. */
export function RangeLine({ signal, alarm, scale }: Props) {
  const line = useRef<HTMLDivElement>(null)
  useLayoutEffect(
    () =>
      effect(() => {
        const value = signal.value?.value
        line.current?.style.setProperty('--read', String(typeof value === 'number' ? placeOf(value, scale) : 0))
        line.current?.toggleAttribute('data-unread', typeof value !== 'number')
      }),
    [signal, scale]
  )
  return (
    <div class="range-line" ref={line} aria-hidden="true">
      <div class="groove">
        <Zones alarm={alarm} scale={scale} />
        <div class="fill" />
      </div>
      <div class="reading" data-part="reading" />
      <div class="limits">
        <span>{limit(scale.min, scale)}</span>
        {limitsOf(alarm).map(at => (
          <span key={at} class="limit" style={{ '--at': placeOf(at, scale) }}>
            {limit(at, scale)}
          </span>
        ))}
        <span>{limit(scale.max, scale)}</span>
      </div>
    </div>
  )
}

/** The outermost warnings are written; the alarms lie beyond them and show by their shape. */
const limitsOf = (alarm: AlarmLimits | undefined): number[] => [alarm?.low, alarm?.high].filter(at => at !== undefined)
