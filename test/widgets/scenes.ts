import { daq, sayVolts } from './daq.ts'
import { ended, type FakeSession, refused } from './fake.ts'
import { plateKeys } from './plate.ts'
import type { WarpClock } from './warp-clock.ts'

export interface Stage {
  readonly session: FakeSession
  readonly clock: WarpClock
}

/** A plate that warms up towards what is asked, five times a second. */
function simulate({ session, clock }: Stage): () => void {
  let temperature = Number(session.key('plate.temperature')?.value ?? 24)
  return () => {
    const now = clock.now()
    const at = { sampled: now, received: now }
    const asked = Number(session.key('plate.target')?.value ?? 20)
    const heats = session.key('plate.heater')?.value === true
    temperature += ((heats ? asked : 22) - temperature) * 0.008
    const noise = Math.sin(now / 470) * 0.4 + Math.sin(now / 131) * 0.3
    const next: Parameters<FakeSession['say']>[0] = {}
    for (const name of ['target', 'heater', 'fan', 'door']) {
      next[`plate.${name}`] = { ...session.key(`plate.${name}`), ...at }
    }
    session.say({
      ...next,
      'plate.temperature': { ...session.key('plate.temperature'), value: temperature + noise, ...at },
      'plate.power': { value: heats ? Math.min(100, Math.max(0, (asked - temperature) * 2 + asked / 5)) : 0, ...at },
    })
  }
}

/** Two minutes of the past at once, with three setpoints in them. */
function past(stage: Stage): () => void {
  const { session, clock } = stage
  session.say({ 'plate.temperature': { value: 62, sampled: clock.now() } })
  const step = simulate(stage)
  const asks = new Map([
    [0, 90],
    [180, 150],
    [420, 200],
  ])
  for (let i = 0; i < 600; i++) {
    const asked = asks.get(i)
    if (asked !== undefined) {
      session.say({ 'plate.target': { ...session.key('plate.target'), asked, value: asked } })
    }
    clock.warp(200)
    step()
  }
  return step
}

function live(stage: Stage): () => void {
  const step = past(stage)
  setInterval(step, 200)
  return step
}

/** Commands of this page, so that its history is not empty. */
function commands({ session }: Stage): void {
  const entry = (command: number, control: string, value: number | boolean) =>
    ({
      command,
      control,
      op: 'set',
      gesture: Math.max(6, command),
      value,
      issued: 0,
      wallClock: Date.now() - (60 - command) * 7_000,
    }) as const
  for (let i = 1; i < 6; i++) {
    const last = {
      ...ended('done', ''),
      outcome: 'superseded',
      sentence: 'Replaced by a later value of your own.',
    } as const
    session.sayHistory({ ...entry(i, 'plate.target', 140 + i * 10), ended: last, took: 20 })
  }
  session.sayHistory({ ...entry(6, 'plate.target', 200), ended: ended('done', 'Done.'), took: 38 })
  session.sayHistory({
    ...entry(7, 'plate.heater', true),
    ended: refused('latched', 'Stopped by Guest 1. Re-arm before you go on.'),
  })
  session.sayHistory({ ...entry(8, 'plate.heater', true), ended: ended('done', 'Done.'), took: 31 })
}

export const SCENES: Readonly<Record<string, (stage: Stage) => void>> = {
  live(stage) {
    live(stage)
    commands(stage)
  },
  /** Eight channels of one stream, 10,000 samples of each, and some that were lost. */
  streams({ session }) {
    session.say({ 'daq.$about': { value: daq }, 'daq.$link': { value: { state: 'up' } } })
    requestAnimationFrame(() => {
      let n = 10_000
      const now = session.serverNow()
      sayVolts(session, now - 130_000, { from: 0, count: 6_000 })
      sayVolts(session, now, { from: 6_000, count: 4_000, lost: 300 })
      setInterval(() => sayVolts(session, session.serverNow(), { from: n++, count: 1 }), 30)
    })
  },
  /** Nothing moves by itself: for tests. */
  still({ session }) {
    session.obeys = false
  },
  obedient() {},
  /** Connected, and nothing was read yet. */
  first({ session }) {
    const { 'plate.$about': about, 'station.$about': station } = plateKeys(0)
    session.say({ 'plate.$about': about ?? {}, 'station.$about': station ?? {} })
  },
  trouble(stage) {
    live(stage)
    const { session, clock } = stage
    commands(stage)
    const now = clock.now()
    session.say({
      'plate.temperature': { value: 361.8, sampled: now, severity: 'minor' },
      'plate.target': { value: 185.5, asked: 200, by: 'Guest 2', sampled: now },
      'plate.heater': { value: false, asked: true, by: 'Guest 1', sampled: now },
    })
    session.sayStatus('plate.target', { last: ended('clamped', 'The device took 185.5 instead.') })
    session.sayStatus('plate.fan', { last: refused('changedMeanwhile', 'Guest 1 changed this meanwhile to 35.') })
    session.sayStatus('plate.tare', { stage: 'released', pendingSince: now - 400 })
  },
  silent(stage) {
    const step = past(stage)
    step()
    commands(stage)
    stage.session.sayLink({ state: 'silent', since: stage.clock.now() - 2_300 })
    stage.clock.warp(3_000)
  },
  waiting(stage) {
    past(stage)()
    const until = stage.clock.now() + 9_000
    stage.session.sayLink({ state: 'waiting', until, reason: 'the station does not answer.' })
    stage.clock.warp(4_000)
  },
  stopped(stage) {
    live(stage)
    commands(stage)
    const { session } = stage
    session.say({ 'plate.heater': { ...session.key('plate.heater'), value: false } })
    void session.stop('station')
  },
  offline(stage) {
    past(stage)()
    const { session, clock } = stage
    const reason = 'the serial port /dev/ttyACM0 is not there. Plug the device in; it is found by itself.'
    session.say({ 'plate.$link': { value: { state: 'waiting', reason } } })
    for (const name of ['target', 'heater', 'fan', 'tare']) {
      session.sayBlocked(`plate.${name}`, `The device is not connected: ${reason}`)
    }
    clock.warp(14_000)
  },
}
