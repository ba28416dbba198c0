import { render } from 'preact'
import { openReplica } from '../replica/replica.ts'
import { portSurroundings } from '../session/port.ts'
import { webSurroundings } from '../session/web.ts'
import { fetchParts } from '../widgets/later.tsx'
import type { Panel } from '../widgets/panel.ts'
import { App } from './app.tsx'
import { followTheme } from './theme.ts'

declare global {
  interface Window {
    /** For tests, and for the curious. */
    lockstep: Pick<Panel, 'session' | 'replica'>
  }
}

followTheme()
// Said by index.html: `daemon`, or the address of the worker that is the station (`lockstep publish`).
const station = document.querySelector<HTMLMetaElement>('meta[name="station"]')?.content ?? 'daemon'
const published = station !== 'daemon'
const around = published
  ? portSurroundings({ world: window, start: () => new Worker(station) })
  : webSurroundings({ origin: location.origin, world: window, WebSocket })
const { session, replica } = openReplica(around)
window.lockstep = { session, replica }

// A page that is put away must not hold a place at the daemon; one that comes back begins anew.
addEventListener('pagehide', () => session.close())
addEventListener('pageshow', event => event.persisted && location.reload())

// What comes later is fetched while there is somebody to fetch it from.
addEventListener('load', () => setTimeout(fetchParts, 1_000))

const root = document.getElementById('app')
if (root) render(<App panel={{ session, replica, clock: around.clock }} published={published} />, root)
