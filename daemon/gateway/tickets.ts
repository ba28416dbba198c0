import { randomBytes } from 'node:crypto'
import { type Clock, LIMITS } from '../../protocol/index.ts'

/** Each opens one socket, soon: whoever has one got it from this daemon's own page. */
export class Tickets {
  readonly #clock: Clock
  /** When each ends; the oldest first. */
  readonly #ends = new Map<string, number>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Undefined when too many are outstanding. */
  issue(): string | undefined {
    const now = this.#clock.now()
    for (const [ticket, end] of this.#ends) {
      if (end > now) break
      this.#ends.delete(ticket)
    }
    if (this.#ends.size >= LIMITS.tickets) return undefined
    const ticket = randomBytes(16).toString('hex')
    this.#ends.set(ticket, now + LIMITS.ticketLife)
    return ticket
  }

  /** Uses a ticket up; false when there is none such. */
  readonly admit = (ticket: string): boolean => {
    const end = this.#ends.get(ticket)
    return this.#ends.delete(ticket) && end !== undefined && end > this.#clock.now()
  }
}
