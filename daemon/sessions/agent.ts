import type { Ended, Op, Out, Rearm, Scalar, Stop, Stopped } from '../../protocol/index.ts'
import type { Event, Person, State } from '../core/index.ts'

/** What somebody wants who has no page: over REST, MQTT, or from within the house. */
export interface Order {
  readonly op: Op
  readonly control: string
  readonly value?: Scalar
  readonly input?: Readonly<Record<string, Scalar>>
  /** Longest life, ms. */
  readonly ttl?: number
  /** How long ago it was given, ms, as far as is known. */
  readonly elapsed?: number
  /** The stop generation its sender knew; without one, that of now. */
  readonly stopGeneration?: number
  /** The revision its sender looked at; without one, that of now. */
  readonly basis?: number
  /** The life of the daemon in which these two are numbers; without one, that of now. */
  readonly epoch?: string
}

export interface Employment {
  readonly state: State
  readonly post: (event: Event) => void
  /** 32 hexadecimal digits, never used before. */
  readonly id: string
  readonly person: Person
  readonly gone: () => void
}

/**
 * A session without a socket. Its commands are commands like any other: numbered, checked twice, ended once, and told
 * to the audit. One at a time it may be forgotten by core when it was silent too long; then it begins anew.
 */
export class Agent {
  readonly #e: Employment
  readonly #waiting = new Map<number, (ended: Ended) => void>()
  #command = 0
  #from: string | undefined

  constructor(employment: Employment) {
    this.#e = employment
    this.#isHere()
  }

  get person(): Person {
    return this.#e.person
  }

  /** Where its next orders come from, for the audit. To core it is attached already, and this is nothing new. */
  comesFrom(from: string): void {
    const { post, id, person } = this.#e
    if (from === this.#from) return
    this.#from = from
    post({ type: 'attached', session: id, connection: 1, person, from })
  }

  /** Resolves with its refusal or its one outcome. */
  order({ op, control, value, input, ttl, elapsed = 0, stopGeneration, basis, epoch }: Order): Promise<Ended> {
    const { state, post, id } = this.#e
    const command = ++this.#command
    // Where core has no room for its session, nobody would ever answer.
    if (!this.#isHere()) {
      const { epoch, revision, now: time } = state
      const sentence = 'Too many pages and programs are here; try again later.'
      return Promise.resolve({ t: 'out', epoch, command, revision, time, refused: 'flood', sentence })
    }
    const ended = new Promise<Ended>(resolve => this.#waiting.set(command, resolve))
    const cmd = {
      t: 'cmd',
      epoch: epoch ?? state.epoch,
      command,
      control,
      op,
      ...(value !== undefined && { value }),
      ...(input !== undefined && { input }),
      gesture: command,
      final: true,
      basis: basis ?? state.revision,
      // Time of the last step: older than now, never younger.
      seen: state.now,
      elapsed,
      ...(ttl !== undefined && { ttl }),
      stopGeneration: stopGeneration ?? generationFor(state, control),
    } as const
    post({ type: 'requested', session: id, connection: 1, cmd })
    return ended
  }

  /** Its session has a place, or gets one now. */
  #isHere(): boolean {
    const { state, post, id: session, person } = this.#e
    if (!state.sessions.has(session))
      post({ type: 'attached', session, connection: 1, sent: Math.max(0, this.#command - 1), person })
    return state.sessions.has(session)
  }

  stop(stop: Omit<Stop, 't'>): void {
    const { post, id } = this.#e
    post({ type: 'stopRequested', session: id, stop: { t: 'stop', ...stop } })
  }

  rearm(rearm: Omit<Rearm, 't'>): void {
    const { post, id } = this.#e
    post({ type: 'rearmRequested', session: id, connection: 1, rearm: { t: 'rearm', ...rearm } })
  }

  /** Orders that have not ended. */
  get open(): number {
    return this.#waiting.size
  }

  /** What core has to say to this session. */
  hear(message: Out | Stopped): void {
    if (message.t !== 'out' || 'stage' in message) return
    this.#waiting.get(message.command)?.(message)
    this.#waiting.delete(message.command)
  }

  close(): void {
    const { post, id, gone } = this.#e
    post({ type: 'detached', session: id, connection: 1 })
    gone()
  }
}

/** The newest stop of the station or of the control's device. */
function generationFor({ stops }: State, control: string): number {
  const of = (scope: string): number => stops.get(scope)?.generation ?? 0
  return Math.max(of('station'), of(control.split('.', 1)[0] as string))
}
