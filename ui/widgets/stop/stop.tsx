import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { duration } from '../figures.ts'
import { Octagon } from '../icons.tsx'
import { usePanel } from '../panel.ts'
import { Running } from '../running.tsx'
import { useLatch } from './latch.ts'

/** Presses of Stop, and what came of the last. */
type Press = { readonly since: number } | { readonly took: number }

/**
 * The only heavy thing on the page. It acts on the way down, not on release, and
 * takes every press: one more stop does no harm, one that was swallowed does.
 */
export function Stop({ scope = 'station' }: { scope?: string }) {
  const { session, replica, clock } = usePanel()
  const last = useSignal<Press | undefined>(undefined)
  const latch = useLatch(scope).value
  // Out of touch it may have been re-armed since: nothing must keep a hand from Stop.
  const inForce = latch?.latched && replica.link.value.state === 'live' ? latch : undefined
  const press = () => {
    const mine: Press = { since: clock.now() }
    last.value = mine
    session.stop(scope).then(
      took => {
        // A later press that nobody has confirmed yet outweighs this one.
        if (last.peek() === mine) last.value = { took }
      },
      // The session says why in its link status; the running time keeps saying that nobody confirmed.
      () => undefined
    )
  }
  useStopKeys(press)
  return (
    <button
      type="button"
      class="stop"
      data-part="stop"
      data-latched={inForce !== undefined}
      // biome-ignore lint/a11y/noAccessKey: a second way by key to the one button that must always be reachable
      accessKey="s"
      aria-keyshortcuts="Shift+Escape"
      onPointerDown={event => event.button === 0 && press()}
      // A click without a pointer comes from a key or a screen reader.
      onClick={event => event.detail === 0 && press()}
    >
      <Octagon />
      <span class="stop-word">{wordOf(last.value, inForce !== undefined)}</span>
      <small data-part="latency">
        <Latency last={last.value} wrote={inForce?.wrote} />
      </small>
    </button>
  )
}

/** A press that nobody has confirmed must not look like one that was never made. */
function wordOf(last: Press | undefined, inForce: boolean): string {
  if (last && 'since' in last) return 'Stopping'
  return inForce ? 'Stopped' : 'Stop'
}

function Latency({ last, wrote }: { last: Press | undefined; wrote: number | undefined }) {
  const { replica } = usePanel()
  const link = replica.link.value
  if (last && 'since' in last) return <Running since={last.since} />
  if (last) return <>took {duration(last.took)}</>
  if (wrote !== undefined) return <>took {duration(wrote)}</>
  if (link.state === 'live' && link.roundTrip !== undefined) return <>{duration(link.roundTrip)} away</>
  return <>tries until heard</>
}

/** Twice Escape within this counts as Stop. */
const TWICE = 600

/** Shift + Escape, and Escape twice: some browsers keep the first for themselves. */
function useStopKeys(press: () => void): void {
  // Outlives a render between the two.
  const before = useRef(Number.NEGATIVE_INFINITY)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.repeat) return
      const twice = event.timeStamp - before.current < TWICE
      before.current = event.timeStamp
      if (!event.shiftKey && !twice) return
      event.preventDefault()
      press()
    }
    addEventListener('keydown', onKey, { capture: true })
    return () => removeEventListener('keydown', onKey, { capture: true })
  })
}
