import type { AlarmLimits } from '../../../protocol/index.ts'
import { placeOf, type Scale } from '../figures.ts'

interface Zone {
  readonly kind: 'warn' | 'alarm'
  readonly from: number
  readonly to: number
}

/** Alarm limits on a scale: hatched where it warns, solid where it alarms. */
export function Zones({ alarm, scale }: { alarm: AlarmLimits | undefined; scale: Scale }) {
  return (
    <>
      {zonesOf(alarm, scale).map(({ kind, from, to }) => (
        <div
          key={`${kind}${from}`}
          class={`zone zone-${kind}`}
          data-end={endOf(from, to)}
          style={{ '--from': from, '--to': to }}
        />
      ))}
    </>
  )
}

const endOf = (from: number, to: number) => (to === 1 ? 'high' : from === 0 ? 'low' : undefined)

export function zonesOf(alarm: AlarmLimits | undefined, scale: Scale): Zone[] {
  if (!alarm) return []
  const { lowLow, low, high, highHigh } = alarm
  const at = (limit: number | undefined, otherwise: number) => (limit === undefined ? otherwise : placeOf(limit, scale))
  const zones: Zone[] = [
    { kind: 'alarm', from: 0, to: at(lowLow, 0) },
    { kind: 'warn', from: at(lowLow, 0), to: at(low, at(lowLow, 0)) },
    { kind: 'warn', from: at(high, at(highHigh, 1)), to: at(highHigh, 1) },
    { kind: 'alarm', from: at(highHigh, 1), to: 1 },
  ]
  return zones.filter(({ from, to }) => to > from)
}
