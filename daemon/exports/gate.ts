import type { Clock, KeyValue } from '../../protocol/index.ts'

interface Gating {
  readonly clock: Clock
  /** Least time between two messages, ms. */
  readonly interval: number
  /** Differences below it are no news. */
  readonly deadband: number
  readonly say: (value: KeyValue) => void
}

/** A reading that stays the same is said again after this long, with its newer time, ms. */
const REPEAT = 60_000

/**
 * What of a property's changes is told, and when: at most one in each interval, and of those that come in between the
 * latest. Quality and severity wait for nobody.
 */
export class Gate {
  readonly #gating: Gating
  #said: KeyValue | undefined
  #saidAt = Number.NEGATIVE_INFINITY
  #waiting: KeyValue | undefined
  #forget: () => void = () => undefined

  constructor(gating: Gating) {
    this.#gating = gating
  }

  offer(value: KeyValue): void {
    const { clock, interval } = this.#gating
    if (!this.#isNews(value)) return this.close()
    const since = clock.now() - this.#saidAt
    if (since >= interval || this.#isUrgent(value)) return this.#say(value)
    const first = this.#waiting === undefined
    this.#waiting = value
    if (first) this.#forget = clock.after(interval - since, () => this.#waiting && this.#say(this.#waiting))
  }

  /** What waits is not said any more. */
  close(): void {
    this.#forget()
    this.#waiting = undefined
  }

  #say(value: KeyValue): void {
    this.close()
    this.#said = value
    this.#saidAt = this.#gating.clock.now()
    this.#gating.say(value)
  }

  #isNews(value: KeyValue): boolean {
    const said = this.#said
    if (!said || this.#isUrgent(value) || value.asked !== said.asked) return true
    if ((value.sampled ?? 0) - (said.sampled ?? 0) >= REPEAT) return true
    if (typeof value.value !== 'number' || typeof said.value !== 'number') return value.value !== said.value
    const difference = Math.abs(value.value - said.value)
    // 1e-9: the deadband is decimal, the numbers are binary.
    return difference > 0 && difference >= this.#gating.deadband * (1 - 1e-9)
  }

  #isUrgent({ quality, severity }: KeyValue): boolean {
    return this.#said !== undefined && (quality !== this.#said.quality || severity !== this.#said.severity)
  }
}
