import type { ComponentChildren } from 'preact'
import type { KeyValue } from '../../protocol/index.ts'
import type { ControlStatus } from '../../ui/session/api.ts'
import { Button } from '../../ui/widgets/button/button.tsx'
import { type Panel, PanelContext } from '../../ui/widgets/panel.ts'
import { Readout } from '../../ui/widgets/readout/readout.tsx'
import { Slider } from '../../ui/widgets/slider/slider.tsx'
import { Toggle } from '../../ui/widgets/toggle/toggle.tsx'
import { ended, type FakeSession, refused } from './fake.ts'
import { heater, plate, target } from './plate.ts'

interface Case {
  readonly title: string
  readonly key: KeyValue
  readonly status?: ControlStatus
  readonly blocked?: string
}

function cases(now: number): Case[] {
  const at = { sampled: now, received: now, by: 'Guest 2' }
  return [
    { title: 'Confirmed', key: { value: 40, asked: 40, ...at }, status: { last: ended('done', 'Done.'), took: 31 } },
    { title: 'Pending', key: { value: 40, asked: 40, ...at }, status: { requested: 120, stage: 'released', pendingSince: now - 31 } },
    { title: 'Diverged', key: { value: 37.2, asked: 140, ...at } },
    { title: 'Stale', key: { value: 40, asked: 40, ...at, sampled: now - 14_000 } },
    { title: 'Not read yet', key: {}, blocked: 'Its first value has not been read yet.' },
    { title: 'Unknown', key: { value: 40, asked: 90, ...at, locked: 'Must be read.' }, status: { last: ended('unknown', 'The device did not answer in time; it is not known whether it did this.', now) } },
    { title: 'Refused', key: { value: 40, asked: 40, ...at, by: 'Guest 1' }, status: { last: refused('changedMeanwhile', 'Guest 1 changed this meanwhile to 40.') } },
    { title: 'Failed', key: { value: 40, asked: 40, ...at }, status: { last: ended('failed', 'The device refused: over temperature.') } },
    { title: 'In use', key: { value: 40, asked: 220, ...at, by: 'Guest 1', grip: 'Guest 1' } },
    { title: 'Blocked', key: { value: 40, asked: 40, ...at }, blocked: 'Stopped by Guest 1. Re-arm before you go on.' },
    { title: 'Lower end', key: { value: 0, asked: 0, ...at } },
    { title: 'Upper end', key: { value: 300, asked: 300, ...at } },
  ]
} // biome-ignore format: a table reads better by rows

/** Every widget in every state, on one page. */
export function Gallery({ panel }: { panel: Panel }) {
  const session = panel.session as FakeSession
  session.freeze()
  session.obeys = false
  const now = session.serverNow()
  const all = cases(now)
  all.forEach(({ key, status, blocked }, i) => {
    const onOff = (value: unknown) => (typeof value === 'number' ? value > 90 : undefined)
    const asBoolean = {
      ...key,
      ...('value' in key && { value: onOff(key.value) }),
      ...('asked' in key && { asked: onOff(key.asked) ?? null }),
    }
    session.say({ [`s${i}.x`]: key, [`t${i}.x`]: asBoolean })
    for (const name of [`s${i}.x`, `t${i}.x`]) {
      const { requested, ...rest } = status ?? {}
      const wanted = requested === undefined ? {} : { requested: name.startsWith('t') ? true : requested }
      session.sayStatus(name, { ...rest, ...wanted })
      session.sayBlocked(name, blocked)
    }
  })
  session.sayStatus('a1.x', { stage: 'released', pendingSince: now - 800 })
  session.say({
    'r0.x': { value: 24.3, sampled: now },
    'r1.x': { value: 361.8, sampled: now, severity: 'minor' },
    'r2.x': { value: 384.1, sampled: now, severity: 'major' },
    'r3.x': { value: -4.2, sampled: now - 14_000 },
    'r4.x': { value: 182.4, sampled: now, quality: 'uncertain', reason: 'the probe is being calibrated' },
    'r5.x': {},
  })
  return (
    <PanelContext.Provider value={panel}>
      <main class="page">
        <Cards title="Slider">
          {all.map(({ title }, i) => (
            <Slider key={title} name={`s${i}.x`} property={{ ...target, title, alarm: { high: 240, highHigh: 280 } }} />
          ))}
        </Cards>
        <Cards title="Toggle">
          {all.slice(0, 10).map(({ title }, i) => (
            <Toggle key={title} name={`t${i}.x`} property={{ ...heater, title }} />
          ))}
        </Cards>
        <Cards title="Readout">
          {[0, 1, 2, 3, 4, 5].map(i => (
            <Readout key={i} name={`r${i}.x`} property={plate.properties.temperature ?? target} large />
          ))}
        </Cards>
        <Cards title="Button">
          {[0, 1].map(i => (
            <Button
              key={i}
              name={`a${i}.x`}
              action={plate.actions.tare ?? { title: '', within: 0, control: heater.control! }}
            />
          ))}
        </Cards>
      </main>
    </PanelContext.Provider>
  )
}

function Cards({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="card" style={{ padding: '16px 24px' }}>
      <h2>{title}</h2>
      <div style={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(320px, 1fr))', gap: '8px 48px' }}>
        {children}
      </div>
    </section>
  )
}
