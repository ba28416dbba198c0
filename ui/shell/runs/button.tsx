import { useComputed } from '@preact/signals'
import type { RunUnderWay } from '../../../protocol/index.ts'
import { usePanel } from '../../widgets/panel.ts'
import type { Covers } from '../covers.ts'
import { useNow } from '../now.ts'
import { lengthWords } from './words.ts'

/** In the bar: that something is being recorded and since when, or the way to begin. */
export function RecordButton({ covers }: { covers: Covers }) {
  const { replica } = usePanel()
  const run = useComputed(() => replica.key('station.$run').value?.value as RunUnderWay | undefined).value
  const state = run === undefined ? 'off' : run.fault === undefined ? 'on' : 'failed'
  const label = { off: 'Record', on: `Recording ${run?.name}`, failed: 'The recording has failed' }[state]
  return (
    <button
      type="button"
      class="bar-button record-button"
      data-part="open-runs"
      data-state={state}
      aria-label={label}
      aria-expanded={covers.open.value === 'runs'}
      onClick={() => covers.toggle('runs')}
    >
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
        {state === 'off' ? (
          <circle cx="8" cy="8" r="5.5" fill="none" stroke="currentColor" stroke-width="1.6" />
        ) : (
          <circle cx="8" cy="8" r="6" fill="currentColor" />
        )}
      </svg>
      <span class="record-word">
        {run && state === 'on' ? <Length since={run.since} /> : state === 'off' ? 'Record' : 'Failed'}
      </span>
    </button>
  )
}

/** How long it has been going on, by the station's clock. */
export function Length({ since }: { since: number }) {
  const now = useNow()
  return <>{lengthWords(now - since)}</>
}
