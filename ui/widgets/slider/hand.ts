import { type Signal, signal } from '@preact/signals'
import type { Gesture, Session } from '../../session/api.ts'
import { placeOf, roundTo, type Scale } from '../figures.ts'
import type { Sentence } from '../say/sentence.ts'
import type { Dragged } from './drag.ts'
import { type Press, valueAfter } from './keys.ts'

export interface HandOn {
  readonly session: Session
  readonly name: string
  readonly scale: Scale
  /** What the handle stands at while no hand is on it. */
  shown(): number | undefined
  blocked(): string | undefined
  /** The hand met a control that takes no input. */
  refused(): void
}

/**
 * A hand on a slider: a pointer or a held key. While it is there, `place` is where
 * the handle stands, and nothing else moves it. What goes out is rounded; what is
 * seen is not.
 */
export class Hand implements Dragged {
  readonly place: Signal<number | undefined> = signal(undefined)
  readonly note: Signal<Sentence | undefined> = signal(undefined)
  #on: HandOn
  #gesture: Gesture | undefined
  /** The last value that went out in this gesture. */
  #sent: number | undefined
  #byKey = false

  constructor(on: HandOn) {
    this.#on = on
  }

  accepts(): boolean {
    const why = this.#on.blocked()
    // Stays until the next touch: what was in the way may be gone before the finger is.
    this.note.value = why === undefined ? undefined : { tone: 'warn', text: why }
    if (why !== undefined) this.#on.refused()
    return why === undefined
  }

  /** The handle is where the pointer is from the first moment; nothing is asked for yet. */
  hold(place: number): void {
    this.place.value = place
  }

  begin(): void {
    // A pointer that comes while a key is held: what the key began ends here, so that its release ends nothing else.
    this.keyUp()
    this.note.value = undefined
    this.#gesture = this.#on.session.gesture(this.#on.name)
    this.#sent = undefined
  }

  move(place: number): void {
    this.place.value = place
    this.#send(this.#valueAt(place))
  }

  end(place: number): void {
    const value = this.#valueAt(place)
    // A press that asks for what is asked already asks for nothing.
    if (this.#sent === undefined && value === this.#on.shown()) return this.cancel()
    this.#gesture?.end(value)
    this.#letGo()
  }

  cancel(): void {
    this.#gesture?.cancel()
    this.#letGo()
  }

  tapped(): void {
    this.note.value = { tone: 'quiet', text: 'Drag to set it: a touch alone moves nothing.' }
  }

  /** One press is one value; only a key held down becomes a gesture. */
  keyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || (this.#gesture && !this.#byKey)) return
    const { scale, session, name } = this.#on
    const from = this.#sent ?? this.#on.shown()
    const value = valueAfter(event, from ?? scale.min, scale)
    if (value === undefined) return
    event.preventDefault()
    if (!this.accepts() || from === undefined) return
    if (!event.repeat && !this.#gesture) {
      if (value !== from) session.set(name, value)
      return
    }
    if (!this.#gesture) this.begin()
    this.#byKey = true
    this.place.value = placeOf(value, scale)
    this.#send(value)
  }

  /** A press of a button for fine steps: one value. */
  step(press: Press): void {
    const { session, name, scale } = this.#on
    const from = this.#on.shown()
    if (!this.accepts() || from === undefined) return
    const value = valueAfter(press, from, scale)
    if (value !== undefined && value !== from) session.set(name, value)
  }

  keyUp(): void {
    if (!this.#byKey) return
    if (this.#sent === undefined) return this.cancel()
    this.#gesture?.end(this.#sent)
    this.#letGo()
  }

  #send(value: number): void {
    if (value === this.#sent || (this.#sent === undefined && value === this.#on.shown())) return
    this.#sent = value
    this.#gesture?.move(value)
  }

  #valueAt(place: number): number {
    const { scale } = this.#on
    return roundTo(scale.min + place * (scale.max - scale.min), scale)
  }

  #letGo(): void {
    this.#gesture = undefined
    this.#sent = undefined
    this.#byKey = false
    this.place.value = undefined
  }
}
