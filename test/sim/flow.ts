import { type Bye, LIMITS } from '../../protocol/index.ts'

/** Who keeps what is seen of a socket at the daemon's end of it. */
export interface FlowWatch {
  /** More is sent while so much is not acknowledged. */
  unacknowledged(bytes: number): void
  /** Never before was so much on its way to this page, or waiting for it in the daemon. */
  backlog(wire: Seen, bytes: { readonly sent: number; readonly held: number }): void
  /** The window shut, or opened again, or its socket is gone. */
  window(wire: Seen, open: boolean): void
  bye(wire: Seen, bye: Bye): void
}

export interface Seen {
  readonly number: number
  readonly session: string
}

/**
 * What the daemon has sent on a socket, what of it was acknowledged, and what waits in the daemon for its window:
 * measured on the wire, write by write, as the protocol's window is.
 */
export class Flow {
  readonly #wire: Seen
  readonly #watch: FlowWatch
  readonly #writes: { readonly frames: number; readonly bytes: number }[] = []
  #frames = 0
  #bytes = 0
  #acknowledged = 0
  /** Control frames that wait, bytes. */
  #held = 0
  #most = 0
  #open = true
  /** Between its welcome and its end. */
  #attached = false
  #over = false

  constructor(wire: Seen, watch: FlowWatch) {
    this.#wire = wire
    this.#watch = watch
  }

  sent(frames: readonly string[]): void {
    const [first = ''] = frames
    if (first.startsWith('{"t":"bye"')) return this.#watch.bye(this.#wire, JSON.parse(first) as Bye)
    this.#attached ||= first.startsWith('{"t":"welcome"')
    this.#watch.unacknowledged(this.#waiting)
    for (const frame of frames) this.#bytes += frame.length
    this.#frames += frames.length
    this.#writes.push({ frames: this.#frames, bytes: this.#bytes })
    if (!first.startsWith('{"t":"beat"') && !first.startsWith('{"t":"pong"')) this.#held = 0
    this.#look()
  }

  /** A control frame begins to wait. */
  held(bytes: number): void {
    if (!this.#attached) return
    this.#held += bytes
    this.#look()
  }

  acknowledged(frames: number): void {
    while (this.#writes[0] && this.#writes[0].frames <= frames) this.#acknowledged = this.#writes.shift()?.bytes ?? 0
    this.#look()
  }

  ended(): void {
    if (!this.#open && !this.#over) this.#watch.window(this.#wire, true)
    this.#over = true
    this.#attached = false
  }

  get #waiting(): number {
    return this.#bytes - this.#acknowledged
  }

  #look(): void {
    if (this.#over) return
    const open = this.#waiting < LIMITS.window
    if (open !== this.#open) this.#watch.window(this.#wire, open)
    this.#open = open
    const all = this.#waiting + this.#held
    if (all <= this.#most) return
    this.#most = all
    if (all > LIMITS.ackBytes) this.#watch.backlog(this.#wire, { sent: this.#waiting, held: this.#held })
  }
}
