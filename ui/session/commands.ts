import {
  type Clock,
  type Cmd,
  type Ended,
  encode,
  LIMITS,
  type Op,
  type Out,
  type Scalar,
  STAGES,
  type Stage,
} from '../../protocol/index.ts'
import type { ControlStatus, HistoryEntry, Passed } from './api.ts'
import type { Notices } from './notices.ts'

/** A command before it has a number. Its dates are those of the moment of its gesture. */
export interface Draft {
  readonly frame: Omit<Cmd, 't' | 'command'>
  readonly issued: number
  readonly wallClock: number
  /** What was asked of the control when it was issued, and by whom. */
  readonly before: Asked
}

export interface Asked {
  readonly asked: Scalar | undefined
  readonly by: string | undefined
}

export interface Open extends Draft {
  readonly frame: Cmd
  readonly stage: 'sending' | Stage
  readonly way: readonly Passed[]
}

type Last = NonNullable<ControlStatus['last']>

interface Record {
  /** Number of its newest command: only that one's end is `last`. */
  newest: number
  op?: Op | undefined
  /** Under the finger, as far as it was taken. */
  hand?: Scalar | undefined
  last?: Last | undefined
  took?: number | undefined
}

interface Unsent {
  readonly op: Op
  readonly sentence: string
  readonly value?: Scalar
}

interface House {
  readonly clock: Clock
  /** The daemon's time, as far as it is known here. */
  readonly serverNow: () => number
  /** Now, as the wall says. */
  readonly wallClock: () => number
  readonly notices: Notices
  readonly send: (text: string) => boolean
}

/**
 * The commands of this session whose end is not known, and what their controls show.
 * A control is pending while it has one here: no mark is set or cleared on its own,
 * so none can stay behind, and an older command's end cannot clear a newer one's.
 */
export class Commands {
  readonly #house: House
  readonly #open = new Map<number, Open>()
  readonly #records = new Map<string, Record>()
  #last = 0
  #neverSent = 0

  constructor(house: House) {
    this.#house = house
  }

  /** In command order. */
  get open(): readonly Open[] {
    return [...this.#open.values()]
  }

  get full(): boolean {
    return this.#open.size >= LIMITS.openPerSession
  }

  of(control: string): readonly Open[] {
    return this.open.filter(open => open.frame.control === control)
  }

  /** Numbers it, once, and sends it. */
  issue(draft: Draft): number {
    const command = ++this.#last
    const open: Open = { ...draft, frame: { ...draft.frame, t: 'cmd', command }, stage: 'sending', way: [] }
    this.#open.set(command, open)
    const record = this.#record(draft.frame.control)
    record.newest = command
    record.op = draft.frame.op
    record.last = undefined
    this.#tell(open)
    this.resend(open)
    return command
  }

  /** The very same frame: what dates it is never set anew. */
  resend(open: Open): void {
    this.#house.send(encode(open.frame))
  }

  /** A stage or an end, once its state is in place. Returns whose, unless that has ended here: then nothing more is taken. */
  heard(out: Out): Open | undefined {
    const open = this.#open.get(out.command)
    if (!open || out.epoch !== open.frame.epoch) return undefined
    if (!('stage' in out)) this.end(open, out)
    else if (rank(out.stage) > rank(open.stage)) {
      const after = this.#house.clock.now() - open.issued
      const next = { ...open, stage: out.stage, way: [...open.way, { stage: out.stage, after }] }
      this.#open.set(out.command, next)
      this.#tell(next)
    }
    return open
  }

  end(open: Open, ended: Last): void {
    const { command, control } = open.frame
    if (!this.#open.delete(command)) return
    const took = this.#house.clock.now() - open.issued
    const record = this.#record(control)
    if (record.newest === command) {
      record.last = ended
      record.took = took
    }
    this.#tell(open, { ended, took })
  }

  /** What it is told to have ended as when nobody can know any more. */
  endUnknown(open: Open, reason: string, sentence: string): void {
    const { epoch, command } = open.frame
    const ended: Ended = {
      t: 'out',
      epoch,
      command,
      revision: 0,
      time: this.#house.serverNow(),
      outcome: 'unknown',
      detail: { reason },
      sentence,
    }
    this.end(open, ended)
  }

  /**
   * It never became a command. A value was wanted later than whatever is open, so that its word stays;
   * a second press of what runs is told off, and the run still says how it ended.
   */
  notSent(control: string, { sentence, op, ...given }: Unsent): void {
    const { notices, clock, wallClock } = this.#house
    const record = this.#record(control)
    const value = given.value === undefined ? {} : { value: given.value }
    if (given.value !== undefined) record.newest = NONE
    record.last = { notSent: true, sentence, ...value }
    notices.control(control)
    const command = --this.#neverSent
    const issued = clock.now()
    const dates = { issued, wallClock: wallClock(), took: 0 }
    notices.history({ command, control, op, gesture: command, ...value, ...dates, ended: record.last })
  }

  hand(control: string, value: Scalar | undefined): void {
    const record = this.#record(control)
    if (record.hand === value) return
    record.hand = value
    this.#house.notices.control(control)
  }

  status(control: string): ControlStatus {
    const open = this.of(control)
    const newest = open[open.length - 1]
    const oldest = open[0]
    const { hand, op, last, took } = this.#records.get(control) ?? {}
    const sets = open.filter(({ frame }) => frame.op === 'set')
    const requested = hand ?? sets[sets.length - 1]?.frame.value
    return {
      ...(requested === undefined ? {} : { requested }),
      ...(newest && oldest ? { stage: newest.stage, pendingSince: oldest.issued } : {}),
      ...(op === undefined ? {} : { op }),
      ...(last === undefined ? {} : { last }),
      ...(took === undefined ? {} : { took }),
    }
  }

  #record(control: string): Record {
    let record = this.#records.get(control)
    if (!record) {
      record = { newest: 0 }
      this.#records.set(control, record)
    }
    return record
  }

  #tell(open: Open, end?: Pick<HistoryEntry, 'ended' | 'took'>): void {
    const { command, control, op, value, input, gesture } = open.frame
    const { issued, wallClock, stage, way } = open
    this.#house.notices.control(control)
    this.#house.notices.history({
      command,
      control,
      op,
      gesture,
      issued,
      wallClock,
      stage,
      way,
      ...(value === undefined ? {} : { value }),
      ...(input === undefined ? {} : { input }),
      ...end,
    })
  }
}

/** Number of a command that never had one. */
const NONE = -1

const rank = (stage: 'sending' | Stage): number => (stage === 'sending' ? -1 : STAGES.indexOf(stage))
