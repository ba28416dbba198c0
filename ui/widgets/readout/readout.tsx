import type { PropertyDescription } from '../../../protocol/index.ts'
import { Trend } from '../parts.ts'
import { Figure } from './figure.tsx'
import { RangeLine } from './range-line.tsx'
import { Reading } from './reading.tsx'

interface Props {
  readonly name: string
  readonly property: PropertyDescription
  /** The first of a device is written large, with its range beneath. */
  readonly large?: boolean
}

/** A number that the device says. Only text nodes change when it does. */
export function Readout({ name, property, large = false }: Props) {
  return (
    <Reading
      name={name}
      property={property}
      kind={large ? 'large' : 'small'}
      show={(signal, scale) => (
        <>
          <p class="figure">
            <Figure signal={signal} digits={scale.digits} />
            {scale.unit && <span class="unit">{scale.unit}</span>}
            {!large && <Trend name={name} property={property} scale={scale} />}
          </p>
          {large && property.range && <RangeLine signal={signal} alarm={property.alarm} scale={scale} />}
        </>
      )}
    />
  )
}
