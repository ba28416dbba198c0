import { type ReadonlySignal, useComputed } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useMemo } from 'preact/hooks'
import type { KeyValue, PropertyDescription } from '../../../protocol/index.ts'
import { figure, type Scale, scaleOf } from '../figures.ts'
import { usePanel } from '../panel.ts'
import { factsOf } from './facts.ts'
import { Meta } from './meta.tsx'

interface Props {
  readonly name: string
  readonly property: PropertyDescription
  /** Its class, for the style sheet. */
  readonly kind: string
  /** The number as it is shown. Called once: what changes with every sample follows the signal, past all rendering. */
  readonly show: (signal: ReadonlySignal<KeyValue | undefined>, scale: Scale) => ComponentChildren
}

/** What all readings have: a name, the number in some form, and its age, quality and alarm in one quiet line. */
export function Reading({ name, property, kind, show }: Props) {
  const panel = usePanel()
  const scale = useMemo(() => scaleOf(property), [property])
  const key = panel.replica.key(name)
  const facts = useMemo(() => factsOf(panel, key, { property, scale }), [panel, key, property, scale])
  const state = useComputed(() => facts.value.state)
  const severity = useComputed(() => facts.value.severity)
  const raw = useComputed(() => {
    const said = key.value?.raw
    // Uncalibrated: what the device itself said, with a digit more.
    return said === undefined ? '' : `raw ${figure(said, scale.digits + 1)}`
  })
  return (
    <div class={`readout ${kind}`} data-readout={name} data-state={state} data-severity={severity}>
      <h3 class="readout-name">{property.title}</h3>
      {show(key, scale)}
      <Meta facts={facts} raw={raw} />
    </div>
  )
}
