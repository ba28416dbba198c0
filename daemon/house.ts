import type { Driver } from '../drivers/contract.ts'
import type { Transport } from '../drivers/transports/transport.ts'
import type { StationDescription, Stopped } from '../protocol/index.ts'
import { createState, type Event, type Founded, type Latch, type State } from './core/index.ts'
import { describe, type Log, Owner, type Ownership } from './devices/index.ts'
import { Loop, type Turn } from './loop.ts'
import { type Admitted, guarded, Sessions } from './sessions/index.ts'

/** A device of the station: what drives it, and what it is connected through. */
export interface Furnished {
  readonly name: string
  readonly driver: Driver
  /** Name of the driver, as in the config. */
  readonly driverName: string
  readonly transport: Transport
  readonly simulated: boolean
  readonly title?: string
  readonly group?: string
}

/** What differs between a daemon, a worker in a browser and the simulated world: handed in. */
export interface Grounds {
  readonly turn: Turn
  readonly epoch: string
  readonly station: StationDescription
  readonly devices: readonly Furnished[]
  readonly latches: readonly Latch[]
  readonly persist: (latches: readonly Latch[]) => void
  /** Uses a ticket up: whose it is, or undefined when there is none such. */
  readonly admit: (ticket: string) => Admitted | undefined
  readonly wallClock: () => number
  readonly record?: Ownership['record']
  readonly log?: Log
  /** Hears everything that is asked for, and everything that is answered: for the audit. */
  readonly overhear?: Overhear
  /** The house no longer knows its own truth: whoever runs it stops every device and ends. */
  readonly fatal: (error: unknown) => void
}

export interface Overhear {
  posted(event: Event): void
  told(effect: Tell): void
}
export type Tell = Parameters<Sessions['tell']>[0]

export interface House {
  readonly state: State
  readonly loop: Loop
  readonly sessions: Sessions
  /** Whatever happens is posted here. */
  post(event: Event): void
  /** Adds a device, or puts another in the place of one of that name; nothing else is touched. */
  furnish(device: Furnished): Promise<void>
  /** Takes a device out of the station. */
  dissolve(name: string): Promise<void>
  /** Stops every device at once, past everything: for when the house itself is in trouble. */
  halt(): void
  close(reason: string): Promise<void>
}

/** Puts the rooms together: the same house in every place. Devices are opened at once. */
export function openHouse(grounds: Grounds): House {
  const { turn, epoch, station, latches, devices, log } = grounds
  const overhear = grounds.overhear && overhearing(grounds.overhear, log)
  const now = turn.clock.now()
  const state = createState({ epoch, now, station, latches, devices: devices.map(foundedOf) })
  const logStop = stopLog(log)
  const owners: Owners = new Owners(device => new Owner(ownershipOf(device, { grounds, loop, sessions })))
  const loop: Loop = new Loop(state, turn, {
    converse: ({ device, job }) => owners.get(device)?.converse(job),
    halt: device => owners.get(device)?.halt(),
    sample: ({ key, value, at }) => sessions.sampled(key, at, value),
    tell(effect) {
      overhear?.told(effect)
      sessions.tell(effect)
    },
    announce(message) {
      if (message.t === 'stopped') logStop(message)
      sessions.announce(message)
    },
    persist: grounds.persist,
    flush: () => sessions.flush(),
    fatal: grounds.fatal,
  })
  const post = (event: Event): void => {
    overhear?.posted(event)
    loop.post(event)
  }
  const sessions: Sessions = new Sessions({
    state,
    clock: turn.clock,
    post,
    admit: grounds.admit,
    wallClock: grounds.wallClock,
    onFault: sentence => log?.(sentence, 'warn'),
    onSlow: name =>
      log?.(`${name} does not keep up: nothing of what was sent for two seconds was acknowledged.`, 'warn'),
  })
  for (const device of devices) owners.own(device)
  return {
    state,
    loop,
    sessions,
    post,
    async furnish(device) {
      const left = owners.leave(device.name)
      post({ type: 'founded', founded: foundedOf(device) })
      sessions.arrange()
      await owners.ownAfter(left, device)
    },
    async dissolve(name) {
      const left = owners.leave(name)
      post({ type: 'dissolved', device: name })
      sessions.arrange()
      await left
    },
    halt() {
      owners.stopDevices()
    },
    async close(reason) {
      sessions.close(reason)
      await owners.close()
      loop.close()
    },
  }
}

/** Who talks to which device: to each one owner, also while devices come and go. */
class Owners {
  readonly #make: (device: Furnished) => Owner
  readonly #owners = new Map<string, Owner>()
  /** Of each name, the ports that are being given back. */
  readonly #leaving = new Map<string, Promise<unknown>>()

  constructor(make: (device: Furnished) => Owner) {
    this.#make = make
  }

  get(name: string): Owner | undefined {
    return this.#owners.get(name)
  }

  own(device: Furnished): void {
    const owner = this.#make(device)
    this.#owners.set(device.name, owner)
    owner.open()
  }

  /** From the moment of the call on nothing more is heard of it; resolves when its port was given back. */
  leave(name: string): Promise<unknown> {
    const owner = this.#owners.get(name)
    this.#owners.delete(name)
    const left = Promise.all([this.#leaving.get(name), owner?.close()])
    this.#leaving.set(name, left)
    return left
  }

  /** Meanwhile it may have become another's turn, or nobody's. */
  async ownAfter(left: Promise<unknown>, device: Furnished): Promise<void> {
    await left
    if (this.#leaving.get(device.name) === left) this.own(device)
  }

  stopDevices(): void {
    for (const owner of this.#owners.values()) owner.stopDevice()
  }

  async close(): Promise<void> {
    const left = [...this.#leaving.values()]
    this.#leaving.clear()
    await Promise.all([...left, ...[...this.#owners.values()].map(owner => owner.close())])
  }
}

function foundedOf({ name, driver, driverName, transport, simulated, title, group }: Furnished): Founded {
  const { where } = transport
  const description = describe(driver, {
    driverName,
    where,
    simulated,
    ...(title && { title }),
    ...(group && { group }),
  })
  return { name, description, stopExpect: driver.stop.expect ?? {} }
}

interface Rooms {
  readonly grounds: Grounds
  readonly loop: Loop
  readonly sessions: Sessions
}

function ownershipOf({ name, driver, transport }: Furnished, { grounds, loop, sessions }: Rooms): Ownership {
  const { turn, epoch, record, log } = grounds
  return {
    name,
    driver,
    transport,
    clock: turn.clock,
    post: event => loop.post(event),
    release: device => loop.release(device),
    firstTag: tagOf(epoch),
    sample(stream, at, values) {
      sessions.sample(stream, at, values)
      loop.wantFlush()
    },
    ...(record && { record }),
    ...(log && { log }),
  }
}

/** Who only listens ends nothing when it fails. */
function overhearing({ posted, told }: Overhear, log: Log | undefined): Overhear {
  const say = (sentence: string): void => log?.(sentence, 'warn')
  return { posted: guarded(posted, say), told: guarded(told, say) }
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
