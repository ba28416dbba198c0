import type { KeyValue } from '../../../protocol/index.ts'
import type { Key } from '../history.ts'

/** The journal of one epoch, folded: what each key was at each revision. */
export class Versions {
  /** The first revision that was seen, and the last. */
  first = 0
  last = 0
  /** Revisions that did not follow the one before. */
  readonly leaps: number[] = []
  readonly #keys = new Map<string, { readonly revisions: number[]; readonly jsons: (string | undefined)[] }>()

  get names(): Iterable<string> {
    return this.#keys.keys()
  }

  has(name: string): boolean {
    return this.#keys.has(name)
  }

  add(revision: number, keys: readonly Key[]): void {
    if (this.first === 0) this.first = revision
    else if (revision !== this.last + 1) this.leaps.push(revision)
    this.last = revision
    for (const [name, json] of keys) {
      let versions = this.#keys.get(name)
      if (!versions) {
        versions = { revisions: [], jsons: [] }
        this.#keys.set(name, versions)
      }
      versions.revisions.push(revision)
      versions.jsons.push(json)
    }
  }

  /** As JSON; undefined if there was none yet, or none any more. */
  at(name: string, revision: number): string | undefined {
    const versions = this.#keys.get(name)
    if (!versions) return undefined
    let low = 0
    let high = versions.revisions.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((versions.revisions[middle] as number) <= revision) low = middle + 1
      else high = middle
    }
    return versions.jsons[low - 1]
  }

  valueAt(name: string, revision: number): KeyValue | undefined {
    const json = this.at(name, revision)
    return json === undefined ? undefined : (JSON.parse(json) as KeyValue)
  }
}
