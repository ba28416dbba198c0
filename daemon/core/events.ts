import type { Cmd, DeviceDescription, LinkState, Rearm, Role, Scalar, Stop } from '../../protocol/index.ts'

/**
 * Everything that can happen, one union. Whoever makes it happen posts it to
 * the loop; nothing else changes the state.
 */
export type Event =
  // --- from sessions
  /** `sent`: the highest command it says it sent in this epoch. Without a person it is a guest, and operates. */
  | {
      readonly type: 'attached'
      readonly session: string
      readonly connection: number
      readonly sent?: number
      readonly person?: Person
      /** Address, for the audit. */
      readonly from?: string
    }
  | { readonly type: 'detached'; readonly session: string; readonly connection: number }
  | { readonly type: 'requested'; readonly session: string; readonly connection: number; readonly cmd: Cmd }
  /** No connection: a stop counts on whichever path it comes. `person`: whose it is, where the session is not known. */
  | { readonly type: 'stopRequested'; readonly session: string; readonly stop: Stop; readonly person?: Person }
  | { readonly type: 'rearmRequested'; readonly session: string; readonly connection: number; readonly rearm: Rearm }
  // --- from the owner of a device
  | { readonly type: 'link'; readonly device: string; readonly link: LinkState }
  /** The driver's first call on its link: the second check, and the act. Answered by `isReleased`. */
  | { readonly type: 'releasing'; readonly device: string }
  /** The conversation is over; its owner is idle. */
  | { readonly type: 'answered'; readonly device: string; readonly answer: Answer }
  /** Arrived unasked. */
  | {
      readonly type: 'heard'
      readonly device: string
      readonly readings: readonly Reading[]
      readonly events: readonly Heard[]
    }
  /** The stop's bytes were handed to the transport, or could not be. */
  | { readonly type: 'halted'; readonly device: string; readonly delivered: boolean }
  /** How far the action under way has come, 0 to 1. */
  | { readonly type: 'progressed'; readonly device: string; readonly fraction: number }
  // --- from the station
  /** A value that is computed from others cannot be, or not well: what it was stays, and is not good. Ends with the next `heard`. */
  | {
      readonly type: 'doubted'
      readonly device: string
      readonly property: string
      readonly quality: 'uncertain' | 'bad'
      readonly reason: string
    }
  /** A device is there, or is another than before. Its latches hold. */
  | { readonly type: 'founded'; readonly founded: Founded }
  /** A device is no longer part of the station. */
  | { readonly type: 'dissolved'; readonly device: string }
  /** A key of the house, `station.$name`; without a value it goes. */
  | { readonly type: 'noted'; readonly key: HouseKey; readonly value: unknown }
  // --- time
  | { readonly type: 'tick' }

/** Who somebody is, as access control knows them. */
export interface Person {
  readonly name: string
  readonly role: Role
}

export type HouseKey = `station.$${string}`

/** A device as core wants to know it. */
export interface Founded {
  readonly name: string
  readonly description: DeviceDescription
  /** What it reads like once stopped. */
  readonly stopExpect: Readonly<Record<string, Scalar>>
}

/** How a conversation ended. */
export type Answer =
  /** A write or an action was answered as the driver expects. */
  | { readonly is: 'acknowledged' }
  | { readonly is: 'read'; readonly reading: Reading }
  /** The device said no, and why. */
  | { readonly is: 'refused'; readonly why: string }
  /** No answer in time, or the link went: what happened is not known. */
  | { readonly is: 'silent'; readonly why: 'timeout' | 'linkLost' | 'garbled' }
  /** The driver threw, or returned without a word on its link. */
  | { readonly is: 'broken'; readonly why: string }
  /** Core did not release it: nothing was sent. */
  | { readonly is: 'withdrawn' }

export interface Reading {
  readonly property: string
  readonly value: Scalar
  /** What the device said, where the value is calibrated from it. */
  readonly raw?: number
  /** When the first byte of its request went out; for what arrives unasked, when it was heard. */
  readonly sampled: number
}

export interface Heard {
  readonly name: string
  readonly data: Readonly<Record<string, Scalar>>
}
