/** One message on its way out. */
export interface Message {
  readonly topic: string
  /** Empty on a retained topic: it is taken back. */
  readonly payload: string
  readonly retain: boolean
  /** When what it says was so, wall-clock ms. */
  readonly at: number
  /** Said before, and repeated for a broker that may have forgotten. */
  readonly again?: true
  /** Whose question it answers. */
  readonly correlation?: Uint8Array
}

/** One message that came in. */
export interface Incoming {
  readonly topic: string
  readonly payload: Uint8Array
  readonly retain: boolean
  /** The broker says it delivers it once more. */
  readonly dup: boolean
  /** 0: its sender sent it once and forgot it. */
  readonly qos: number
  /** Seconds it has left. */
  readonly expiry?: number | undefined
  readonly responseTopic?: string | undefined
  readonly correlation?: Uint8Array | undefined
  /** The base of the station that published it, where it was one. */
  readonly origin?: string | undefined
}

export type Log = (sentence: string, level: 'info' | 'warn') => void
