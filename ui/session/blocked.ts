import { type LinkState, refusalSentence } from '../../protocol/index.ts'
import type { LinkStatus } from './api.ts'
import { deviceOf, nameOf, type Truth } from './truth.ts'

export interface Sight {
  readonly truth: Truth
  readonly link: LinkStatus
  /** This page's clock. */
  readonly now: number
  /** A stop of this page is under way there. */
  readonly stopping: (scope: string) => boolean
}

/** Why nothing at all may be asked of the daemon now. */
export function linkBlocked({ link, now }: Sight): string | undefined {
  switch (link.state) {
    case 'live':
      return undefined
    case 'silent':
      return `No contact with the station for ${Math.floor((now - link.since) / 1000)} s.`
    case 'connecting':
      return 'Connecting to the station.'
    default:
      return link.reason
  }
}

/** Why its device cannot even be read now. */
export function readBlocked(control: string, sight: Sight): string | undefined {
  return linkBlocked(sight) ?? roleBlocked(sight) ?? offline(control, sight)
}

/** Why a control takes no input now, whoever's hand is on it. */
export function inputBlocked(control: string, sight: Sight): string | undefined {
  return (
    linkBlocked(sight) ??
    roleBlocked(sight) ??
    latched(control, sight) ??
    offline(control, sight) ??
    unreadable(control, sight.truth)
  )
}

/** Why no gesture may begin: also another person's hand. One that is under way is the daemon's to judge. */
export function startBlocked(control: string, sight: Sight): string | undefined {
  return inputBlocked(control, sight) ?? inUse(control, sight.truth)
}

function inUse(control: string, truth: Truth): string | undefined {
  const grip = truth.keys.get(control)?.grip
  return grip === undefined || grip === truth.name ? undefined : refusalSentence('inUse', { by: grip })
}

function roleBlocked({ truth }: Sight): string | undefined {
  return truth.role === 'viewer' ? refusalSentence('forbidden') : undefined
}

function latched(control: string, { truth, stopping }: Sight): string | undefined {
  for (const scope of ['station', deviceOf(control)]) {
    if (stopping(scope)) return 'Stopping.'
    const stop = truth.stops.get(scope)
    if (stop?.latched) return refusalSentence('latched', stop.by === undefined ? {} : { by: stop.by })
  }
  return undefined
}

function offline(control: string, { truth }: Sight): string | undefined {
  const link = truth.keys.get(`${deviceOf(control)}.$link`)?.value as LinkState | undefined
  return link?.state === 'up' ? undefined : refusalSentence('offline', {}, link?.reason)
}

/** The page's own default is never a basis: without a first reading there is nothing to change (FirstTouchJump). */
function unreadable(control: string, truth: Truth): string | undefined {
  const about = truth.about(deviceOf(control))
  const key = truth.keys.get(control)
  if (key?.locked !== undefined) return refusalSentence('needsReread')
  if (about?.actions[nameOf(control)]) return undefined
  if (!about?.properties[nameOf(control)]?.control) return refusalSentence('noSuchControl')
  return key?.value === undefined ? 'Its first value has not been read yet.' : undefined
}
