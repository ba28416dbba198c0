import { useMemo } from 'preact/hooks'
import type { DeviceDescription, LinkState, StopHow } from '../../protocol/index.ts'
import { Button } from '../widgets/button/button.tsx'
import { Chart } from '../widgets/chart/chart.tsx'
import { Triangle } from '../widgets/icons.tsx'
import { Indicator } from '../widgets/indicator/indicator.tsx'
import { usePanel } from '../widgets/panel.ts'
import { Readout } from '../widgets/readout/readout.tsx'
import { Slider } from '../widgets/slider/slider.tsx'
import { Spark } from '../widgets/spark/spark.tsx'
import { useDeviceLink } from '../widgets/stale.ts'
import { useLatch } from '../widgets/stop/latch.ts'
import { StopRow } from '../widgets/stop/stop-row.tsx'
import { Toggle } from '../widgets/toggle/toggle.tsx'
import { type Plan, planOf } from './plan.ts'

/** The automatic panel of a device: nothing here knows which device it is. */
export function Device({ device }: { device: string }) {
  const { replica } = usePanel()
  const about = replica.about(device).value
  const own = useLatch(device).value
  const plan = useMemo(() => about && planOf(about), [about])
  if (!about || !plan) return null
  return (
    <section class="card device" data-device={device} aria-labelledby={`title-${device}`}>
      <Head device={device} about={about} />
      {own?.latched && <StopRow scope={device} />}
      <div class="device-body">
        <Readings device={device} plan={plan} />
        <Controls device={device} plan={plan} />
      </div>
      <Chart device={device} about={about} />
      <footer>
        {about.onLinkLoss && <small>On link loss: {about.onLinkLoss}</small>}
        <small>{STOP_WORDS[about.stop]}</small>
      </footer>
    </section>
  )
}

const STOP_WORDS: Record<StopHow, string> = {
  realtime: 'Stop reaches it at once, past everything that waits.',
  afterCurrent: 'Stop reaches it after the conversation it is in.',
  none: 'Stop cannot reach this device.',
}

function Head({ device, about }: { device: string; about: DeviceDescription }) {
  const { replica } = usePanel()
  const link = useDeviceLink(device).value
  const live = replica.link.value.state === 'live'
  const up = link?.state === 'up'
  return (
    <header>
      <h2 id={`title-${device}`}>{about.title}</h2>
      {replica.devices.value.length > 1 && <span class="badge">{device}</span>}
      {about.simulated && <span class="badge simulated">simulated</span>}
      {link?.identity && <span class="badge">{link.identity}</span>}
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

function Readings({ device, plan }: { device: string; plan: Plan }) {
  const [first, ...others] = plan.readouts
  const { companion } = plan
  const asked = companion && { name: `${device}.${companion.name}`, title: companion.property.title }
  return (
    <div class="readings">
      {first && <Readout name={`${device}.${first.name}`} property={first.property} large />}
      {first && <Spark name={`${device}.${first.name}`} property={first.property} asked={asked} />}
      {others.length + plan.indicators.length > 0 && (
        <div class="readings-small">
          {others.map(({ name, property }) => (
            <Readout key={name} name={`${device}.${name}`} property={property} />
          ))}
          {plan.indicators.map(({ name, property }) => (
            <Indicator key={name} name={`${device}.${name}`} property={property} />
          ))}
        </div>
      )}
    </div>
  )
}

function Controls({ device, plan }: { device: string; plan: Plan }) {
  return (
    <div class="controls">
      {plan.sliders.map(({ name, property }) => (
        <Slider key={name} name={`${device}.${name}`} property={property} />
      ))}
      {plan.toggles.map(({ name, property }) => (
        <Toggle key={name} name={`${device}.${name}`} property={property} />
      ))}
      {plan.actions.map(({ name, action }) => (
        <Button key={name} name={`${device}.${name}`} action={action} />
      ))}
    </div>
  )
}
