import type { KeyValue, PropertyDescription, Scalar } from '../../../protocol/index.ts'
import type { ControlStatus } from '../../session/api.ts'

/** The four states of a value that can be asked for. */
export type Mark = 'confirmed' | 'pending' | 'diverged' | 'unknown'
/** What the control as a whole says: `blocked` when all is well but it takes no input. */
export type ControlState = Mark | 'blocked'

/** All that decides what a control shows. A pure value, so that one table of cases can test it. */
export interface Situation {
  readonly key: KeyValue | undefined
  readonly status: ControlStatus
  readonly property: PropertyDescription
  readonly stale: boolean
  /** This page's name: one's own grip is no news. */
  readonly self: string | undefined
}

/** Why the value cannot be relied upon, shortest first; undefined when it can. */
function doubt({ key, status, stale }: Situation): 'unread' | 'locked' | 'bad' | 'stale' | undefined {
  if (key?.value === undefined) return 'unread'
  if (unsettled(key, status)) return 'locked'
  if (key.quality === 'bad') return 'bad'
  return stale ? 'stale' : undefined
}

export function markOf(situation: Situation): Mark {
  const { key, status, property } = situation
  if (isOpen(status)) return 'pending'
  if (doubt(situation)) return 'unknown'
  // Somebody else's hand is on it: what differs is on its way, not gone astray.
  if (differs(key, property)) return othersGrip(situation) ? 'pending' : 'diverged'
  return 'confirmed'
}

export const stateOf = (mark: Mark, blocked: string | undefined): ControlState =>
  blocked !== undefined && (mark === 'confirmed' || mark === 'diverged') ? 'blocked' : mark

/** What the handle shows while no finger is on it. */
export function shownOf({ key, status }: Pick<Situation, 'key' | 'status'>): Scalar | undefined {
  if (status.requested !== undefined) return status.requested
  return key?.asked !== undefined ? key.asked : (key?.value as Scalar | undefined)
}

export function othersGrip({ key, self }: Situation): string | undefined {
  return key?.grip !== undefined && key.grip !== self ? key.grip : undefined
}

export const isOpen = (status: ControlStatus): boolean => status.requested !== undefined || status.stage !== undefined

/** A command ended without anybody knowing what the device did, and nobody has looked since. */
export function unsettled(key: KeyValue | undefined, { last }: ControlStatus): boolean {
  if (key?.locked !== undefined) return true
  if (!last || !('outcome' in last) || last.outcome !== 'unknown') return false
  return !(key?.sampled !== undefined && key.sampled > last.time)
}

function differs(key: KeyValue | undefined, property: PropertyDescription): boolean {
  const { value, asked } = key ?? {}
  if (asked === undefined || value === undefined) return false
  if (typeof value !== 'number' || typeof asked !== 'number') return value !== asked
  const verify = property.control?.verify
  const tolerance = verify?.by === 'readback' ? verify.within : (property.step ?? property.precision ?? 0) / 2
  return Math.abs(value - asked) > tolerance + 1e-9
}
