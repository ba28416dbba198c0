import type { ComponentChildren } from 'preact'
import type { LinkState } from '../../../protocol/index.ts'
import { refusalSentence } from '../../../protocol/sentences.ts'
import { FullOctagon, Octagon } from '../icons.tsx'
import { usePanel } from '../panel.ts'
import { useLatch } from './latch.ts'
import { stopWords } from './words.ts'

/**
 * How the stop stands, in words. Its room is always there, far from Stop itself:
 * a double tap on Stop cannot reach Re-arm, and nothing moves when it latches.
 */
export function StopRow({ scope = 'station', children }: { scope?: string; children?: ComponentChildren }) {
  const { session, replica } = usePanel()
  const latch = useLatch(scope).value
  const live = replica.link.value.state === 'live'
  const latched = latch?.latched ?? false
  const connected = (device: string) =>
    (replica.key(`${device}.$link`).value?.value as LinkState | undefined)?.state === 'up'
  const forbidden = session.role === 'viewer' && latched
  const { title, more } = stopWords({ latch, live, connected })
  return (
    <section class="stop-row" data-stop={scope} data-latched={latched} aria-live="assertive">
      {latched ? <FullOctagon /> : <Octagon />}
      <div class="stop-words">
        <b>{title}</b>
        {forbidden && <small data-part="rearm-forbidden">{refusalSentence('forbidden')}</small>}
        {more === undefined ? <small>{children}</small> : <small data-part="confirmed">{more}</small>}
      </div>
      {latched && (
        <button
          type="button"
          class="button"
          data-part="rearm"
          aria-disabled={!live || forbidden}
          onClick={() => live && !forbidden && session.rearm(scope)}
        >
          Re-arm
        </button>
      )}
    </section>
  )
}
