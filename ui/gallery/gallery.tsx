import type { ComponentChildren } from 'preact'
import type { Scalar } from '../../protocol/index.ts'
import { Device } from '../shell/device.tsx'
import { THEMES, theme } from '../shell/theme.ts'
import { Bar } from '../widgets/bar/bar.tsx'
import { Button } from '../widgets/button/button.tsx'
import { Colour } from '../widgets/colour/colour.tsx'
import { Digits } from '../widgets/digits/digits.tsx'
import { Entry } from '../widgets/entry/entry.tsx'
import { Events } from '../widgets/events/events.tsx'
import { Gauge } from '../widgets/gauge/gauge.tsx'
import { History } from '../widgets/history/history.tsx'
import { Logo } from '../widgets/icons.tsx'
import { Indicator } from '../widgets/indicator/indicator.tsx'
import { PanelContext } from '../widgets/panel.ts'
import { Readout } from '../widgets/readout/readout.tsx'
import { Select } from '../widgets/select/select.tsx'
import { Slider } from '../widgets/slider/slider.tsx'
import { Legend } from '../widgets/state-mark/state-mark.tsx'
import { Text } from '../widgets/text/text.tsx'
import { Toggle } from '../widgets/toggle/toggle.tsx'
import * as of from './bench.ts'
import { ended, type FakeSession } from './fixture.ts'
import { put, readingsOf, type Situation, settingsOf } from './situations.ts'
import type { Stage } from './stages.ts'

/** Every widget in every state: the shipped widgets on the shipped replica, with a session that plays the daemon. */
export function Gallery({ live, still }: { live: Stage; still: Stage }) {
  return (
    <>
      <Bars />
      <main class="page gallery-page">
        <h2 class="shelf-title">Live</h2>
        <p class="shelf-note">
          One device that has one of everything. It follows what it is told; nothing here reaches a machine.
        </p>
        <PanelContext.Provider value={live.panel}>
          <Device device="bench" />
          <div class="lower">
            <History />
            <Events />
          </div>
        </PanelContext.Provider>
        <h2 class="shelf-title">Every state</h2>
        <p class="shelf-note">Their time stands still, and nothing they ask for is answered.</p>
        <PanelContext.Provider value={still.panel}>
          <section class="card shelf-legend" aria-label="How to read a control">
            <Legend />
          </section>
          <Readings session={still.session} />
          <Settings session={still.session} />
          <Actions session={still.session} />
        </PanelContext.Provider>
      </main>
    </>
  )
}

function Bars() {
  return (
    <header class="bar">
      <div class="bar-inner">
        <Logo />
        <h1>Widgets</h1>
        <span class="bar-room" />
        <a href="./">Station</a>
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
      </div>
    </header>
  )
}

interface ShelfProps {
  readonly title: string
  readonly session: FakeSession
  readonly situations: readonly Situation[]
  readonly wide?: boolean
  readonly show: (name: string, title: string, i: number) => ComponentChildren
}

/** One widget, once in each situation. */
function Shelf({ title, session, situations, wide = false, show }: ShelfProps) {
  const device = title.toLowerCase().replace(/\W+/g, '-')
  const names = put(session, device, situations)
  return (
    <section class="card shelf" aria-labelledby={`shelf-${device}`} data-shelf={device}>
      <h3 id={`shelf-${device}`}>{title}</h3>
      <div class={wide ? 'shelf-wide' : 'shelf-grid'}>
        {names.map((name, i) => (
          <div key={name} class="case">
            {show(name, situations[i]?.title ?? '', i)}
          </div>
        ))}
      </div>
    </section>
  )
}

function Readings({ session }: { session: FakeSession }) {
  const now = session.serverNow()
  const hot = readingsOf([182.4, 361.8, 384.1], now)
  const amps = readingsOf([1.284, 3.812, 4.871], now)
  const volts = readingsOf([-11.998, 25.104, 28.31], now)
  const full = readingsOf([64, 16, 7], now)
  const lamps = [true, false].map(value => ({ title: value ? 'Yes' : 'No', key: { value, sampled: now } }))
  const words: Situation = { title: 'A word', key: { value: 'heating', sampled: now } }
  const quiet = hot.filter(({ title }) => title === 'Stale' || title === 'Not read yet')
  const asked = { 'gauge0.asked': { asked: 2 }, 'gauge1.asked': { asked: 2 } }
  session.say(asked)
  return (
    <>
      <Shelf
        title="Readout"
        wide
        session={session}
        situations={hot}
        show={(name, title, i) => <Readout name={name} property={{ ...of.temperature, title }} large={i < 4} />}
      />
      <Shelf
        title="Gauge"
        session={session}
        situations={amps}
        show={(name, title, i) => (
          <Gauge name={name} property={{ ...of.current, title }} asked={i < 2 ? `gauge${i}.asked` : undefined} />
        )}
      />
      <Shelf
        title="Display"
        wide
        session={session}
        situations={volts}
        show={(name, title) => <Digits name={name} property={{ ...of.reading, title }} />}
      />
      <Shelf
        title="Bar"
        session={session}
        situations={full}
        show={(name, title) => <Bar name={name} property={{ ...of.tank, title }} />}
      />
      <Shelf
        title="Indicator"
        session={session}
        situations={[
          ...lamps,
          words,
          ...quiet.map(one => ({ ...one, key: { ...one.key, value: one.key.value && true } })),
        ]}
        show={(name, title, i) => <Indicator name={name} property={{ ...(i === 2 ? of.phase : of.door), title }} />}
      />
    </>
  )
}

function Settings({ session }: { session: FakeSession }) {
  const now = session.serverNow()
  const all = (a: Scalar, b: Scalar) => settingsOf(a, b, now)
  return (
    <>
      <Shelf
        title="Slider"
        wide
        session={session}
        situations={all(40, 120)}
        show={(name, title) => <Slider name={name} property={{ ...of.target, title }} />}
      />
      <Shelf
        title="Entry"
        wide
        session={session}
        situations={all(12, 13.5)}
        show={(name, title) => <Entry name={name} property={{ ...of.voltage, title }} />}
      />
      <Shelf
        title="Toggle"
        wide
        session={session}
        situations={all(false, true)}
        show={(name, title) => <Toggle name={name} property={{ ...of.output, title }} />}
      />
      <Shelf
        title="Select"
        wide
        session={session}
        situations={all('cv', 'cc')}
        show={(name, title) => <Select name={name} property={{ ...of.mode, title }} />}
      />
      <Shelf
        title="Select, of many"
        wide
        session={session}
        situations={all('1 Hz', '10 Hz').slice(0, 6)}
        show={(name, title) => <Select name={name} property={{ ...of.filter, title }} />}
      />
      <Shelf
        title="Text"
        wide
        session={session}
        situations={all('Bench 2', 'Bench 3').slice(0, 6)}
        show={(name, title) => <Text name={name} property={{ ...of.label, title }} />}
      />
      <Shelf
        title="Colour"
        wide
        session={session}
        situations={all('#0a62c8', '#c3211a').slice(0, 6)}
        show={(name, title) => <Colour name={name} property={{ ...of.lamp, title }} />}
      />
    </>
  )
}

function Actions({ session }: { session: FakeSession }) {
  const now = session.serverNow()
  const situations: Situation[] = [
    { title: 'Tare', key: {} },
    { title: 'Running', key: {}, status: { stage: 'released', pendingSince: now - 800 } },
    { title: 'With progress', key: { value: 0.42 }, status: { stage: 'released', pendingSince: now - 800 } },
    { title: 'With a form', key: {} },
    { title: 'Blocked', key: {}, blocked: 'Stopped by Guest 1. Re-arm before you go on.' },
    { title: 'Failed', key: {}, status: { last: ended('failed', 'The device refused: the pan is not empty.') } },
  ]
  return (
    <Shelf
      title="Button"
      wide
      session={session}
      situations={situations}
      show={(name, title, i) => {
        const action = i === 3 ? of.sweep : i === 2 ? { ...of.tare, progress: true } : of.tare
        return <Button name={name} action={{ ...action, title }} />
      }}
    />
  )
}
