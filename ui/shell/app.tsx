import { useEffect } from 'preact/hooks'
import type { StationDescription } from '../../protocol/index.ts'
import { Banner } from '../widgets/banner/banner.tsx'
import { History } from '../widgets/history/history.tsx'
import { Logo } from '../widgets/icons.tsx'
import { type Panel, PanelContext, usePanel } from '../widgets/panel.ts'
import { Legend } from '../widgets/state-mark/state-mark.tsx'
import { Stop } from '../widgets/stop/stop.tsx'
import { StopRow } from '../widgets/stop/stop-row.tsx'
import { Device } from './device.tsx'
import { THEMES, theme } from './theme.ts'
import { followTitle } from './title.ts'

export function App({ panel, published = false }: { panel: Panel; published?: boolean }) {
  useEffect(() => followTitle(panel), [panel])
  return (
    <PanelContext.Provider value={panel}>
      <Bar />
      <main class="page">
        <StopRow>
          Stop strikes every device of this station.{' '}
          <span class="by-key">
            By key: <kbd>Shift</kbd> + <kbd>Escape</kbd>, or <kbd>Escape</kbd> twice.
          </span>
        </StopRow>
        <Devices />
        <div class="lower">
          <History />
          <section class="card how" aria-labelledby="how-title">
            <header>
              <h2 id="how-title">How to read a control</h2>
            </header>
            <Legend />
          </section>
        </div>
      </main>
      <Foot published={published} />
    </PanelContext.Provider>
  )
}

function Bar() {
  const about = useStation()
  return (
    <header class="bar">
      <div class="bar-inner">
        <Logo />
        <h1>{about?.title ?? 'Lockstep'}</h1>
        <span class="bar-room" />
        <div class="stop-dock">
          <Stop />
        </div>
      </div>
      <Banner />
    </header>
  )
}

function Devices() {
  const { replica } = usePanel()
  const devices = replica.devices.value
  if (devices.length > 0) return devices.map(device => <Device key={device} device={device} />)
  const words = replica.link.value.state === 'live' ? 'This station has no device.' : 'Waiting for the first word.'
  return <p class="card empty-page">{words}</p>
}

function Foot({ published }: { published: boolean }) {
  const about = useStation()
  return (
    <footer class="page-foot">
      <p>
        Stop on this page is software. It is no safety function (ISO 13850)
        {published ? '. ' : ': keep the switch that cuts the power within reach. '}
        {about && `Lockstep ${about.version}.`}
      </p>
      <fieldset class="theme" aria-label="Theme">
        {THEMES.map(name => (
          <label key={name}>
            <input
              type="radio"
              name="theme"
              checked={theme.value === name}
              onChange={() => {
                theme.value = name
              }}
            />
            {name[0]?.toUpperCase() + name.slice(1)}
          </label>
        ))}
      </fieldset>
    </footer>
  )
}

function useStation(): StationDescription | undefined {
  return usePanel().replica.key('station.$about').value?.value as StationDescription | undefined
}
