import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals-core'
import type { Clock, DeviceDescription, Evt, KeyValue, Stopped } from '../../protocol/index.ts'
import type {
  Change,
  ControlStatus,
  HistoryEntry,
  LinkStatus,
  Session,
  SessionListener,
  Surroundings,
} from '../session/api.ts'
import { openSession } from '../session/index.ts'
import { type Forgotten, Restarts } from './restarts.ts'
import { same } from './same.ts'
import { ticking } from './ticking.ts'
import type { Traces } from './traces.ts'

/** Commands kept: some drags' worth. */
const HISTORY = 200
const EVENTS = 200
const ABOUT = '.$about'

/** A session and the browser's copy of the truth that it keeps. */
export function openReplica(
  around: Surroundings,
  selectors?: readonly string[]
): { readonly replica: Replica; readonly session: Session } {
  const replica = new Replica(around.clock)
  const session = openSession(around, replica.listener, selectors)
  replica.follow(session)
  return { replica, session }
}

/** Something that happened, as this page heard of it. Numbers count within an epoch. */
export interface Happening extends Omit<Evt, 't'> {
  readonly epoch: string
  readonly wallClock: number
}

/**
 * The truth as signals. A signal changes only when what it says did, and all that
 * a flush changes, changes at once: a pending mark goes in the frame that brings the value.
 */
export class Replica {
  /** To be given to the session whose truth this is. */
  readonly listener: SessionListener = {
    together: batch,
    applied: change => this.#applied(change),
    status: link => set(this.#link, link),
    control: (name, status) => set(this.#statuses.get(name), status),
    stopped: stop => {
      this.#stops.value = new Map(this.#stops.value).set(stop.scope, stop)
    },
    // The same stops, anew: whoever asks what is blocked asks again, before any answer.
    stopping: () => {
      this.#stops.value = new Map(this.#stops.value)
    },
    history: entry => this.#recorded(entry),
    event: event => this.#happened(event),
  }
  /** What was received, for drawing: from when somebody first draws (`tracesOf`), which is not at once. */
  traces: Traces | undefined
  readonly #keys = new Map<string, Signal<KeyValue | undefined>>()
  readonly #statuses = new Map<string, Signal<ControlStatus>>()
  readonly #abouts = new Map<string, ReadonlySignal<DeviceDescription | undefined>>()
  readonly #link = signal<LinkStatus>({ state: 'connecting', attempt: 1 })
  readonly #stops = signal<ReadonlyMap<string, Stopped>>(new Map())
  readonly #history = signal<readonly HistoryEntry[]>([])
  readonly #events = signal<readonly Happening[]>([])
  readonly #devices = signal<readonly string[]>([])
  readonly #restarts = new Restarts()
  readonly #now: ReadonlySignal<number>
  #session: Session | undefined
  #epoch: string | undefined

  constructor(clock: Clock) {
    this.#now = ticking(clock, () => this.#session?.serverNow() ?? 0)
  }

  /** Its session, which exists only once it was given its listener. */
  follow(session: Session): void {
    this.#session = session
  }

  key(name: string): ReadonlySignal<KeyValue | undefined> {
    return entry(this.#keys, name, () => signal(this.#session?.key(name)))
  }

  status(control: string): ReadonlySignal<ControlStatus> {
    return entry(this.#statuses, control, () => signal(this.#session?.control(control) ?? {}))
  }

  /** What a device says of itself; undefined until it is known. */
  about(device: string): ReadonlySignal<DeviceDescription | undefined> {
    const key = this.key(`${device}${ABOUT}`)
    return entry(this.#abouts, device, () => computed(() => key.value?.value as DeviceDescription | undefined))
  }

  /** Names of all devices, in the daemon's order. The station itself is none. */
  get devices(): ReadonlySignal<readonly string[]> {
    return this.#devices
  }

  get link(): ReadonlySignal<LinkStatus> {
    return this.#link
  }

  /** The last stop of each scope, latched or re-armed. */
  get stops(): ReadonlySignal<ReadonlyMap<string, Stopped>> {
    return this.#stops
  }

  /** This page's last commands, newest last. */
  get history(): ReadonlySignal<readonly HistoryEntry[]> {
    return this.#history
  }

  /** What the devices said by themselves, newest last. */
  get events(): ReadonlySignal<readonly Happening[]> {
    return this.#events
  }

  /** What the last restart of the station forgot; undefined while this page has seen none that did. */
  get forgotten(): ReadonlySignal<Forgotten | undefined> {
    return this.#restarts.forgotten
  }

  /** The daemon's monotonic now, for ages. Moves only while somebody subscribes. */
  get now(): ReadonlySignal<number> {
    return this.#now
  }

  #applied(change: Change): void {
    const { keys, gone, epoch } = change
    this.#restarts.applied(change)
    if (epoch !== this.#epoch) this.#stops.value = new Map()
    this.#epoch = epoch
    for (const name of gone) set(this.#keys.get(name), undefined)
    for (const [name, value] of keys) set(this.#keys.get(name), value)
    this.#countDevices(keys, gone)
  }

  /** An entry comes again at each stage and at its end, whole. */
  #recorded(entry: HistoryEntry): void {
    const before = this.#history.value
    const newest = Math.max(0, ...before.map(({ command }) => command))
    const entries = before.map(old => (old.command === entry.command ? entry : old))
    // Below 0 it never was a command, and is told once.
    if (entry.command > newest || entry.command < 0) entries.push(entry)
    this.#history.value = entries.slice(-HISTORY)
  }

  #happened(event: Omit<Evt, 't'>): void {
    const wallClock = this.#session?.wallClockOf(event.time) ?? 0
    this.#events.value = [...this.#events.value, { ...event, epoch: this.#epoch ?? '', wallClock }].slice(-EVENTS)
  }

  #countDevices(keys: ReadonlyMap<string, KeyValue>, gone: readonly string[]): void {
    const left = new Set(this.#devices.value)
    for (const name of gone) if (name.endsWith(ABOUT)) left.delete(name.slice(0, -ABOUT.length))
    for (const name of keys.keys()) if (name.endsWith(ABOUT)) left.add(name.slice(0, -ABOUT.length))
    left.delete('station')
    set(this.#devices, [...left])
  }
}

function entry<T>(map: Map<string, T>, name: string, make: () => T): T {
  let found = map.get(name)
  if (found === undefined) {
    found = make()
    map.set(name, found)
  }
  return found
}

function set<T>(target: Signal<T> | undefined, value: T): void {
  if (target && !same(target.peek(), value)) target.value = value
}
