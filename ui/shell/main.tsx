import { render } from 'preact'
import { openReplica } from '../replica/replica.ts'
import { webSurroundings } from '../session/web.ts'
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
const around = webSurroundings({ origin: location.origin, world: window, WebSocket })
const { session, replica } = openReplica(around)
window.lockstep = { session, replica }

// A page that is put away must not hold a place at the daemon; one that comes back begins anew.
addEventListener('pagehide', () => session.close())
addEventListener('pageshow', event => event.persisted && location.reload())

const root = document.getElementById('app')
if (root) render(<App panel={{ session, replica, clock: around.clock }} />, root)
