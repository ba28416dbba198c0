import { render } from 'preact'
import { followTheme } from '../shell/theme.ts'
import type { Panel } from '../widgets/panel.ts'
import type { FakeSession } from './fixture.ts'
import { Gallery } from './gallery.tsx'
import { happen, liveStage, stillStage } from './stages.ts'

declare global {
  interface Window {
    /** For tests, and for the curious. */
    gallery: { readonly live: { readonly session: FakeSession; readonly panel: Panel } }
  }
}

followTheme()
const live = liveStage()
happen(live)
window.gallery = { live }
const root = document.getElementById('app')
if (root) render(<Gallery live={live} still={stillStage()} />, root)
