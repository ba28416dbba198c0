/** What a person may do: each may what those before it may. A viewer watches, and stops. */
export const ROLES = ['viewer', 'operator', 'engineer', 'admin'] as const
export type Role = (typeof ROLES)[number]

/** Stages of an accepted command; they only go forwards. */
export const STAGES = ['accepted', 'released', 'acknowledged', 'verifying'] as const
export type Stage = (typeof STAGES)[number]

/** The ways in which an accepted command ends; exactly one, never revised. */
export const OUTCOMES = [
  'done', 'doneUnverified', 'clamped', 'failed', 'expired', 'superseded',
  'cancelled', 'stopped', 'fenced', 'unknown',
] as const // biome-ignore format: two lines read better than ten
export type Outcome = (typeof OUTCOMES)[number]

export const REFUSALS = [
  'badArgs', 'noSuchControl', 'forbidden', 'epoch', 'notHolder', 'fenced', 'latched', 'staleStop', 'stale',
  'noRecentContact', 'changedMeanwhile', 'inUse', 'interlock', 'busy', 'offline', 'needsReread', 'flood', 'needsConfirm',
] as const // biome-ignore format: as above
export type Refusal = (typeof REFUSALS)[number]
