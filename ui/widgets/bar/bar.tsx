import { effect, type ReadonlySignal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { KeyValue, PropertyDescription } from '../../../protocol/index.ts'
import { limit, placeOf, type Scale } from '../figures.ts'
import { graduations } from '../gauge/arc.ts'
import { Figure } from '../readout/figure.tsx'
import { Reading } from '../readout/reading.tsx'
import { Zones } from '../zones/zones.tsx'

/** How full, how loaded, how far: a graduated bar, which stacks well with others of its kind. */
export function Bar({ name, property }: { name: string; property: PropertyDescription }) {
  return (
    <Reading
      name={name}
      property={property}
      kind="bar-reading"
      show={(signal, scale) => (
        <>
          <p class="figure">
            <Figure signal={signal} digits={scale.digits} />
            {scale.unit && <span class="unit">{scale.unit}</span>}
          </p>
          <Tank signal={signal} scale={scale} property={property} />
        </>
      )}
    />
  )
}

interface Props {
  readonly signal: ReadonlySignal<KeyValue | undefined>
  readonly scale: Scale
  readonly property: PropertyDescription
}

function Tank({ signal, scale, property }: Props) {
  const tank = useRef<HTMLDivElement>(null)
  const origin = placeOf(Math.min(Math.max(0, scale.min), scale.max), scale)
  useLayoutEffect(
    () =>
      effect(() => {
        const value = signal.value?.value
        const place = typeof value === 'number' ? placeOf(value, scale) : origin
        tank.current?.style.setProperty('--from', String(Math.min(place, origin)))
        tank.current?.style.setProperty('--to', String(Math.max(place, origin)))
        tank.current?.style.setProperty('--read', String(place))
        tank.current?.toggleAttribute('data-unread', typeof value !== 'number')
      }),
    [signal, scale, origin]
  )
  return (
    <div class="tank" ref={tank} aria-hidden="true">
      <div class="groove">
        <div class="fill" />
        <Zones alarm={property.alarm} scale={scale} />
        <div class="reading" data-part="reading" />
      </div>
      {graduations(scale, 4).map((value, i, all) => (
        <span
          key={value}
          class="graduation"
          data-end={i === 0 ? 'low' : i === all.length - 1 ? 'high' : undefined}
          style={{ '--at': placeOf(value, scale) }}
        >
          {limit(value, scale)}
        </span>
      ))}
    </div>
  )
}
