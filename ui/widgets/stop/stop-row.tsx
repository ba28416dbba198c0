import type { ComponentChildren } from 'preact'
import type { StopState } from '../../../protocol/index.ts'
import { duration } from '../figures.ts'
import { FullOctagon, Octagon } from '../icons.tsx'
import { usePanel } from '../panel.ts'
import { useLatch } from './latch.ts'

/**
 * How the stop stands, in words. Its room is always there, far from Stop itself:
 * a double tap on Stop cannot reach Re-arm, and nothing moves when it latches.
 */
export function StopRow({ scope = 'station', children }: { scope?: string; children?: ComponentChildren }) {
  const { session, replica } = usePanel()
  const latch = useLatch(scope).value
  const live = replica.link.value.state === 'live'
  const latched = latch?.latched ?? false
  return (
    <section class="stop-row" data-stop={scope} data-latched={latched} aria-live="assertive">
      {latched ? <FullOctagon /> : <Octagon />}
      <div class="stop-words">
        {latch?.latched ? <Latched latch={latch} /> : <Armed words={armedWords(latch, live)}>{children}</Armed>}
      </div>
      {latched && (
        <button
          type="button"
          class="button"
          data-part="rearm"
          aria-disabled={!live}
          onClick={() => live && session.rearm(scope)}
        >
          Re-arm
        </button>
      )}
    </section>
  )
}

/** Out of touch nobody knows whether somebody has pressed Stop meanwhile. */
function armedWords(latch: StopState | undefined, live: boolean): string {
  if (!latch) return 'Not heard from yet'
  return live ? 'Armed' : 'Armed when last heard from'
}

function Armed({ words, children }: { words: string; children?: ComponentChildren }) {
  return (
    <>
      <b>{words}</b>
      <small>{children}</small>
    </>
  )
}

function Latched({ latch }: { latch: StopState }) {
  const wrote = latch.wrote === undefined ? 'Being handed to the hardware' : `Handed over in ${duration(latch.wrote)}`
  return (
    <>
      <b>
        Stopped by {latch.by ?? 'somebody'}
        {latch.reason && `: ${latch.reason}`}
      </b>
      <small data-part="confirmed" data-confirmed={String(latch.confirmed)}>
        {wrote}; {confirmation(latch.confirmed)}
      </small>
    </>
  )
}

function confirmation(confirmed: boolean | undefined): string {
  if (confirmed === undefined) return 'reading back what the hardware says…'
  return confirmed ? 'the hardware reads safe.' : 'the hardware did not confirm it. Look at it.'
}
