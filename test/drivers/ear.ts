import { toText } from '../../drivers/framing.ts'
import type { LinkError } from '../../drivers/transports/transport.ts'

/** What came over a link, and promises of what is still to come. */
export class Ear {
  text = ''
  readonly errors: LinkError[] = []
  #waiting: (() => void)[] = []

  heard(bytes: Uint8Array): void {
    this.text += toText(bytes)
    this.#wake()
  }

  closed(error: LinkError): void {
    this.errors.push(error)
    this.#wake()
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>(resolve => this.#waiting.push(resolve))
  }

  #wake(): void {
    for (const waiting of this.#waiting.splice(0)) waiting()
  }
}
