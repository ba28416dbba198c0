import type {
  ActionDescription,
  ControlDescription,
  Detail,
  DeviceDescription,
  Ended,
  Evt,
  KeyValue,
  LinkState,
  Op,
  Out,
  Outcome,
  PropertyDescription,
  Refusal,
  Role,
  Scalar,
} from '../../protocol/index.ts'
import type { CommandKey, Effect, Input, Job } from './effects.ts'
import type { Journal } from './journal.ts'

/** The truth. Only `step` changes it; everybody else reads. */
export interface State {
  readonly epoch: string
  /** Number of the last committed transaction. */
  revision: number
  /** Daemon's monotonic ms of the event under way; never goes back. */
  now: number
  readonly keys: Map<string, Entry>
  readonly journal: Journal
  readonly devices: Map<string, Device>
  readonly sessions: Map<string, Session>
  /** By scope: `station` and each device. */
  readonly stops: Map<string, StopRecord>
  /** The last stop generation given out in this epoch. */
  stopGeneration: number
  /** Scope of each stop by its nonce, oldest first, bounded. */
  readonly nonces: Map<string, string>
  /** Revision at which a key last ceased to be: who stands before it needs a snapshot, for a delta only tells what is. */
  shrunk: number
  readonly events: Evt[]
  eventNumber: number
  /** How many commands ended in each way since the start: counted once each, for whoever measures the house. */
  readonly ends: Map<Outcome | Refusal, number>
  guests: number
  /** The transaction under way; empty between steps. */
  readonly transaction: Transaction
}

export interface Transaction {
  readonly touched: Set<string>
  /** Keys that ceased to be; one of them may have been written anew since. */
  readonly erased: string[]
  readonly outs: { readonly session: Session; readonly out: Unnumbered }[]
  readonly effects: Effect[]
}

/** An `out` whose revision is that of the transaction under way. */
export type Unnumbered = Out extends infer O
  ? O extends Out
    ? Omit<O, 'revision' | 'epoch' | 'time' | 't'>
    : never
  : never

/** One key of the state. */
export interface Entry {
  value: KeyValue
  /** Revision of its last change. */
  changed: number
  /** `"key":{...}` as it goes on the wire; made once per change, by whoever needs it first. */
  fragment: string | undefined
}

export interface Session {
  readonly id: string
  /** The person, for others to read. */
  name: string
  role: Role
  /** Newest connection; every smaller one is barred. */
  connection: number
  attached: boolean
  /** When it detached, for forgetting it. */
  detachedAt: number
  /** Highest command number seen, accepted or not. Nothing at or below it can ever run. */
  highest: number
  readonly open: Map<number, Command>
  /** Ends of commands by number, oldest first, bounded. */
  readonly ended: Map<number, { readonly out: Ended; readonly at: number }>
  /** By control: the gesture that was refused whole, and why. */
  readonly refusedGestures: Map<string, { readonly gesture: number; readonly no: No }>
}

/** A no, with what its sentence needs. */
export interface No {
  readonly code: Refusal
  readonly detail?: Detail
  readonly more?: string
}

export interface Device {
  readonly name: string
  readonly description: DeviceDescription
  /** What it reads like once stopped. */
  readonly stopExpect: Readonly<Record<string, Scalar>>
  link: LinkState
  /** The one conversation under way. */
  job: { readonly job: Job; readonly command: Command | undefined } | undefined
  /** Control lane, in admission order. */
  readonly queue: Command[]
  readonly controls: Map<string, Control>
  readonly polls: Poll[]
  /** A verification's reading has gone since the last command: it does not go past a second one that is ready. */
  verified: boolean
  /** A command went last: a poll that has lost patience may go before the next. */
  pollsTurn: boolean
  /** The last stop's effect, as read back; while it is latched. */
  stopCheck: StopCheck | undefined
}

export interface StopCheck {
  readonly generation: number
  readonly since: number
  /** A conversation was under way when it was stopped. */
  readonly talking: boolean
  /** By property: it reads as expected. */
  readonly seen: Map<string, boolean>
  /** Undefined until known. */
  verdict: boolean | undefined
}

export interface Poll {
  readonly property: string
  readonly every: number
  /** Waiting longer than this past its time, it takes one turn before the next command. */
  readonly patience: number
  due: number
}

export interface Control {
  /** `plate.target` */
  readonly key: string
  readonly device: Device
  readonly target: Target
  readonly spec: ControlDescription
  /** Accepted and not ended, in command order of each session. */
  readonly open: Set<Command>
  /** What the device was last told. */
  acted: Ask | undefined
  /** Newest change of what is asked, and the newest by anybody else than its author. */
  changed: { readonly session: Session; readonly revision: number } | undefined
  changedByOther: { readonly session: Session; readonly revision: number } | undefined
  grip: { readonly session: Session; readonly gesture: number; until: number } | undefined
  releasedAt: number
  /** Locked until read by a request that left at this time or later. */
  lockedSince: number | undefined
}

export type Target =
  | { readonly kind: 'property'; readonly name: string; readonly description: PropertyDescription }
  | { readonly kind: 'action'; readonly name: string; readonly description: ActionDescription }

export interface Ask {
  readonly value: Scalar
  readonly by: string
}

export interface Command {
  readonly key: CommandKey
  readonly session: Session
  readonly number: number
  readonly control: Control
  readonly op: Op
  readonly value: Scalar
  readonly input: Input
  readonly gesture: number
  readonly final: boolean
  readonly expires: number
  readonly stopGeneration: number
  progress: Progress
  /** The stop that struck it after its release. */
  struck: number | undefined
}

/** Stages only go forwards; each carries only its own data. */
export type Progress =
  | { readonly at: 'queued' }
  /** With its driver, which has not spoken yet. */
  | { readonly at: 'offered' }
  /** Its first byte was handed to the transport. `before`: what the device had been told until then. */
  | { readonly at: 'released'; readonly since: number; readonly before: Ask | undefined }
  /** `next`: when to read; `seen`: a sample that counted was there, and did not satisfy. */
  | { readonly at: 'verifying'; readonly since: number; readonly until: number; next: number; seen: boolean }
  | { readonly at: 'ended' }

export interface StopRecord {
  generation: number
  latched: boolean
  by?: string
  reason?: string
  nonce?: string
  at: number
  wrote?: number
}
