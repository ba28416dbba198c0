import type { Driver } from '../drivers/contract.ts'
import type { Transport } from '../drivers/transports/transport.ts'
import type { StationDescription, Stopped } from '../protocol/index.ts'
import { createState, type Latch, type State } from './core/index.ts'
import { describe, type Log, Owner, type Ownership } from './devices/index.ts'
import { Loop, type Turn } from './loop.ts'
import { Sessions } from './sessions/index.ts'

/** A device of the station: what drives it, and what it is connected through. */
export interface Furnished {
  readonly name: string
  readonly driver: Driver
  /** Name of the driver, as in the config. */
  readonly driverName: string
  readonly transport: Transport
  readonly simulated: boolean
  readonly title?: string
}

/** What differs between a daemon, a worker in a browser and the simulated world: handed in. */
export interface Grounds {
  readonly turn: Turn
  readonly epoch: string
  readonly station: StationDescription
  readonly devices: readonly Furnished[]
  readonly latches: readonly Latch[]
  readonly persist: (latches: readonly Latch[]) => void
  /** Uses a ticket up; false when there is none such. */
  readonly admit: (ticket: string) => boolean
  readonly wallClock: () => number
  readonly record?: Ownership['record']
  readonly log?: Log
  /** The house no longer knows its own truth: whoever runs it stops every device and ends. */
  readonly fatal: (error: unknown) => void
}

export interface House {
  readonly state: State
  readonly loop: Loop
  readonly sessions: Sessions
  /** Stops every device at once, past everything: for when the house itself is in trouble. */
  halt(): void
  close(reason: string): Promise<void>
}

/** Puts the rooms together: the same house in every place. Devices are opened at once. */
export function openHouse(grounds: Grounds): House {
  const { turn, epoch, station, latches, devices, log, record } = grounds
  const state = createState({
    epoch,
    now: turn.clock.now(),
    station,
    latches,
    devices: devices.map(({ name, driver, driverName, transport, simulated, title }) => ({
      name,
      description: describe(driver, { driverName, where: transport.where, simulated, ...(title && { title }) }),
      stopExpect: driver.stop.expect ?? {},
    })),
  })
  const logStop = stopLog(log)
  const owners = new Map<string, Owner>()
  const loop: Loop = new Loop(state, turn, {
    converse: ({ device, job }) => owners.get(device)?.converse(job),
    halt: device => owners.get(device)?.halt(),
    sample: ({ key, value, at }) => sessions.sampled(key, at, value),
    tell: effect => sessions.tell(effect),
    announce: message => {
      if (message.t === 'stopped') logStop(message)
      sessions.announce(message)
    },
    persist: grounds.persist,
    flush: () => sessions.flush(),
    fatal: grounds.fatal,
  })
  const sessions: Sessions = new Sessions({
    state,
    clock: turn.clock,
    post: event => loop.post(event),
    admit: grounds.admit,
    wallClock: grounds.wallClock,
    onSlow: name =>
      log?.(`${name} does not keep up: nothing of what was sent for two seconds was acknowledged.`, 'warn'),
  })
  for (const { name, driver, transport } of devices) {
    const owner = new Owner({
      name,
      driver,
      transport,
      clock: turn.clock,
      post: event => loop.post(event),
      release: device => loop.release(device),
      firstTag: tagOf(epoch),
      sample: (stream, at, values) => {
        sessions.sample(stream, at, values)
        loop.wantFlush()
      },
      ...(record && { record }),
      ...(log && { log }),
    })
    owners.set(name, owner)
    owner.open()
  }
  return {
    state,
    loop,
    sessions,
    halt() {
      for (const owner of owners.values()) owner.stopDevice()
    },
    async close(reason) {
      sessions.close(reason)
      await Promise.all([...owners.values()].map(owner => owner.close()))
      loop.close()
    },
  }
}

/** A place in 0 to 255 that differs from life to life. */
const tagOf = (epoch: string): number => [...epoch].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) % 256, 7)

/** A stop is asked for on two paths and announced for each; it is one all the same. */
function stopLog(log: Log | undefined): (stop: Stopped) => void {
  const last = new Map<string, string>()
  return stop => {
    const news = `${stop.generation} ${stop.latched}`
    if (last.get(stop.scope) !== news) log?.(stopWords(stop), stop.latched ? 'warn' : 'info')
    last.set(stop.scope, news)
  }
}

function stopWords({ scope, latched, by = 'somebody', reason }: Stopped): string {
  if (!latched) return `${scope}: re-armed.`
  return `${scope}: stopped by ${by}${reason === undefined ? '' : ` (${reason})`}.`
}
