/** The app, and every widget in every state, without a daemon. The scene is chosen by the address: `#stopped`. */
import { render } from 'preact'
import { Gallery } from '../../ui/gallery/gallery.tsx'
import { happen, liveStage, stillStage } from '../../ui/gallery/stages.ts'
import { Replica } from '../../ui/replica/replica.ts'
import { App } from '../../ui/shell/app.tsx'
import { followTheme } from '../../ui/shell/theme.ts'
import { fetchParts } from '../../ui/widgets/later.tsx'
import type { Panel } from '../../ui/widgets/panel.ts'
import { FakeSession } from './fake.ts'
import { plateKeys } from './plate.ts'
import { SCENES, type Stage } from './scenes.ts'
import { WarpClock } from './warp-clock.ts'

function gallery() {
  const live = liveStage()
  happen(live)
  return <Gallery live={live} still={stillStage()} />
}

declare global {
  interface Window {
    playground: Stage
  }
}

followTheme()
const clock = new WarpClock()
clock.warp(600_000) // a daemon that has been up for a while
const replica = new Replica(clock)
const session = new FakeSession(clock)
session.listen(replica.listener)
replica.follow(session)
const panel: Panel = { session, replica, clock }
Object.assign(window, { lockstep: { session, replica } })
window.playground = { session, clock }

session.sayLink(session.link)
const scene = location.hash.slice(1) || 'live'
if (scene === 'still' || scene === 'obedient') session.freeze()
if (scene !== 'first') session.say(plateKeys(session.serverNow()))
// A trace of what was asked begins with its chart: it is to be there before the scene.
fetchParts()
await new Promise(done => setTimeout(done))
const root = document.getElementById('app')
if (root) render(scene === 'gallery' ? gallery() : <App panel={panel} />, root)
SCENES[scene]?.(window.playground)
document.documentElement.dataset.ready = 'true'
