import type { Scalar } from './values.ts'

/**
 * What a driver declares, as the page sees it (the value of the key `device.$about`).
 * Periods and ages are milliseconds; units are UCUM codes.
 */
export interface DeviceDescription {
  readonly title: string
  readonly driver: string
  /** A simulator stands in for the hardware; the page says so. */
  readonly simulated: boolean
  /** The group of devices that it belongs to, for navigation. */
  readonly group?: string
  /** `serial /dev/...`: where it is, for a person. */
  readonly where: string
  readonly properties: Readonly<Record<string, PropertyDescription>>
  readonly actions: Readonly<Record<string, ActionDescription>>
  readonly events: Readonly<Record<string, EventDescription>>
  /** Samples of several properties that are taken together. Every other number is a stream by itself, under its own name. */
  readonly streams?: Readonly<Record<string, StreamDescription>>
  /** How a stop reaches it: past everything, after the current conversation, or not at all. */
  readonly stop: StopHow
  /** What it does by itself when the link is lost, in words. */
  readonly onLinkLoss?: string
}

export type StopHow = 'realtime' | 'afterCurrent' | 'none'
/** Kinds of control served so far (PROTOCOL.md section 4). */
export type Kind = 'setpoint' | 'level' | 'action'

/** What a value may be. */
export interface ValueDescription {
  readonly title: string
  readonly type: 'number' | 'boolean' | 'string'
  readonly unit?: string
  readonly range?: readonly [number, number]
  readonly step?: number
  /** Smallest difference worth showing. */
  readonly precision?: number
  /** Of a text: one of these, and nothing else. */
  readonly choices?: readonly Choice[]
  /** Of a text: `colour` is `#rrggbb`. */
  readonly format?: 'colour'
  /** Of a text: most characters. */
  readonly longest?: number
}

export interface Choice {
  readonly value: string
  readonly title: string
}

/** How a value asks to be shown; the automatic panel finds a way where nothing is said. */
export type Look = 'gauge' | 'digits' | 'bar' | 'entry' | 'slider'

export interface PropertyDescription extends ValueDescription {
  readonly look?: Look
  /** Section of the panel it stands in. */
  readonly section?: string
  /** Differences below it are no change: the value stays, only its age begins anew. */
  readonly deadband?: number
  /** The device cannot say what it holds. */
  readonly writeOnly?: boolean
  /** The device says it by itself; nobody asks. */
  readonly pushed?: boolean
  /** Promised period of reading, and the age from which a value counts as stale. */
  readonly every?: number
  readonly staleAfter: number
  /** Present on what can be written. */
  readonly control?: ControlDescription
  readonly alarm?: AlarmLimits
}

export interface AlarmLimits {
  readonly low?: number
  readonly lowLow?: number
  readonly high?: number
  readonly highHigh?: number
  readonly hysteresis?: number
  /** Of a boolean: the severity of true. */
  readonly on?: 'minor' | 'major'
}

export interface ControlDescription {
  readonly kind: Kind
  readonly ttl: number
  /** Least time between two acts, ms. */
  readonly minInterval?: number
  readonly safe?: Scalar
  readonly verify: Verification
}

export type Verification =
  | { readonly by: 'none' }
  | { readonly by: 'ack' }
  /** A sample taken `settle` ms after release, and within `window` ms, that differs by at most `within`. */
  | { readonly by: 'readback'; readonly within: number; readonly settle: number; readonly window: number }

export interface ActionDescription {
  readonly title: string
  /** How long it may run before its outcome is unknown. */
  readonly within: number
  readonly control: ControlDescription
  /** What it wants to be told, by name. */
  readonly input?: Readonly<Record<string, FieldDescription>>
  /** It says how far it has come: a number from 0 to 1 is the value of its key while it runs. */
  readonly progress?: boolean
}

export interface FieldDescription extends ValueDescription {
  /** Taken where it is left out; without one it must be given. */
  readonly default?: Scalar
}

export interface EventDescription {
  readonly title: string
  readonly data: Readonly<Record<string, 'number' | 'boolean' | 'string'>>
}

/** A sequence of numbered samples, each of all its channels at one time. */
export interface StreamDescription {
  readonly title: string
  /** Names of properties of the same device. */
  readonly channels: readonly string[]
  /** Period of sampling, ms, where it is known. */
  readonly every?: number
}

/** Value of `device.$link`. */
export interface LinkState {
  readonly state: 'opening' | 'identifying' | 'up' | 'lost' | 'waiting' | 'closed'
  /** In words, while it is not up. */
  readonly reason?: string
  readonly identity?: string
}

/** Value of `station.$stop` and `device.$stop`. */
export interface StopState {
  readonly generation: number
  readonly latched: boolean
  readonly by?: string
  readonly reason?: string
  /** From the request to the stop bytes handed to the transport, ms. */
  readonly wrote?: number
  /** The hardware was read afterwards and says it is safe; absent until known. */
  readonly confirmed?: boolean
  /** Devices that the stop could not be handed to, or that do not confirm it. */
  readonly unreached?: readonly string[]
}

/** Value of `station.$about`. */
export interface StationDescription {
  readonly title: string
  readonly version: string
}

/** Value of `station.$problems`: what is wrong with the station's config, while what ran before goes on. */
export interface StationProblem {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly what: string
  readonly fix: string
}

/** Value of `station.$run`: what is being recorded. */
export interface RunUnderWay {
  readonly id: string
  readonly name: string
  readonly by: string
  /** Wall-clock ms. */
  readonly since: number
  readonly rows: number
  readonly bytes: number
  /** It ended by itself, and why; nothing is recorded any more. */
  readonly fault?: string
}

/** One of `station.$found`: something on USB that is in no config. */
export interface Offer {
  /** Its port, by the name that stays. */
  readonly path: string
  readonly title: string
  /** Vendor and product on USB: `2341:0043`. */
  readonly id: string
  readonly serial?: string
  /** What would fit, and why that is thought. */
  readonly guess?: { readonly driver: string; readonly why: string }
  /** What would be written below `devices:` in `station.yaml`. */
  readonly yaml: string
}
