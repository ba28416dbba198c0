import type { Context } from 'koa'
import type { Clock } from '../../protocol/index.ts'
import type { Person, State } from '../core/index.ts'
import type { Runs } from '../history/index.ts'
import type { Admitted, Sessions } from '../sessions/index.ts'

/** What the routes are handed. */
export interface ApiHouse {
  readonly state: State
  readonly sessions: Sessions
  readonly clock: Clock
  readonly version: string
  readonly log: { error(what: object, sentence: string): void }
  /** `/metrics` may be read by whoever comes, not only by those who are in. */
  readonly metrics?: boolean
  /** Where there is a disk to record to. */
  readonly runs?: Runs
}

/** Who asks, as access control has found out; nobody in particular where there is none. */
export const personOf = (ctx: Context): Person | undefined => admittedOf(ctx)?.person

export const admittedOf = ({ state }: Context): Admitted | undefined => state.admitted as Admitted | undefined

/** Where it was asked for: the guard knows the name. */
export const baseOf = ({ protocol, host }: Context): string => `${protocol}://${host}/`

/** The clock on the wall was set, or has run off: below this the difference is that of reading two clocks one after the other. */
const SET = 20
const offsets = new WeakMap<Clock, number>()

/** Wall-clock ms of a moment of the daemon's own clock: the same for each who asks, until the clock on the wall is set. */
export function wallOf(clock: Clock, moment: number): number {
  const measured = Date.now() - clock.now()
  const known = offsets.get(clock)
  const offset = known === undefined || Math.abs(measured - known) > SET ? measured : known
  offsets.set(clock, offset)
  return moment + offset
}

export const isoOf = (clock: Clock, moment: number): string => new Date(wallOf(clock, moment)).toISOString()
