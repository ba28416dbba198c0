import type { Clock, KeyValue } from '../../protocol/index.ts'
import { Replica } from '../replica/replica.ts'
import type { Panel } from '../widgets/panel.ts'
import { benchKeys } from './bench.ts'
import { ended, FakeSession, refused } from './fixture.ts'

const clock: Clock = {
  now: () => performance.now() + 600_000,
  after: (ms, fn) => {
    const timer = setTimeout(fn, ms)
    return () => clearTimeout(timer)
  },
}

export interface Stage {
  readonly session: FakeSession
  readonly panel: Panel
}

/** The shipped replica, over a session that plays its daemon. */
function stage(): Stage {
  const replica = new Replica(clock)
  const session = new FakeSession(clock)
  session.listen(replica.listener)
  replica.follow(session)
  session.sayLink(session.link)
  return { session, panel: { session, replica, clock } }
}

/** Its time stands still, and nothing obeys: each state lasts. */
export function stillStage(): Stage {
  const still = stage()
  still.session.freeze()
  still.session.obeys = false
  return still
}

/** A bench that follows what it is told, five times a second. */
export function liveStage(): Stage {
  const live = stage()
  const { session } = live
  session.delay = 350
  session.say(benchKeys(session.serverNow()))
  const was = (name: string) => session.key(`bench.${name}`)
  const value = (name: string) => Number(was(name)?.value)
  setInterval(() => {
    const now = session.serverNow()
    const at = { sampled: now, received: now }
    const asked = was('output')?.value === true ? value('target') : 22
    const noise = Math.sin(now / 470) * 0.3 + Math.sin(now / 131) * 0.2
    const volts = was('output')?.value === true ? value('voltage') : 0
    const said: Record<string, KeyValue> = {
      temperature: { value: value('temperature') + (asked - value('temperature')) * 0.01 + noise * 0.2 },
      coolant: { value: Math.round(60 + 30 * Math.sin(now / 9_000)) },
      current: { value: Math.max(0, volts * (0.107 + 0.01 * noise)) },
      reading: { value: volts + noise * 0.004, raw: volts * 0.998 },
    }
    const again = ['door', 'phase', 'target', 'output', 'voltage', 'mode', 'filter', 'label', 'lamp']
    const keys = [...Object.entries(said), ...again.map(name => [name, was(name) ?? {}] as const)]
    session.say(Object.fromEntries(keys.map(([name, key]) => [`bench.${name}`, { ...key, ...at }])))
  }, 200)
  return live
}

/** What a page has done, and what it has heard. */
export function happen({ session }: Stage): void {
  const now = session.serverNow()
  const wallClock = Date.now()
  const entry = { op: 'set', issued: 0, gesture: 1 } as const
  session.command = 5
  const way = [
    { stage: 'accepted', after: 3 },
    { stage: 'released', after: 5 },
    { stage: 'acknowledged', after: 19 },
    { stage: 'verifying', after: 20 },
  ] as const
  const done = ended('done', 'Done; the device confirms it.')
  const replaced = { ...done, outcome: 'superseded', sentence: 'Replaced by a later value of your own.' } as const
  const at = (s: number) => wallClock - 1_000 * s
  const target = { ...entry, control: 'bench.target' }
  session.sayHistory({ ...target, command: 1, value: 120, wallClock: at(90), ended: replaced, took: 24 })
  session.sayHistory({ ...target, command: 2, value: 160, wallClock: at(89), ended: replaced, took: 21 })
  session.sayHistory({ ...target, command: 3, value: 200, wallClock: at(88), way, ended: done, took: 52 })
  const over = refused('changedMeanwhile', 'Guest 1 changed this meanwhile to 12.')
  session.sayHistory({
    ...entry,
    command: 4,
    control: 'bench.voltage',
    value: 14,
    wallClock: at(60),
    ended: over,
    took: 8,
  })
  const notSent = { notSent: true, sentence: 'Stopped by Guest 1. Re-arm before you go on.' } as const
  session.sayHistory({ ...entry, command: -1, control: 'bench.output', value: true, wallClock: at(41), ended: notSent })
  session.sayHistory({
    ...{ command: 5, control: 'bench.sweep', op: 'call', gesture: 5, issued: 0, wallClock: at(4), stage: 'released' },
    ...{ input: { from: 0, to: 12, shape: 'ramp', back: true }, way: way.slice(0, 2) },
  })
  const event = { device: 'bench', event: 'trip' } as const
  session.sayEvent({
    ...event,
    number: 41,
    severity: 'minor',
    data: { current: 3.612 },
    time: now - 80_000,
    lostTo: 40,
  })
  session.sayEvent({ ...event, number: 42, severity: 'major', data: { current: 4.871 }, time: now - 52_000 })
  session.sayEvent({ ...event, number: 43, event: 'cleared', severity: 'none', time: now - 50_000 })
}
