import type { Commands, Draft } from './commands.ts'

interface Slot {
  /** The move that the daemon has said nothing about. */
  readonly flying: number
  readonly waiting?: Draft
}

/**
 * Thins the moves of a drag by what the link carries: per control one move without an answer,
 * and behind it one value, the latest. The slot is the coalescer; there is no queue and no timer.
 * A final passes by it.
 */
export class Slots {
  readonly #commands: Commands
  readonly #slots = new Map<string, Slot>()

  constructor(commands: Commands) {
    this.#commands = commands
  }

  offer(draft: Draft): void {
    const { control } = draft.frame
    const slot = this.#slots.get(control)
    if (slot) this.#slots.set(control, { ...slot, waiting: draft })
    else if (!this.#commands.full) this.#slots.set(control, { flying: this.#commands.issue(draft) })
  }

  /** The value that waits is not wanted any more: a final follows, or the finger left. */
  drop(control: string): void {
    const slot = this.#slots.get(control)
    if (slot) this.#slots.set(control, { flying: slot.flying })
  }

  /** After answers were applied: whoever flew and was answered makes room. `mayGo` has the last word on what waited. */
  open(mayGo: (draft: Draft) => boolean): void {
    for (const [control, { flying, waiting }] of this.#slots) {
      if (this.#commands.open.some(({ frame, stage }) => frame.command === flying && stage === 'sending')) continue
      this.#slots.delete(control)
      if (waiting && mayGo(waiting)) this.offer(waiting)
    }
  }

  /** The link was cut: nothing that waited is sent, nothing that flew is waited for. */
  cut(): void {
    this.#slots.clear()
  }
}
