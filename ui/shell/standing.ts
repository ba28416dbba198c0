import { computed, type ReadonlySignal } from '@preact/signals'
import type { DeviceDescription, LinkState, PropertyDescription, Severity, StopState } from '../../protocol/index.ts'
import type { Replica } from '../replica/replica.ts'
import { same } from '../replica/same.ts'
import { duration, inWords, scaleOf } from '../widgets/figures.ts'
import { alarmWords } from '../widgets/readout/alarm.ts'
import { planOf } from './plan.ts'

/** How a device stands, in as few words as a list has room for. */
export interface Standing {
  readonly is: 'unknown' | 'lost' | 'stopped' | 'well' | Exclude<Severity, 'none'>
  /** Which alarm, or why the link is down. */
  readonly why: string | undefined
}

const RANK: readonly Severity[] = ['none', 'minor', 'invalid', 'major']

/** The worst that can be said of a device: no link, then alarms by their weight, then its own stop. */
export function standingOf(replica: Replica, device: string): ReadonlySignal<Standing> {
  let before: Standing | undefined
  return computed(() => {
    const found = worst(replica, device)
    if (before === undefined || !same(before, found)) before = found
    return before
  })
}

function worst(replica: Replica, device: string): Standing {
  const about = replica.about(device).value
  const link = replica.key(`${device}.$link`).value?.value as LinkState | undefined
  if (!about || !link) return { is: 'unknown', why: undefined }
  if (link.state !== 'up') return { is: 'lost', why: link.reason }
  const alarm = worstAlarm(replica, device, about)
  const stop = replica.key(`${device}.$stop`).value?.value as StopState | undefined
  if (stop?.latched && alarm?.is !== 'major') return { is: 'stopped', why: `by ${stop.by ?? 'somebody'}` }
  return alarm ?? { is: 'well', why: undefined }
}

function worstAlarm(replica: Replica, device: string, { properties }: DeviceDescription): Standing | undefined {
  let worst: { readonly severity: Severity; readonly name: string } | undefined
  for (const name of Object.keys(properties)) {
    const severity = replica.key(`${device}.${name}`).value?.severity ?? 'none'
    if (RANK.indexOf(severity) > RANK.indexOf(worst?.severity ?? 'none')) worst = { severity, name }
  }
  if (!worst || worst.severity === 'none') return undefined
  const { severity, name } = worst
  const property = properties[name] as PropertyDescription
  const words = alarmWords(replica.key(`${device}.${name}`).value, property.alarm, scaleOf(property)) ?? 'alarm'
  return { is: severity, why: `${property.title}: ${words.charAt(0).toLowerCase()}${words.slice(1)}` }
}

export interface Main {
  readonly name: string
  readonly property: PropertyDescription
}

/** What a device is looked at for: its first number, else its first lamp or word. */
export function mainOf(about: DeviceDescription): Main | undefined {
  const { readouts, indicators } = planOf(about)
  return readouts[0] ?? indicators[0]
}

/** Its value as a list shows it: with the unit while it is fresh, with its age when it is not. */
export function glanceOf(replica: Replica, device: string, main: Main): ReadonlySignal<string> {
  const key = replica.key(`${device}.${main.name}`)
  return computed(() => {
    const { value, sampled } = key.value ?? {}
    if (value === undefined || sampled === undefined) return '–'
    const age = replica.now.value - sampled
    if (age > main.property.staleAfter) return `${duration(age)} old`
    return inWords(value as string | number | boolean | null, main.property)
  })
}
