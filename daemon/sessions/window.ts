import { LIMITS } from '../../protocol/index.ts'

/**
 * Bytes on their way to one client. The kernel hides megabytes per connection,
 * so that only what the page acknowledged counts as arrived.
 */
export class Window {
  #frames = 0
  #bytes = 0
  #acknowledged = 0
  /** (frames, bytes) sent up to the end of each write, oldest first. */
  readonly #marks: { readonly frames: number; readonly bytes: number }[] = []

  get open(): boolean {
    return this.#bytes - this.#acknowledged < LIMITS.window
  }

  sent(frames: readonly string[]): void {
    this.#frames += frames.length
    for (const frame of frames) this.#bytes += frame.length
    this.#marks.push({ frames: this.#frames, bytes: this.#bytes })
  }

  /** False when the page claims more frames than it was sent. */
  acknowledge(frames: number): boolean {
    if (frames > this.#frames) return false
    let arrived = 0
    while (arrived < this.#marks.length && (this.#marks[arrived] as { frames: number }).frames <= frames) arrived++
    const last = this.#marks[arrived - 1]
    if (last) this.#acknowledged = last.bytes
    this.#marks.splice(0, arrived)
    return true
  }
}
