import type { KeyValue, PropertyDescription } from '../../protocol/index.ts'
import { type ApiHouse, isoOf } from './house.ts'

/** A key as it is told over REST: with its age, and the time as people write it. */
export interface Told extends KeyValue {
  /** When it was sampled, by the clock on the wall. */
  readonly at?: string
  /** Since it was sampled, ms. */
  readonly age?: number
  /** It is older than its driver promises. */
  readonly stale?: boolean
}

export function told({ state, clock }: ApiHouse, key: string, described?: PropertyDescription): Told {
  const value = state.keys.get(key)?.value ?? {}
  const { sampled } = value
  if (sampled === undefined) return value
  const age = Math.max(0, Math.round(clock.now() - sampled))
  return { ...value, at: isoOf(clock, sampled), age, ...(described && { stale: age > described.staleAfter }) }
}

/** What dates an answer: quoted by whoever acts on it. */
export const dateOf = ({ state, clock }: ApiHouse) => ({
  epoch: state.epoch,
  revision: state.revision,
  time: new Date().toISOString(),
  /** The daemon's own clock, ms: `sampled` is by this one. */
  now: clock.now(),
})

/** The newest stop that concerns a device: of the station or its own. */
export const generationOf = ({ state: { stops } }: ApiHouse, device: string): number =>
  Math.max(stops.get('station')?.generation ?? 0, stops.get(device)?.generation ?? 0)
