import type {
  ActionDescription,
  EventDescription,
  PropertyDescription,
  Scalar,
  StopHow,
  StreamDescription,
} from '../protocol/index.ts'
import type { Duration } from './duration.ts'
import type { Framing } from './framing.ts'

/**
 * THE CONTRACT, first form: a driver is data with a little code beside it.
 *
 * The code is what speaks: how to read, write, act, and what to make of what
 * arrives unasked. It gets a `Link`, on which one conversation runs at a time,
 * and nothing else: no daemon, no clock, no port.
 *
 * The first call on the link releases the command: until then it can still be
 * stopped or expire, and then that call throws and nothing was sent. A write
 * or action that returns without a call on its link has failed.
 */
export interface Link {
  /**
   * Sends one request and waits for its reply.
   * @param reply what a good answer looks like; another answer is an error
   * @throws DeviceRefused when the answer matches the driver's `refusal`
   */
  ask(request: string, reply?: RegExp): Promise<RegExpExecArray>
  /** As `ask`, for an answer that begins with a number. */
  askNumber(request: string): Promise<number>
  /** Sends without waiting for anything. */
  tell(request: string): void
  /** Waits, for devices that lose what follows too soon. It says nothing, so it is not the first call. */
  pause(time: Duration): Promise<void>
  /**
   * The same object for as long as the link is up, another after each opening: a driver that compares what it reads
   * with what it read before keeps that in a `WeakMap` under it, and mixes neither devices nor lives.
   */
  readonly life: object
}

/** The lane past every queue: for stop alone. Bytes as they are, without framing. */
export interface UrgentLink {
  urgent(bytes: string): void
}

/** The device answered, and the answer was no. `message` is its reason in words. */
export class DeviceRefused extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'DeviceRefused'
  }
}

export interface Property {
  readonly description: PropertyDescription
  /** `null`: there is none, which is no fault (a computer without a thermometer). */
  readonly read?: (link: Link) => Promise<Scalar>
  readonly write?: (link: Link, value: never) => Promise<unknown>
  /** Of a number: put in by the station's config, never by a driver. What is read and written is what the device says. */
  readonly calibration?: Calibration
}

/** Between what a device says and what it means. */
export interface Calibration {
  meant(said: number): number
  said(meant: number): number
}

export interface Action {
  readonly description: ActionDescription
  readonly run: Run
}

/**
 * What an action does. `input`: its fields, checked and complete. Whoever declares `progress` says now and then how far it
 * has come, 0 to 1.
 */
export type Run = (link: Link, input: Input, progress: (fraction: number) => void) => Promise<unknown>
export type Input = Readonly<Record<string, Scalar>>

/** What a driver may report of what arrives unasked. */
export interface Report {
  value(property: string, value: Scalar): void
  /** One sample of a declared stream: a number for each of its channels, in their order. */
  sample(stream: string, values: readonly number[]): void
  event(name: string, data: Readonly<Record<string, Scalar>>): void
}

export interface StopBehaviour {
  readonly how: StopHow
  readonly run?: (link: UrgentLink) => void
  /** What the device answers to it, in order: then these frames answer nothing else. Needed where frames carry no tag. */
  readonly says?: readonly RegExp[]
  /** What the device reads like once it has stopped, for instance `{ heater: false }`: properties with a `read`. */
  readonly expect?: Readonly<Record<string, Scalar>>
}

export interface Driver {
  readonly title: string
  /** What it can be connected through; the first is the usual one. */
  readonly transport: Need | readonly [Need, ...Need[]]
  readonly framing: Framing
  /** An answer that means no; its group `why` is the reason. */
  readonly refusal?: RegExp
  /** Longest wait for an answer. */
  readonly timeout: Duration
  readonly properties: Readonly<Record<string, Property>>
  readonly actions: Readonly<Record<string, Action>>
  readonly events: Readonly<Record<string, EventDescription>>
  readonly streams?: Readonly<Record<string, StreamDescription>>
  /**
   * First conversation on a fresh link. Its match's group `version` names the device. `heard`: it is asked nothing, for it
   * only speaks; it is who it should be once `heard` made something of what it says.
   */
  readonly identify: ((link: Link) => Promise<RegExpExecArray>) | 'heard'
  /** Frames that never answer anything, also while an answer is waited for. Needed where frames carry no tag. */
  readonly unasked?: RegExp
  /** A frame that answers nothing. */
  readonly heard?: (text: string, report: Report) => void
  readonly stop: StopBehaviour
  /** What the device itself does when the link is lost, in words for the panel. */
  readonly onLinkLoss?: string
}

/** Checks a driver's types and names; adds nothing. */
export function defineDriver<const D extends Driver>(driver: D): D {
  for (const fault of faultsOf(driver)) throw new TypeError(`The driver "${driver.title}": ${fault}.`)
  return driver
}

/** What the types do not see: names that lead nowhere, or to two things at once. */
function* faultsOf({ properties, actions, events, streams = {}, stop }: Driver): Iterable<string> {
  const own = (name: string) => (Object.hasOwn(properties, name) ? properties[name] : undefined)
  // What is heard unasked confirms nothing: when it was so is not known.
  for (const name of Object.keys(stop.expect ?? {})) {
    if (!own(name)) yield `"stop.expect" names "${name}", which is no property of it`
    else if (!own(name)?.read) yield `"stop.expect" names "${name}", which has no "read": no stop would be confirmed`
  }
  const streamOf = new Map<string, string>()
  for (const [stream, { channels }] of Object.entries(streams)) {
    const others = Object.entries({ 'a property': properties, 'an action': actions, 'an event': events })
    for (const [kind, names] of others)
      if (Object.hasOwn(names, stream)) yield `"${stream}" is the name of a stream and of ${kind}; rename one`
    for (const channel of channels) {
      const at = `the channel "${channel}" of the stream "${stream}"`
      const property = own(channel)
      if (!property) yield `${at} is no property of it`
      else if (property.description.type !== 'number') yield `${at} is no number`
      else if (property.read) yield `${at} has a "read" of its own; leave that out, or the channel`
      if (streamOf.has(channel)) yield `${at} is a channel of "${streamOf.get(channel)}" already`
      streamOf.set(channel, stream)
    }
  }
}

// --- what it needs to be connected

export interface SerialNeed {
  readonly kind: 'serial'
  readonly baudRate: number
}
export const serial = (options: { baudRate: number }): SerialNeed => ({ kind: 'serial', ...options })

export interface TcpNeed {
  readonly kind: 'tcp'
  /** The port where such devices usually listen. */
  readonly port: number
}
export const tcp = (options: { port: number }): TcpNeed => ({ kind: 'tcp', ...options })

/** Files in which the system tells of itself. There is one such place, so it has neither port nor address. */
export interface FileNeed {
  readonly kind: 'file'
  /** Folders and files that may be read, with all that lies below them. */
  readonly roots: readonly string[]
  /** File systems whose size may be asked, by where they are mounted. */
  readonly disks: readonly string[]
}
export const file = (options: { roots: readonly string[]; disks?: readonly string[] }): FileNeed => ({
  kind: 'file',
  disks: [],
  ...options,
})

export type Need = SerialNeed | TcpNeed | FileNeed

/** All ways to connect a device of this driver, the usual one first. */
export const needsOf = ({ transport }: Driver): readonly Need[] => ('kind' in transport ? [transport] : transport)
