import { type ReadonlySignal, useComputed } from '@preact/signals'
import { FullOctagon, Triangle } from '../icons.tsx'
import type { Facts } from './facts.ts'

/** Age, quality and alarm in one quiet line. */
export function Meta({ facts, raw }: { facts: ReadonlySignal<Facts>; raw: ReadonlySignal<string> }) {
  const aged = useComputed(() => facts.value.aged)
  const alarm = useComputed(() => facts.value.alarm)
  const severity = useComputed(() => facts.value.severity)
  const quality = useComputed(() => facts.value.quality)
  const reason = useComputed(() => facts.value.reason)
  return (
    <p class="meta">
      {alarm.value !== undefined && (
        <span class="alarm" data-part="alarm" role="alert">
          {severity.value === 'minor' ? <Triangle /> : <FullOctagon />}
          {alarm}
        </span>
      )}
      <span data-part="age">{aged}</span>
      <span data-part="raw">{raw}</span>
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
