import { type ReadonlySignal, useComputed } from '@preact/signals'
import type { KeyValue, PropertyDescription } from '../../../protocol/index.ts'
import { inWords } from '../figures.ts'
import { Reading } from '../readout/reading.tsx'

/** A yes or no, or a word, that the device says: a lamp by shape, and the word itself. */
export function Indicator({ name, property }: { name: string; property: PropertyDescription }) {
  return (
    <Reading
      name={name}
      property={property}
      kind="indicator"
      show={signal => <Lamp signal={signal} property={property} />}
    />
  )
}

/** Longer words than these are written smaller. */
const LONG = 12

function Lamp({ signal, property }: { signal: ReadonlySignal<KeyValue | undefined>; property: PropertyDescription }) {
  const value = useComputed(() => signal.value?.value).value
  const words = saying(value, property)
  // Only what is a colour gets into a style.
  const colour = property.format === 'colour' && typeof value === 'string' && /^#[0-9a-f]{6}$/i.test(value) && value
  return (
    <p class="figure" data-on={value === true} data-long={words.length > LONG}>
      {(property.type === 'boolean' || colour) && (
        <span class="lamp" aria-hidden="true" style={colour ? { background: colour } : {}} />
      )}
      <span data-part="value">{words}</span>
    </p>
  )
}

function saying(value: unknown, property: PropertyDescription): string {
  if (value === undefined) return '–'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return inWords(value as string | number | null, property)
}
