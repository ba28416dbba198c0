import { didYouMean } from '../../protocol/did-you-mean.ts'
import type { ActionDescription, EventDescription, PropertyDescription } from '../../protocol/index.ts'
import type { State } from '../core/index.ts'
import { Problem } from './problem.ts'

type Device = State['devices'] extends ReadonlyMap<string, infer D> ? D : never

/** What an address names, or a sentence that says what there is. */
export function deviceOf({ devices }: State, name = ''): Device {
  return devices.get(name) ?? missing('device', name, [...devices.keys()], 'This station has')
}

export const propertyOf = ({ name: device, description }: Device, name = ''): PropertyDescription =>
  of(description.properties, 'property', device, name)

export const actionOf = ({ name: device, description }: Device, name = ''): ActionDescription =>
  of(description.actions, 'action', device, name)

export const eventOf = ({ name: device, description }: Device, name = ''): EventDescription =>
  of(description.events, 'event', device, name)

function of<T>(record: Readonly<Record<string, T>>, what: string, device: string, name: string): T {
  const found = Object.hasOwn(record, name) ? record[name] : undefined
  return found ?? missing(what, name, Object.keys(record), `${device} has`)
}

export function missing(what: string, name: string, known: readonly string[], has: string): never {
  const shown = JSON.stringify(name.slice(0, 64))
  const there = known.length > 0 ? known.join(', ') : 'none'
  const sentence = `There is no ${what} ${shown}. ${didYouMean(name, known)}${has}: ${there}.`
  throw new Problem(404, 'notFound', sentence.slice(0, 1_000))
}
