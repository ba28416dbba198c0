import { type Clock, LIMITS } from '../protocol/index.ts'
import { type Effect, type Event, isReleased, nextDeadline, type State, step } from './core/index.ts'

/** Those who do what core decides. Handed in; each is called in the turn of its step. */
export interface Performers {
  converse(effect: Extract<Effect, { type: 'converse' }>): void
  halt(device: string): void
  sample(effect: Extract<Effect, { type: 'sample' }>): void
  tell(effect: Extract<Effect, { type: 'tell' }>): void
  announce(message: Extract<Effect, { type: 'announce' }>['message']): void
  persist(latches: Extract<Effect, { type: 'persist' }>['latches']): void
  /** Something was committed or is to be told: called once, at the end of the turn. */
  flush(): void
  /** Core no longer knows its own truth. No step follows; whoever called may swallow the error, this one must not. */
  fatal(error: unknown): void
}

export interface Turn {
  readonly clock: Clock
  /** Runs once when the turn of the event loop under way is over. */
  endOfTurn(fn: () => void): void
}

/**
 * One inbox. Nothing else calls `step`, and effects are performed here alone:
 *
 *   post(event) -> step -> effects -> performers -> (they may post) -> step -> ...
 *
 * A post from within a performer steps at once, but its effects wait for those
 * before them: steps never nest, effects keep their order.
 */
export class Loop {
  readonly state: State
  readonly #turn: Turn
  readonly #performers: Performers
  readonly #pending: Effect[] = []
  #performing = false
  #broken = false
  #closed = false
  #flushWanted = false
  #forget: (() => void) | undefined
  #forgetFlush: (() => void) | undefined
  #deadline = Number.POSITIVE_INFINITY

  constructor(state: State, turn: Turn, performers: Performers) {
    this.state = state
    this.#turn = turn
    this.#performers = performers
  }

  post(event: Event): void {
    if (this.#broken) return
    const before = this.state.revision
    const effects = this.#step(event)
    this.#pending.push(...effects)
    if (this.state.revision !== before || effects.length > 0) {
      if (isOnItsWay(effects)) this.#wantFlushSoon()
      else this.wantFlush()
    }
    if (!this.#performing) this.#perform()
  }

  #step(event: Event): readonly Effect[] {
    try {
      return step(this.state, event, this.#turn.clock.now())
    } catch (error) {
      this.#broken = true
      this.#performers.fatal(error)
      throw error
    }
  }

  /** A driver speaks for the first time: may its bytes go out? The answer and the bytes are one turn. */
  release(device: string): boolean {
    this.post({ type: 'releasing', device })
    return !this.#broken && isReleased(this.state, device)
  }

  /** No further timer; posts are still taken. */
  close(): void {
    this.#closed = true
    this.#forget?.()
    this.#forgetFlush?.()
  }

  #perform(): void {
    this.#performing = true
    try {
      for (let effect = this.#pending.shift(); effect; effect = this.#pending.shift()) this.#do(effect)
    } finally {
      this.#performing = false
    }
    this.#watch()
  }

  #do(effect: Effect): void {
    switch (effect.type) {
      case 'converse':
        return this.#performers.converse(effect)
      case 'halt':
        return this.#performers.halt(effect.device)
      case 'sample':
        return this.#performers.sample(effect)
      case 'tell':
        return this.#performers.tell(effect)
      case 'announce':
        return this.#performers.announce(effect.message)
      case 'persist':
        return this.#performers.persist(effect.latches)
    }
  }

  /** Something is to be told at the end of this turn. */
  wantFlush(): void {
    if (this.#flushWanted) return
    this.#flushWanted = true
    this.#forgetFlush?.()
    this.#forgetFlush = undefined
    this.#turn.endOfTurn(() => {
      this.#flushWanted = false
      this.#performers.flush()
    })
  }

  /** Something may wait a little for what becomes of it: told together it costs everybody half. */
  #wantFlushSoon(): void {
    if (this.#flushWanted || this.#forgetFlush || this.#closed) return
    this.#forgetFlush = this.#turn.clock.after(LIMITS.stageWithin, () => this.wantFlush())
  }

  /** One timer, for the earliest thing that is due if nothing happens. */
  #watch(): void {
    const next = nextDeadline(this.state)
    if (next === this.#deadline || this.#closed) return
    this.#forget?.()
    this.#forget = undefined
    this.#deadline = next
    if (next === Number.POSITIVE_INFINITY) return
    const { clock } = this.#turn
    // Up: a wait that was rounded down would ring before anything is due, at one instant for ever.
    this.#forget = clock.after(Math.max(0, Math.ceil(next - clock.now())), () => {
      this.#deadline = Number.POSITIVE_INFINITY
      this.post({ type: 'tick' })
    })
  }
}

/** A command went one step further and nothing else happened: no end, no reading, no stop, no poll that failed. */
const isOnItsWay = (effects: readonly Effect[]): boolean =>
  effects.some(isStage) && effects.every(effect => effect.type === 'converse' || isStage(effect))

const isStage = (effect: Effect): boolean => effect.type === 'tell' && 'stage' in effect.message
