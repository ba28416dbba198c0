import { useRef } from 'preact/hooks'
import type { DeviceDescription, LinkState, StopHow } from '../../protocol/index.ts'
import { inWords } from '../widgets/figures.ts'
import { Triangle } from '../widgets/icons.tsx'
import { usePanel } from '../widgets/panel.ts'
import { useDeviceLink } from '../widgets/stale.ts'
import { identityWords } from './identity.ts'

interface Props {
  readonly device: string
  readonly about: DeviceDescription
}

/** Who it is, whether it is real, and how its link is. */
export function Head({ device, about }: Props) {
  const { replica } = usePanel()
  const link = useDeviceLink(device).value
  const live = replica.link.value.state === 'live'
  const up = link?.state === 'up'
  // Who was on the line last stays said: a badge that goes takes a line of the card along.
  const identity = useRef<string | undefined>(undefined)
  if (link?.identity !== undefined) identity.current = identityWords(link.identity)
  return (
    <header>
      <h2 id={`title-${device}`}>{about.title}</h2>
      {replica.devices.value.length > 1 && <span class="badge">{device}</span>}
      {about.simulated && <span class="badge simulated">simulated</span>}
      {identity.current && <span class="badge">{identity.current}</span>}
      <p class="device-link" data-part="device-link" data-link-state={up ? 'up' : 'down'} role="status">
        {!up && <Triangle />}
        <span>
          {live ? '' : 'When last heard from: '}
          {linkWords(link, about.where)}
        </span>
      </p>
    </header>
  )
}

function linkWords(link: LinkState | undefined, where: string): string {
  const why = link?.reason ? `: ${link.reason}` : '.'
  switch (link?.state) {
    case undefined:
      return `Nothing known of ${where} yet.`
    case 'up':
      return `Connected by ${where}`
    case 'opening':
      return `Opening ${where}${why}`
    case 'identifying':
      return `Asking who it is${why}`
    case 'lost':
      return `Link lost${why}`
    case 'waiting':
      return `Not connected${why}`
    case 'closed':
      return `Link closed${why}`
  }
}

const STOP_WORDS: Record<StopHow, string> = {
  realtime: 'Stop reaches it at once, past everything that waits.',
  afterCurrent: 'Stop reaches it after the conversation it is in.',
  none: 'Stop cannot reach this device.',
}

/** What happens when things go wrong. */
export function SafeWords({ about }: { about: DeviceDescription }) {
  const safe = Object.values(about.properties).flatMap(property => {
    const state = property.control?.safe
    return state === undefined ? [] : [`${property.title.toLowerCase()} ${inWords(state, property)}`]
  })
  return (
    <footer>
      {about.onLinkLoss && <small>On link loss: {about.onLinkLoss}</small>}
      {safe.length > 0 && <small data-part="safe">Safe state: {safe.join(', ')}.</small>}
      <small>{STOP_WORDS[about.stop]}</small>
    </footer>
  )
}
