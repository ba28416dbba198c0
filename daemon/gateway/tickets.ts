import { randomBytes } from 'node:crypto'
import { type Clock, LIMITS } from '../../protocol/index.ts'
import type { Admitted } from '../sessions/index.ts'

/** Each opens one socket, soon: whoever has one got it from this daemon's own page. */
export class Tickets {
  readonly #clock: Clock
  readonly #renew: (admitted: Admitted) => Admitted | undefined
  /** Whose each is, and when it ends; the oldest first. */
  readonly #ends = new Map<string, { readonly end: number; readonly for: Admitted }>()

  /** @param renew who somebody is by the time they come; undefined: nobody any more */
  constructor(clock: Clock, renew: (admitted: Admitted) => Admitted | undefined) {
    this.#clock = clock
    this.#renew = renew
  }

  /** Undefined when too many are outstanding. */
  issue(whom: Admitted = {}): string | undefined {
    const now = this.#clock.now()
    for (const [ticket, { end }] of this.#ends) {
      if (end > now) break
      this.#ends.delete(ticket)
    }
    if (this.#ends.size >= LIMITS.tickets) return undefined
    const ticket = randomBytes(16).toString('hex')
    this.#ends.set(ticket, { end: now + LIMITS.ticketLife, for: whom })
    return ticket
  }

  /** Uses a ticket up: whose it is; undefined when there is none such. */
  readonly admit = (ticket: string): Admitted | undefined => {
    const found = this.#ends.get(ticket)
    this.#ends.delete(ticket)
    return found && found.end > this.#clock.now() ? this.#renew(found.for) : undefined
  }
}
