import type { KeyValue, Scalar } from '../../protocol/index.ts'
import type { ControlStatus } from '../session/api.ts'
import { ended, type FakeSession, refused } from './fixture.ts'

/** One state of a control, for any kind of value: `a` is what it has, `b` another. */
export interface Situation {
  readonly title: string
  readonly key: KeyValue
  readonly status?: ControlStatus
  readonly blocked?: string
}

export function settingsOf(a: Scalar, b: Scalar, now: number): Situation[] {
  const at = { sampled: now, received: now, by: 'Guest 2' }
  const well = { value: a, asked: a, ...at }
  return [
    { title: 'Confirmed', key: well, status: { last: ended('done', 'Done.'), took: 31 } },
    { title: 'Pending', key: well, status: { requested: b, stage: 'released', pendingSince: now - 31 } },
    { title: 'Diverged', key: { ...well, asked: b } },
    { title: 'Stale', key: { ...well, sampled: now - 14_000 } },
    { title: 'Not read yet', key: {}, blocked: 'Its first value has not been read yet.' },
    {
      title: 'Unknown',
      key: { ...well, asked: b, locked: 'Must be read.' },
      status: {
        last: ended('unknown', 'The device did not answer in time; it is not known whether it did this.', now),
      },
    },
    {
      title: 'Refused',
      key: { ...well, by: 'Guest 1' },
      status: { last: refused('changedMeanwhile', 'Guest 1 changed this meanwhile.') },
    },
    { title: 'Failed', key: well, status: { last: ended('failed', 'The device refused: over temperature.') } },
    { title: 'In use', key: { ...well, asked: b, by: 'Guest 1', grip: 'Guest 1' } },
    { title: 'Blocked', key: well, blocked: 'Stopped by Guest 1. Re-arm before you go on.' },
  ]
}

/** The states of a number that is read; each value lies where its alarm is. */
export function readingsOf(values: readonly [well: number, minor: number, major: number], now: number): Situation[] {
  const [well, minor, major] = values
  return [
    { title: 'Well', key: { value: well, sampled: now } },
    { title: 'Warning', key: { value: minor, sampled: now, severity: 'minor' } },
    { title: 'Alarm', key: { value: major, sampled: now, severity: 'major' } },
    { title: 'Stale', key: { value: well, sampled: now - 14_000 } },
    {
      title: 'Uncertain',
      key: { value: well, sampled: now, quality: 'uncertain', reason: 'the probe is being calibrated' },
    },
    { title: 'Calibrated', key: { value: well, raw: well * 0.98, sampled: now } },
    { title: 'Not read yet', key: {} },
  ]
}

/** Says a row of situations to a session; returns the names of their keys. */
export function put(session: FakeSession, device: string, situations: readonly Situation[]): string[] {
  return situations.map(({ key, status, blocked }, i) => {
    const name = `${device}${i}.x`
    session.say({ [name]: key, [`${device}${i}.$link`]: { value: { state: 'up' } } })
    if (status) session.sayStatus(name, status)
    session.sayBlocked(name, blocked)
    return name
  })
}
