import { LIMITS } from '../../protocol/index.ts'

interface Line {
  readonly revision: number
  readonly keys: readonly string[]
}

/**
 * The sequence of transactions, as far back as a ring holds it: which keys
 * each revision changed. Values are not kept; a delta carries the latest of each key.
 */
export class Journal {
  readonly #lines: Line[] = []
  #first = 0
  #keys = 0
  /** The oldest revision from which a delta can still be made. */
  #from = 0

  append(revision: number, keys: readonly string[]): void {
    this.#lines.push({ revision, keys })
    this.#keys += keys.length
    while (this.#lines.length - this.#first > LIMITS.journalRevisions || this.#keys > LIMITS.journalKeys) this.#forget()
    // What is forgotten goes in bulk, and is never more than what is remembered.
    if (2 * this.#first > this.#lines.length) {
      this.#lines.splice(0, this.#first)
      this.#first = 0
    }
  }

  /** Changes of keys in memory, those forgotten and not yet gone included. */
  get held(): number {
    return this.#lines.reduce((sum, { keys }) => sum + keys.length, 0)
  }

  #forget(): void {
    const line = this.#lines[this.#first++] as Line
    this.#keys -= line.keys.length
    this.#from = line.revision
  }

  /** Keys changed after `revision`, or undefined when the ring does not reach back that far. */
  since(revision: number): ReadonlySet<string> | undefined {
    if (revision < this.#from) return undefined
    const keys = new Set<string>()
    for (let i = this.#lines.length - 1; i >= this.#first; i--) {
      const line = this.#lines[i] as Line
      if (line.revision <= revision) break
      for (const key of line.keys) keys.add(key)
    }
    return keys
  }
}
