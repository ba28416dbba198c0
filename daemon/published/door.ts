import { encode } from '../../protocol/index.ts'
import type { DownMessage, PortLike, ToStation, UpMessage } from '../../ui/session/port.ts'
import type { House } from '../house.ts'
import { stopByPost } from '../stop-by-post.ts'

/** Where pages come in: each message of `ToStation` with its port. */
export class Door {
  readonly #opening: Promise<House>
  #over: string | undefined

  /** @param opening may reject: then everybody who comes is told why */
  constructor(opening: Promise<House>) {
    this.#opening = opening
    opening.catch(error => this.close(`This station could not be opened. ${(error as Error).message}`))
  }

  /** What comes early waits in its port. */
  async enter(message: ToStation, port: PortLike<unknown, unknown>): Promise<void> {
    const house = await this.#opening.catch(() => undefined)
    if ('open' in message) this.#connect(port as PortLike<UpMessage, DownMessage>, house)
    else port.postMessage(house !== undefined && this.#over === undefined && confirmed(house, message.stop))
  }

  /** For good: everybody is told, and so is who comes later; the devices lose their power. */
  close(reason: string): void {
    if (this.#over !== undefined) return
    this.#over = reason
    this.#opening.then(
      house => house.close(reason),
      () => {}
    )
  }

  #connect(port: PortLike<UpMessage, DownMessage>, house: House | undefined): void {
    if (!house || this.#over !== undefined) {
      // Without a time to try again: only another worker could be better.
      port.postMessage([encode({ t: 'bye', code: 'stopping', reason: this.#over ?? '' })])
      return
    }
    const receiver = house.sessions.open({
      send: frames => port.postMessage(frames),
      close: () => port.postMessage(null),
    })
    port.onmessage = ({ data }) => (data === null ? receiver.closed() : receiver.heard(data))
  }
}

const confirmed = ({ state, loop }: House, text: string): boolean =>
  'confirmed' in stopByPost({ state, post: event => loop.post(event) }, text)
