import { computed, type ReadonlySignal } from '@preact/signals'
import type { KeyValue, PropertyDescription } from '../../../protocol/index.ts'
import { same } from '../../replica/same.ts'
import type { Scale } from '../figures.ts'
import type { Panel } from '../panel.ts'
import { ageWords } from './age.ts'
import { alarmWords } from './alarm.ts'

/** What is said about a number, and seldom changes. */
export interface Facts {
  readonly state: 'known' | 'unknown'
  readonly severity: string
  readonly aged: string
  readonly quality: string
  readonly reason: string | undefined
  readonly alarm: string | undefined
}

/** Found anew with every revision, and told only if one of them is another: a reading that is merely new costs little. */
export function factsOf(
  { replica }: Panel,
  key: ReadonlySignal<KeyValue | undefined>,
  { property, scale }: { readonly property: PropertyDescription; readonly scale: Scale }
): ReadonlySignal<Facts> {
  let before: Facts | undefined
  return computed(() => {
    const { value, sampled, severity = 'none', quality = 'good', reason } = key.value ?? {}
    const age = sampled === undefined ? undefined : Math.max(0, replica.now.value - sampled)
    const stale = replica.link.value.state !== 'live' || (age ?? 0) > property.staleAfter
    const facts: Facts = {
      state: value === undefined || stale ? 'unknown' : 'known',
      severity,
      aged: ageWords(age, stale),
      quality,
      reason,
      alarm: alarmWords(key.value, property.alarm, scale),
    }
    if (before === undefined || !same(before, facts)) before = facts
    return before
  })
}
