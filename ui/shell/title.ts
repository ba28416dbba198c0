import { effect } from '@preact/signals'
import type { LinkState, StationDescription, StopState } from '../../protocol/index.ts'
import { figure, scaleOf } from '../widgets/figures.ts'
import type { Panel } from '../widgets/panel.ts'
import { place } from './address.ts'
import { planOf } from './plan.ts'

/** Each stands in index.html, built in: what says that the page is out of touch cannot be fetched then. */
type Icon = 'usual' | 'stopped' | 'lost'

/** The tab says what a person in another tab must know: stopped, out of touch, else the first reading. */
export function followTitle(panel: Panel): () => void {
  return effect(() => {
    const { replica } = panel
    const about = replica.key('station.$about').value?.value as StationDescription | undefined
    const title = about?.title ?? 'Lockstep'
    const stop = replica.key('station.$stop').value?.value as StopState | undefined
    if (replica.link.value.state !== 'live') show(`Not connected · ${title}`, 'lost')
    else if (stop?.latched) show(`Stopped · ${title}`, 'stopped')
    else show([...wherePerson(panel), title].filter(Boolean).join(' · '), 'usual')
  })
}

/** Among several devices: the one that is on the page, or the group. */
function wherePerson(panel: Panel): (string | undefined)[] {
  const { replica } = panel
  const devices = replica.devices.value
  const [only] = devices
  const here = place.value
  if (here.at === 'group') return [here.group]
  if (here.at === 'device') {
    const title = devices.length > 1 ? replica.about(here.device).value?.title : undefined
    return [firstReading(panel, here.device), title]
  }
  return devices.length === 1 ? [firstReading(panel, only)] : []
}

function firstReading({ replica }: Panel, device: string | undefined): string | undefined {
  const about = device === undefined ? undefined : replica.about(device).value
  const first = about && planOf(about).readouts[0]
  if (!first) return undefined
  const { value, sampled = Number.NEGATIVE_INFINITY } = replica.key(`${device}.${first.name}`).value ?? {}
  const { state } = (replica.key(`${device}.$link`).value?.value ?? {}) as Partial<LinkState>
  const scale = scaleOf(first.property)
  // Here is no room to say how old a reading is: what is not fresh is not said.
  if (state !== 'up' || replica.now.value - sampled > first.property.staleAfter) return undefined
  // Whole numbers: a tab that flickers with every sample only distracts.
  return typeof value === 'number' ? `${figure(value, 0)} ${scale.unit}`.trim() : undefined
}

function show(title: string, icon: Icon): void {
  if (document.title !== title) document.title = title
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
  const href = link?.dataset[icon]
  if (href !== undefined && link?.getAttribute('href') !== href) link?.setAttribute('href', href)
}
