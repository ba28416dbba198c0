import { LIMITS, type Op, refusalSentence, type Scalar } from '../../protocol/index.ts'
import type { Ages } from './ages.ts'
import type { Gesture, Input } from './api.ts'
import { inputBlocked, linkBlocked, type Sight, startBlocked } from './blocked.ts'
import type { Commands, Draft } from './commands.ts'
import type { Slots } from './slots.ts'
import type { Truth } from './truth.ts'

/**
 *   down <--> cut       contact was lost, and came back while the finger was down: another gesture
 *     |
 *     v
 *   refused             whole: nothing more of this gesture is sent, its end says why
 *
 *   up                  after end or cancel
 */
type Hold =
  | { readonly at: 'down'; readonly gesture: number; readonly basis: number }
  | { readonly at: 'cut' }
  | { readonly at: 'refused'; readonly sentence: string }
  | { readonly at: 'up' }

export interface Table {
  readonly truth: Truth
  readonly ages: Ages
  readonly commands: Commands
  readonly slots: Slots
  readonly sight: () => Sight
  readonly now: () => number
  readonly nextGesture: () => number
  /** Everything of this turn is in place: tell it. */
  readonly tell: () => void
  /** Hands that are down, so that the answers find them. */
  readonly hands: Set<Hand>
}

interface Intent {
  readonly op: Op
  readonly control: string
  readonly value?: Scalar | undefined
  readonly input?: Input | undefined
  readonly final: boolean
  readonly gesture: number
  readonly basis: number
}

/** A command as it is at this moment: whose finger saw what, and when. */
export function draft(table: Table, { value, input, final, ...intent }: Intent): Draft {
  const { truth, ages } = table
  const { asked, by } = truth.keys.get(intent.control) ?? {}
  return {
    frame: {
      ...intent,
      epoch: truth.epoch ?? '',
      ...(value === undefined ? {} : { value }),
      ...(input === undefined ? {} : { input }),
      ...(final ? { final } : {}),
      ...ages.stamp(),
      stopGeneration: truth.generationFor(intent.control),
    },
    issued: table.now(),
    wallClock: ages.wallClockOf(ages.serverNow()),
    before: { asked, by },
  }
}

export const TOO_MANY = `Not sent: ${LIMITS.openPerSession} commands of this page are still without an answer.`

export class Hand implements Gesture {
  readonly #table: Table
  readonly control: string
  #hold: Hold

  constructor(table: Table, control: string) {
    this.#table = table
    this.control = control
    this.#hold = this.#begin()
    table.hands.add(this)
  }

  move(value: Scalar): void {
    const hold = this.#ready()
    if (hold.at === 'down') {
      this.#table.commands.hand(this.control, value)
      this.#table.slots.offer(this.#draft(hold, value, false))
    }
    this.#table.tell()
  }

  end(value: Scalar): void {
    const hold = this.#ready()
    this.#lift()
    if (hold.at === 'up') return
    const { commands } = this.#table
    if (hold.at !== 'down') commands.notSent(this.control, { op: 'set', sentence: this.#why(hold), value })
    else if (commands.full) commands.notSent(this.control, { op: 'set', sentence: TOO_MANY, value })
    else commands.issue(this.#draft(hold, value, true))
    this.#table.tell()
  }

  cancel(): void {
    this.#lift()
    this.#table.tell()
  }

  /** The link was cut: what the finger asked meanwhile goes nowhere. */
  cut(): void {
    if (this.#hold.at === 'down') this.#hold = { at: 'cut' }
    this.#table.commands.hand(this.control, undefined)
  }

  /** The daemon refused one of its commands for what another person did: then it refuses the gesture. */
  refused(gesture: number, sentence: string): void {
    if (this.#hold.at === 'down' && this.#hold.gesture === gesture) this.#refuse(sentence)
  }

  /** Looks again before each value: what is blocked now stays so until the finger touches anew. */
  #ready(): Hold {
    const hold = this.#hold
    if (hold.at === 'refused' || hold.at === 'up') return hold
    const sight = this.#table.sight()
    if (linkBlocked(sight) !== undefined) {
      this.cut()
      return { at: 'cut' }
    }
    if (hold.at === 'cut') {
      this.#hold = this.#begin()
      return this.#hold
    }
    const sentence = inputBlocked(this.control, sight)
    if (sentence !== undefined) this.#refuse(sentence)
    return this.#hold
  }

  #begin(): Hold {
    const sentence = startBlocked(this.control, this.#table.sight())
    if (sentence !== undefined) return { at: 'refused', sentence }
    const { truth, nextGesture } = this.#table
    return { at: 'down', gesture: nextGesture(), basis: truth.revision }
  }

  #refuse(sentence: string): void {
    this.#hold = { at: 'refused', sentence }
    this.#table.slots.drop(this.control)
    this.#table.commands.hand(this.control, undefined)
  }

  #lift(): void {
    if (this.#hold.at === 'up') return
    this.#hold = { at: 'up' }
    this.#table.hands.delete(this)
    this.#table.slots.drop(this.control)
    this.#table.commands.hand(this.control, undefined)
  }

  #draft({ gesture, basis }: Extract<Hold, { at: 'down' }>, value: Scalar, final: boolean): Draft {
    return draft(this.#table, { op: 'set', control: this.control, value, final, gesture, basis })
  }

  #why(hold: Hold): string {
    if (hold.at === 'refused') return hold.sentence
    return `Not sent: ${linkBlocked(this.#table.sight()) ?? 'the link broke during this gesture.'}`
  }
}

/** Why an action may not begin; its own former run is one more reason. */
export function callBlocked(action: string, table: Table): string | undefined {
  const running = table.commands.of(action).some(({ frame }) => frame.op === 'call')
  return startBlocked(action, table.sight()) ?? (running ? refusalSentence('busy') : undefined)
}
