import { useComputed } from '@preact/signals'
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import { type Panel, PanelContext } from '../widgets/panel.ts'
import { Events, History } from '../widgets/parts.ts'
import { Legend } from '../widgets/state-mark/state-mark.tsx'
import { StopRow } from '../widgets/stop/stop-row.tsx'
import { followAddress, place, topOf } from './address.ts'
import { Bar } from './bar.tsx'
import { Covers } from './covers.ts'
import { Foot } from './foot.tsx'
import { wide } from './media.ts'
import { Here } from './places/here.tsx'
import { Nav } from './places/nav.tsx'
import { arrive } from './search/go.ts'
import { followTitle } from './title.ts'
import { followViewport } from './viewport.ts'

interface Props {
  readonly panel: Panel
  readonly published?: boolean
}

export function App({ panel, published = false }: Props) {
  const covers = useMemo(() => new Covers(), [])
  const rail = useComputed(() => panel.replica.devices.value.length > 1 && wide.value).value
  useEffect(() => followTitle(panel), [panel])
  useEffect(followAddress, [])
  useEffect(followViewport, [])
  useEffect(() => covers.followKeys(), [covers])
  useArrivals(covers)
  return (
    <PanelContext.Provider value={panel}>
      <div class="app" data-rail={rail}>
        <Bar covers={covers} recorded={!published} />
        <Body rail={rail} />
        <Foot published={published} />
      </div>
    </PanelContext.Provider>
  )
}

function Body({ rail }: { rail: boolean }) {
  return (
    <div class="body">
      {rail && (
        <div class="rail">
          <Nav id="rail" />
        </div>
      )}
      <main class="page" tabIndex={-1}>
        <StopRow>
          Stop strikes every device of this station.{' '}
          <span class="by-key">
            By key: <kbd>Shift</kbd> + <kbd>Escape</kbd>, or <kbd>Escape</kbd> twice.
          </span>
        </StopRow>
        <Here />
        <div class="lower">
          <div class="lower-lists">
            <History />
            <Events />
          </div>
          <section class="card how" aria-labelledby="how-title">
            <header>
              <h2 id="how-title">How to read a control</h2>
            </header>
            <Legend />
          </section>
        </div>
      </main>
    </div>
  )
}

/** Whoever goes on by the rail stays there with the hand. */
function useArrivals(covers: Covers): void {
  const here = place.value
  const before = useRef(here)
  useLayoutEffect(() => {
    const first = before.current === here
    before.current = here
    if (first && (here.at !== 'device' || here.name === undefined)) return
    covers.close(false)
    scrollTo(0, topOf(here))
    if (document.activeElement?.closest('.rail')) return
    arrive(here)
  }, [here, covers])
}
