import type { Evt, Out, Scalar, Stopped } from '../../protocol/index.ts'

/** Everything the house may do, one union, performed in one place (the loop). */
export type Effect =
  /** Begin a conversation. Nothing is sent before the driver's first call on its link was released. */
  | { readonly type: 'converse'; readonly device: string; readonly job: Job }
  /** Stop the device now, past every queue. */
  | { readonly type: 'halt'; readonly device: string }
  /** A reading was committed: a sample of the stream that bears its key's name, if there is one. */
  | { readonly type: 'sample'; readonly key: string; readonly value: Scalar; readonly at: number }
  /** To one session, on its newest connection. */
  | { readonly type: 'tell'; readonly session: string; readonly message: Out | Stopped }
  /** To everybody. */
  | { readonly type: 'announce'; readonly message: Stopped | Evt }
  /** The latches, to survive a power cut. */
  | { readonly type: 'persist'; readonly latches: readonly Latch[] }

/** What an owner is asked to do: one conversation. */
export type Job =
  | { readonly kind: 'set'; readonly property: string; readonly value: Scalar; readonly command: CommandKey }
  | { readonly kind: 'call'; readonly action: string; readonly input: Input; readonly command: CommandKey }
  /** `command`: a person asked for this reading; else it is a poll or a verification. */
  | { readonly kind: 'read'; readonly property: string; readonly command?: CommandKey }

/** (session, command): the name of a command for ever. */
export type CommandKey = `${string}#${number}`

/** What an action is told, complete: left-out fields have their defaults. */
export type Input = Readonly<Record<string, Scalar>>

export interface Latch {
  readonly scope: string
  readonly by?: string
  readonly reason?: string
}
