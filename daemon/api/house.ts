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

/** Wall-clock ms of a moment of the daemon's own clock. */
export const wallOf = (clock: Clock, moment: number): number => Date.now() - clock.now() + moment
export const isoOf = (clock: Clock, moment: number): string => new Date(wallOf(clock, moment)).toISOString()
