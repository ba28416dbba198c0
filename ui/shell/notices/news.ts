import { computed, type ReadonlySignal, signal } from '@preact/signals'
import type { Offer, StationProblem } from '../../../protocol/index.ts'
import type { Replica } from '../../replica/replica.ts'
import type { Forgotten } from '../../replica/restarts.ts'

/** What the station has to say of itself, besides its devices. */
export interface News {
  readonly problems: readonly StationProblem[]
  /** Boards at ports that stand in no config. */
  readonly offers: readonly Offer[]
  readonly forgotten: Forgotten | undefined
}

/** Told once: what the person has put away stays away, until the station begins anew again. */
const putAway = signal<Forgotten | undefined>(undefined)

export function putForgottenAway({ forgotten }: News): void {
  putAway.value = forgotten
}

export function newsOf(replica: Replica): ReadonlySignal<News> {
  const told = <T>(key: string) => (replica.key(key).value?.value ?? []) as readonly T[]
  return computed(() => {
    const forgotten = replica.forgotten.value
    return {
      problems: told<StationProblem>('station.$problems'),
      offers: told<Offer>('station.$found'),
      forgotten: forgotten === putAway.value ? undefined : forgotten,
    }
  })
}

/** All of it in one line, what matters most first; undefined where there is nothing to say. */
export function headlineOf({ problems, offers, forgotten }: News): string | undefined {
  const lines = [
    problems.length > 0 ? `${counted(problems.length, 'problem')} in the config` : '',
    forgotten ? 'station restarted' : '',
    offers.length > 0 ? `${counted(offers.length, 'board')} found` : '',
  ].filter(Boolean)
  return lines.length > 0 ? lines.join(' · ') : undefined
}

export const counted = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`
