import type { ComponentChildren } from 'preact'
import type { LinkStatus } from '../../session/api.ts'
import { duration } from '../figures.ts'
import { Triangle } from '../icons.tsx'
import { usePanel } from '../panel.ts'
import { useElapsed } from '../running.tsx'

/** The truth about the link, in one line that is always there; `children` stand in it, too. */
export function Banner({ children }: { children?: ComponentChildren }) {
  const { replica, session } = usePanel()
  const link = replica.link.value
  return (
    <div class="banner" data-link={link.state} role="status">
      <div class="banner-inner">
        {link.state === 'live' ? <span class="pulse" aria-hidden="true" /> : <Triangle />}
        <span data-part="link">
          <LinkWords link={link} />
        </span>
        {link.state === 'given up' && (
          <button type="button" class="quiet-button" onClick={() => location.reload()}>
            {link.login ? 'Log in' : 'Load the page again'}
          </button>
        )}
        {link.state === 'waiting' && (
          <button type="button" class="quiet-button" onClick={() => session.retry()}>
            Try now
          </button>
        )}
        <span class="banner-room" />
        {children}
      </div>
    </div>
  )
}

function LinkWords({ link }: { link: LinkStatus }) {
  switch (link.state) {
    case 'connecting':
      return <>{link.attempt > 1 ? `Connecting, attempt ${link.attempt}…` : 'Connecting…'}</>
    case 'live':
      return <>Live{link.roundTrip === undefined ? '' : `, ${duration(link.roundTrip)} there and back`}</>
    case 'silent':
      return <Silent since={link.since} />
    case 'waiting':
      return <Waiting until={link.until} reason={link.reason} />
    case 'given up':
      return <>{link.login ? link.reason : `Not connected, and trying again is pointless: ${link.reason}`}</>
  }
}

function Silent({ since }: { since: number }) {
  const { clock } = usePanel()
  const elapsed = useElapsed(since, clock)
  return (
    <>
      Nothing heard for <span aria-hidden="true">{duration(elapsed)}</span>. Controls wait; Stop tries until heard.
    </>
  )
}

function Waiting({ until, reason }: { until: number; reason: string }) {
  const { clock } = usePanel()
  useElapsed(until, clock)
  const left = Math.max(0, until - clock.now())
  return (
    <>
      Not connected: {reason} <span aria-hidden="true">Next try in {Math.ceil(left / 1000)} s.</span>
    </>
  )
}
