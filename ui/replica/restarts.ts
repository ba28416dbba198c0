import { type ReadonlySignal, signal } from '@preact/signals-core'
import type { Scalar } from '../../protocol/index.ts'
import type { Change } from '../session/api.ts'

/** What was asked when a station ended, by control: one that begins anew asks nothing. */
export type Forgotten = ReadonlyMap<string, Scalar>

/** Notices that a station began anew under a page that stayed, and what it no longer asks. */
export class Restarts {
  readonly #forgotten = signal<Forgotten | undefined>(undefined)
  #asked = new Map<string, Scalar>()
  #epoch: string | undefined

  /** Of the last restart that forgot something; undefined until there was one. */
  get forgotten(): ReadonlySignal<Forgotten | undefined> {
    return this.#forgotten
  }

  applied({ keys, gone, epoch }: Change): void {
    if (this.#epoch !== undefined && epoch !== this.#epoch) {
      if (this.#asked.size > 0) this.#forgotten.value = this.#asked
      this.#asked = new Map()
    }
    this.#epoch = epoch
    for (const name of gone) this.#asked.delete(name)
    for (const [name, { asked }] of keys) {
      if (asked === undefined) this.#asked.delete(name)
      else this.#asked.set(name, asked)
    }
  }
}
