import { useMemo } from 'preact/hooks'
import { Button } from '../widgets/button/button.tsx'
import { Indicator } from '../widgets/indicator/indicator.tsx'
import { usePanel } from '../widgets/panel.ts'
import { Bar, Chart, Colour, Digits, Entry, Gauge, Select, Spark, Text } from '../widgets/parts.ts'
import { Readout } from '../widgets/readout/readout.tsx'
import { Slider } from '../widgets/slider/slider.tsx'
import { useLatch } from '../widgets/stop/latch.ts'
import { StopRow } from '../widgets/stop/stop-row.tsx'
import { Toggle } from '../widgets/toggle/toggle.tsx'
import { Alarms } from './alarms.tsx'
import { Head, SafeWords } from './head.tsx'
import { type Display, type Handle, type Plan, planOf, type Section } from './plan.ts'

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
      <Alarms device={device} plan={plan} />
      {plan.sections.map((section, i) => (
        <Part key={section.title ?? ''} device={device} section={section} first={i === 0} plan={plan} />
      ))}
      {plan.sections.length === 0 && <Actions device={device} plan={plan} />}
      {plan.charted && <Chart device={device} about={about} />}
      <SafeWords about={about} />
    </section>
  )
}

interface PartProps {
  readonly device: string
  readonly section: Section
  readonly first: boolean
  readonly plan: Plan
}

/** Readings at the left, what can be set at the right; where there is only one of the two, it has all of the width. */
function Part({ device, section, first, plan }: PartProps) {
  const { title, readings, controls } = section
  const actions = first && plan.actions.length > 0
  const both = readings.length > 0 && (controls.length > 0 || actions)
  return (
    <div class="device-body" data-both={both} data-section={title}>
      {title !== undefined && <h3 class="section-title">{title}</h3>}
      {readings.length > 0 && <Readings device={device} readings={readings} first={first} />}
      {(controls.length > 0 || actions) && (
        <div class="controls">
          {controls.map(placed => (
            <Setting key={placed.name} device={device} {...placed} />
          ))}
          {actions && <Actions device={device} plan={plan} />}
        </div>
      )}
    </div>
  )
}

/** A device that says more than these at once has no single one that it is about. */
const FEW = 8

/** The first of a device is written large, with its last minutes. */
function Readings({ device, readings, first }: { device: string; readings: readonly Display[]; first: boolean }) {
  const [hero] = readings
  const large = first && hero !== undefined && hero.as !== 'indicator' && readings.length <= FEW
  const others = large ? readings.slice(1) : readings
  return (
    <div class="readings" data-large={large}>
      {large && <Hero device={device} {...hero} />}
      {others.length > 0 && (
        <div class="readings-small">
          {others.map(placed => (
            <Reading key={placed.name} device={device} {...placed} />
          ))}
        </div>
      )}
    </div>
  )
}

type Of<T> = T & { readonly device: string }

function Hero({ device, ...placed }: Of<Display>) {
  const { name, property, companion, as } = placed
  const asked = companion && { name: `${device}.${companion.name}`, title: companion.property.title }
  return (
    <>
      {as === 'readout' ? (
        <Readout name={`${device}.${name}`} property={property} large />
      ) : (
        <Reading device={device} {...placed} />
      )}
      <Spark name={`${device}.${name}`} property={property} asked={asked} />
    </>
  )
}

function Reading({ device, name, property, as, companion }: Of<Display>) {
  const common = { name: `${device}.${name}`, property }
  switch (as) {
    case 'gauge':
      return <Gauge {...common} asked={companion && `${device}.${companion.name}`} />
    case 'digits':
      return <Digits {...common} />
    case 'bar':
      return <Bar {...common} />
    case 'indicator':
      return <Indicator {...common} />
    case 'readout':
      return <Readout {...common} />
  }
}

function Setting({ device, name, property, as }: Of<Handle>) {
  const common = { name: `${device}.${name}`, property }
  switch (as) {
    case 'slider':
      return <Slider {...common} />
    case 'entry':
      return <Entry {...common} />
    case 'toggle':
      return <Toggle {...common} />
    case 'select':
      return <Select {...common} />
    case 'text':
      return <Text {...common} />
    case 'colour':
      return <Colour {...common} />
  }
}

function Actions({ device, plan }: { device: string; plan: Plan }) {
  return (
    <div class="actions">
      {plan.actions.map(({ name, action }) => (
        <Button key={name} name={`${device}.${name}`} action={action} />
      ))}
    </div>
  )
}
