/** Silence after opening, after which what comes begins with its beginning, ms: a line has no such pause within. */
const SILENCE = 100
/** What is not understood is told no oftener than this, ms. */
const TOLD_EVERY = 1_000
/** Of what a device said, so much is repeated to a person. */
const QUOTED = 60

/**
 * A device that is asked nothing is who it should be once its driver makes something of what it says. What the link was
 * opened in the middle of is not believed: the end of 23.4 is 3.4.
 */
export class FirstWords {
  readonly #openedAt: number
  #toldAt = Number.NEGATIVE_INFINITY
  /** Undefined until anything came. */
  #whole: boolean | undefined
  reason = 'nothing was heard yet; it is known by the first line that its driver understands'

  constructor(now: number) {
    this.#openedAt = now
  }

  /** Bytes arrived. */
  arrived(now: number): void {
    this.#whole ??= now - this.#openedAt >= SILENCE
  }

  /** A frame: who it is, where it was understood; else whether there is a new reason to tell. */
  judge(text: string, understood: boolean, now: number): { readonly identity: string } | { readonly news: boolean } {
    const whole = this.#whole
    this.#whole = true
    const quoted = JSON.stringify(text.slice(0, QUOTED))
    if (understood && whole) return { identity: `it says ${quoted}` }
    if (now < this.#toldAt + TOLD_EVERY) return { news: false }
    this.#toldAt = now
    const fault = understood ? 'which may have begun before the link was opened' : 'of which its driver makes nothing'
    this.reason = `it says ${quoted}, ${fault}`
    return { news: true }
  }
}
