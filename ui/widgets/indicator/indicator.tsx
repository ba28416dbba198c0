import { useComputed } from '@preact/signals'
import type { PropertyDescription } from '../../../protocol/index.ts'
import { inWords } from '../figures.ts'
import { usePanel } from '../panel.ts'
import { ageWords } from '../readout/age.ts'
import { useAge, useStale } from '../stale.ts'

/** A yes or no, or a word, that the device says: a lamp by shape, and the word itself. */
export function Indicator({ name, property }: { name: string; property: PropertyDescription }) {
  const { replica } = usePanel()
  const key = replica.key(name)
  const age = useAge(key)
  const stale = useStale(key, property)
  const word = useComputed(() => saying(key.value?.value, property))
  const aged = useComputed(() => ageWords(age.value, stale.value))
  const state = useComputed(() => (key.value?.value === undefined || stale.value ? 'unknown' : 'known'))
  const on = useComputed(() => key.value?.value === true)
  return (
    <div class="readout indicator" data-readout={name} data-state={state} data-on={on}>
      <h3 class="readout-name">{property.title}</h3>
      <p class="figure">
        {property.type === 'boolean' && <span class="lamp" aria-hidden="true" />}
        <span data-part="value">{word}</span>
      </p>
      <p class="meta">
        <span data-part="age">{aged}</span>
      </p>
    </div>
  )
}

function saying(value: unknown, property: PropertyDescription): string {
  if (value === undefined) return '–'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return inWords(value as string | number | null, property)
}
