import { effect, type ReadonlySignal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { KeyValue, PropertyDescription } from '../../../protocol/index.ts'
import { limit, type Scale } from '../figures.ts'
import { usePanel } from '../panel.ts'
import { Figure } from '../readout/figure.tsx'
import { Reading } from '../readout/reading.tsx'
import { zonesOf } from '../zones/zones.tsx'
import { angleOf, arc, fillOf, graduations, pointAt } from './arc.ts'

interface Props {
  readonly name: string
  readonly property: PropertyDescription
  /** The control whose setpoint belongs to it: a ring shows where it was asked. */
  readonly asked?: string | undefined
}

const RIM = 78
const ZONE = 91

/** A number on an arc: the wedge and the filled part are read, the ring is asked, the outer rim are its limits. */
export function Gauge({ name, property, asked }: Props) {
  return (
    <Reading
      name={name}
      property={property}
      kind="gauge"
      show={(signal, scale) => (
        <div class="dial">
          <svg viewBox="0 0 200 158" aria-hidden="true">
            <Rim property={property} scale={scale} />
            <Hands signal={signal} scale={scale} asked={asked} />
          </svg>
          <p class="figure" style={{ '--chars': Math.max(4, scale.widest) }}>
            <Figure signal={signal} digits={scale.digits} />
          </p>
          <p class="unit">{scale.unit}</p>
        </div>
      )}
    />
  )
}

/** What does not move. */
function Rim({ property, scale }: { property: PropertyDescription; scale: Scale }) {
  const angle = (place: number) => angleOf(scale.min + place * (scale.max - scale.min), scale)
  return (
    <>
      <path class="groove" d={arc(-120, 120, RIM)} />
      {zonesOf(property.alarm, scale).map(({ kind, from, to }) => (
        <path key={`${kind}${from}`} class={`dial-${kind}`} d={arc(angle(from), angle(to), ZONE)} />
      ))}
      {graduations(scale, 5).map(value => {
        const at = angleOf(value, scale)
        const [outer, inner, text] = [pointAt(at, RIM - 10), pointAt(at, RIM - 14), pointAt(at, RIM - 24)]
        return (
          <g key={value}>
            <path class="tick" d={`M${outer.x} ${outer.y}L${inner.x} ${inner.y}`} />
            <text x={text.x} y={text.y + 3}>
              {limit(value, scale)}
            </text>
          </g>
        )
      })}
    </>
  )
}

interface Moving {
  readonly signal: ReadonlySignal<KeyValue | undefined>
  readonly scale: Scale
  readonly asked: string | undefined
}

/** What moves, past all rendering. */
function Hands({ signal, scale, asked }: Moving) {
  const { replica } = usePanel()
  const root = useRef<SVGGElement>(null)
  const setpoint = asked === undefined ? undefined : replica.key(asked)
  useLayoutEffect(() => {
    const part = (name: string) => root.current?.querySelector(`.${name}`)
    return effect(() => {
      const value = signal.value?.value
      const known = typeof value === 'number'
      part('fill')?.setAttribute('d', known ? arc(...fillOf(value, scale), RIM) : '')
      part('wedge')?.setAttribute('transform', `rotate(${known ? angleOf(value, scale) : -120} 100 100)`)
      root.current?.toggleAttribute('data-unread', !known)
      const wanted = setpoint?.value?.asked
      const at = pointAt(typeof wanted === 'number' ? angleOf(wanted, scale) : 0, RIM)
      part('ring')?.setAttribute('transform', `translate(${at.x} ${at.y})`)
      part('ring')?.toggleAttribute('hidden', typeof wanted !== 'number')
    })
  }, [signal, scale, setpoint])
  return (
    <g ref={root}>
      <path class="fill" />
      <circle class="ring" r="8" data-part="asked" />
      <path class="wedge" d="M92.5 6h15L100 21zM99 20h2v12h-2z" data-part="reading" />
    </g>
  )
}
