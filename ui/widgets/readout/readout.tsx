import { useComputed } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import type { PropertyDescription } from '../../../protocol/index.ts'
import { figure, type Scale, scaleOf } from '../figures.ts'
import { FullOctagon, Triangle } from '../icons.tsx'
import { usePanel } from '../panel.ts'
import { useAge, useStale } from '../stale.ts'
import { ageWords } from './age.ts'
import { alarmWords } from './alarm.ts'
import { RangeLine } from './range-line.tsx'

interface Props {
  readonly name: string
  readonly property: PropertyDescription
  /** The first of a device is written large, with its range beneath. */
  readonly large?: boolean
}

/** A number that the device says. Only text nodes change when it does. */
export function Readout({ name, property, large = false }: Props) {
  const { replica } = usePanel()
  const scale = useMemo(() => scaleOf(property), [property])
  const key = replica.key(name)
  const stale = useStale(key, property)
  const text = useComputed(() => {
    const value = key.value?.value
    return typeof value === 'number' ? figure(value, scale.digits) : UNREAD
  })
  const whole = useComputed(() => text.value.split('.')[0])
  const fraction = useComputed(() => text.value.split('.')[1] ?? '')
  const point = useComputed(() => (fraction.value === '' ? '' : '.'))
  const state = useComputed(() => (key.value?.value === undefined || stale.value ? 'unknown' : 'known'))
  const severity = useComputed(() => key.value?.severity ?? 'none')
  return (
    <div class={large ? 'readout large' : 'readout'} data-readout={name} data-state={state} data-severity={severity}>
      <h3 class="readout-name">{property.title}</h3>
      <p class="figure">
        <span data-part="value">
          {whole}
          {scale.digits > 0 && <span class="point">{point}</span>}
          <span class="fraction">{fraction}</span>
        </span>
        {scale.unit && <span class="unit">{scale.unit}</span>}
      </p>
      {large && property.range && <RangeLine signal={key} alarm={property.alarm} scale={scale} />}
      <Meta name={name} property={property} scale={scale} />
    </div>
  )
}

/** Age, quality and alarm in one quiet line. */
function Meta({ name, property, scale }: { name: string; property: PropertyDescription; scale: Scale }) {
  const { replica } = usePanel()
  const key = replica.key(name)
  const age = useAge(key)
  const stale = useStale(key, property)
  const aged = useComputed(() => ageWords(age.value, stale.value))
  const quality = useComputed(() => key.value?.quality ?? 'good')
  const alarm = useComputed(() => alarmWords(key.value, property.alarm, scale))
  const severity = useComputed(() => key.value?.severity ?? 'none')
  const reason = useComputed(() => key.value?.reason)
  return (
    <p class="meta">
      {alarm.value !== undefined && (
        <span class="alarm" data-part="alarm" role="alert">
          {severity.value === 'minor' ? <Triangle /> : <FullOctagon />}
          {alarm}
        </span>
      )}
      <span data-part="age">{aged}</span>
      {quality.value !== 'good' && (
        <span class="alarm" data-part="quality">
          <Triangle />
          {quality}
          {reason.value && `: ${reason.value}`}
        </span>
      )}
    </p>
  )
}

const UNREAD = '–'
