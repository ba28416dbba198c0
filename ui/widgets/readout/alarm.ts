import type { AlarmLimits, KeyValue } from '../../../protocol/index.ts'
import { quantity, type Scale } from '../figures.ts'

/** An alarm in words: which limit was passed, and that limit. */
export function alarmWords(
  key: KeyValue | undefined,
  alarm: AlarmLimits | undefined,
  scale: Scale
): string | undefined {
  const severity = key?.severity ?? 'none'
  const value = key?.value
  if (severity === 'none') return undefined
  if (severity === 'invalid') return key?.reason ?? 'Not to be relied upon'
  if (typeof value !== 'number' || !alarm) return severity === 'major' ? 'Alarm' : 'Warning'
  const { lowLow, low, high, highHigh } = alarm
  const over = severity === 'major' ? highHigh : high
  const under = severity === 'major' ? lowLow : low
  // Within its hysteresis a value is back inside the limit and still in alarm.
  if (over !== undefined && (under === undefined || value > (over + under) / 2)) {
    return `${value >= over ? 'Above' : 'Was above'} ${quantity(over, scale)}`
  }
  if (under !== undefined) return `${value <= under ? 'Below' : 'Was below'} ${quantity(under, scale)}`
  return severity === 'major' ? 'Alarm' : 'Warning'
}

/** What is said of values none of which has an alarm: that all is well only while all of them are known. */
export const quietWords = (keys: readonly (KeyValue | undefined)[]): string =>
  keys.every(key => key !== undefined && (key.quality ?? 'good') === 'good')
    ? 'Everything within its limits.'
    : 'What is in doubt is not judged.'
