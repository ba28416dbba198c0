import { effect, type ReadonlySignal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { KeyValue, PropertyDescription } from '../../../protocol/index.ts'
import type { Scale } from '../figures.ts'
import { Figure } from '../readout/figure.tsx'
import { Reading } from '../readout/reading.tsx'
import { layout, PITCH, pathsOf, placesOf } from './layout.ts'

/** A number as a display of seven segments: read from across the room, and as text by whoever cannot see it. */
export function Digits({ name, property }: { name: string; property: PropertyDescription }) {
  return (
    <Reading
      name={name}
      property={property}
      kind="digits"
      show={(signal, scale) => (
        <p class="display">
          <Segments signal={signal} scale={scale} />
          <span class="unseen">
            <Figure signal={signal} digits={scale.digits} />
          </span>
          {scale.unit && <span class="unit">{scale.unit}</span>}
        </p>
      )}
    />
  )
}

function Segments({ signal, scale }: { signal: ReadonlySignal<KeyValue | undefined>; scale: Scale }) {
  const root = useRef<SVGSVGElement>(null)
  const places = placesOf(scale)
  useLayoutEffect(
    () =>
      effect(() => {
        const value = signal.value?.value
        const { lit, dark } = pathsOf(layout(typeof value === 'number' ? value : undefined, { ...scale, places }))
        root.current?.querySelector('.lit')?.setAttribute('d', lit)
        root.current?.querySelector('.dark')?.setAttribute('d', dark)
      }),
    [signal, scale, places]
  )
  return (
    <svg ref={root} data-part="segments" viewBox={`-12 0 ${places * PITCH + 14} 100`} aria-hidden="true">
      <path class="dark" />
      <path class="lit" />
    </svg>
  )
}
