import { encode, type Stop, type Stopped } from '../../protocol/index.ts'
import type { Surroundings } from './api.ts'

const AGAIN = 250
/** Requests of all presses that may hang at once; a dead proxy must not eat the browser's few connections. */
const HANGING = 3

interface Press {
  readonly frame: Stop
  readonly began: number
  /** Newest generation known at the press: a later one is a later stop, whoever's. */
  floor: number
  forget: () => void
  readonly resolve: (ms: number) => void
  readonly reject: (reason: Error) => void
}

interface House {
  readonly around: Surroundings
  readonly session: string
  /** On the socket, if one is open. */
  readonly send: (text: string) => boolean
}

/** Stop, on both paths, again and again until one of them confirms. The nonce makes it one. */
export class Stopping {
  readonly #house: House
  readonly #presses = new Set<Press>()
  #hanging = 0

  constructor(house: House) {
    this.#house = house
  }

  under(scope: string): boolean {
    return [...this.#presses].some(press => press.frame.scope === scope)
  }

  press(order: {
    readonly scope: string
    readonly reason?: string | undefined
    readonly floor: number
  }): Promise<number> {
    const { scope, reason, floor } = order
    const nonce = this.#house.around.randomHex()
    const frame: Stop = { t: 'stop', nonce, scope, ...(reason === undefined ? {} : { reason }) }
    return new Promise((resolve, reject) => {
      const began = this.#house.around.clock.now()
      const press: Press = { frame, began, floor, forget: () => {}, resolve, reject }
      this.#presses.add(press)
      this.#send(press)
    })
  }

  /** A socket was welcomed. Generations of another epoch do not compare with those known at the press. */
  welcomed(stops: readonly Stopped[], sameEpoch: boolean): void {
    const floor = Math.max(0, ...stops.map(stop => stop.generation))
    if (!sameEpoch) for (const press of this.#presses) press.floor = floor
    for (const stop of stops) this.heard(stop)
    for (const press of this.#presses) this.#house.send(encode(press.frame))
  }

  heard(stopped: Stopped): void {
    for (const press of this.#presses) {
      const { nonce, scope } = press.frame
      const covers = stopped.scope === scope || stopped.scope === 'station'
      if (stopped.nonce === nonce || (covers && stopped.latched && stopped.generation > press.floor))
        this.#confirm(press)
    }
  }

  close(): void {
    for (const press of this.#presses) {
      press.forget()
      press.reject(new Error('The session was closed before the stop was confirmed.'))
    }
    this.#presses.clear()
  }

  #send(press: Press): void {
    const { around, session } = this.#house
    this.#house.send(encode(press.frame))
    if (this.#hanging < HANGING) {
      const { t: _, ...body } = press.frame
      const done = (confirmed: boolean) => {
        this.#hanging--
        if (confirmed) this.#confirm(press)
      }
      this.#hanging++
      around.postStop({ session, ...body }).then(done, () => done(false))
    }
    press.forget = around.clock.after(AGAIN, () => this.#send(press))
  }

  #confirm(press: Press): void {
    if (!this.#presses.delete(press)) return
    press.forget()
    press.resolve(this.#house.around.clock.now() - press.began)
  }
}
