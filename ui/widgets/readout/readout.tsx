import { computed, effect, type ReadonlySignal, useComputed } from '@preact/signals'
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import type { KeyValue, PropertyDescription } from '../../../protocol/index.ts'
import { same } from '../../replica/same.ts'
import { figure, type Scale, scaleOf } from '../figures.ts'
import { FullOctagon, Triangle } from '../icons.tsx'
import { type Panel, usePanel } from '../panel.ts'
import { ageWords } from './age.ts'
import { alarmWords } from './alarm.ts'
import { RangeLine } from './range-line.tsx'

interface Props {
  readonly name: string
  readonly property: PropertyDescription
  /** The first of a device is written large, with its range beneath. */
  readonly large?: boolean
}

/** A number that the device says. Only text nodes change when it does. */
export function Readout({ name, property, large = false }: Props) {
  const panel = usePanel()
  const scale = useMemo(() => scaleOf(property), [property])
  const key = panel.replica.key(name)
  const facts = useMemo(() => factsOf(panel, key, { property, scale }), [panel, key, property, scale])
  const state = useComputed(() => facts.value.state)
  const severity = useComputed(() => facts.value.severity)
  return (
    <div class={large ? 'readout large' : 'readout'} data-readout={name} data-state={state} data-severity={severity}>
      <h3 class="readout-name">{property.title}</h3>
      <p class="figure">
        <Figure signal={key} digits={scale.digits} />
        {scale.unit && <span class="unit">{scale.unit}</span>}
      </p>
      {large && property.range && <RangeLine signal={key} alarm={property.alarm} scale={scale} />}
      <Meta facts={facts} />
    </div>
  )
}

/** The number alone changes with every revision: its text nodes are written past all rendering. */
function Figure({ signal, digits }: { signal: ReadonlySignal<KeyValue | undefined>; digits: number }) {
  const root = useRef<HTMLSpanElement>(null)
  useLayoutEffect(() => {
    if (!root.current) return
    const texts = [new Text(), new Text(), new Text()] as const
    const [point, fraction] = root.current.children
    root.current.prepend(texts[0])
    point?.append(texts[1])
    fraction?.append(texts[2])
    const end = effect(() => {
      const value = signal.value?.value
      const [whole, decimals] = typeof value === 'number' ? figure(value, digits).split('.') : [UNREAD]
      const parts = [whole, decimals && '.', decimals]
      texts.forEach((text, i) => {
        const part = parts[i] ?? ''
        if (text.data !== part) text.data = part
      })
    })
    return () => {
      end()
      for (const text of texts) text.remove()
    }
  }, [signal, digits])
  return (
    <span data-part="value" ref={root}>
      <span class="point" />
      <span class="fraction" />
    </span>
  )
}

/** What is said about a number, and seldom changes. */
interface Facts {
  readonly state: 'known' | 'unknown'
  readonly severity: string
  readonly aged: string
  readonly quality: string
  readonly reason: string | undefined
  readonly alarm: string | undefined
}

/** Found anew with every revision, and told only if one of them is another: a reading that is merely new costs little. */
function factsOf(
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

/** Age, quality and alarm in one quiet line. */
function Meta({ facts }: { facts: ReadonlySignal<Facts> }) {
  const aged = useComputed(() => facts.value.aged)
  const alarm = useComputed(() => facts.value.alarm)
  const severity = useComputed(() => facts.value.severity)
  const quality = useComputed(() => facts.value.quality)
  const reason = useComputed(() => facts.value.reason)
  return (
    <p class="meta">
      {alarm.value !== undefined && (
        <span class="alarm" data-part="alarm" role="alert">
          {severity.value === 'minor' ? <Triangle /> : <FullOctagon />}
          {alarm}
        </span>
      )}
      <span data-part="age">{aged}</span>
      {quality.value !== 'good' && (
        <span class="alarm" data-part="quality">
          <Triangle />
          {quality}
          {reason.value && `: ${reason.value}`}
        </span>
      )}
    </p>
  )
}

const UNREAD = '–'
