import { createHash } from 'node:crypto'
import type { Result } from './campaign.ts'

/** A campaign, summed up. */
export class Sums {
  readonly results: Result[] = []
  readonly counts = new Map<string, number>()
  lived = 0

  add(result: Result): void {
    this.results.push(result)
    this.lived += result.lived
    for (const [name, count] of Object.entries(result.counts)) {
      this.counts.set(name, (this.counts.get(name) ?? 0) + count)
    }
  }

  get hours(): number {
    return this.lived / 3_600_000
  }

  count(name: string): number {
    return this.counts.get(name) ?? 0
  }

  /** What is counted under `group `, most frequent first. */
  group(group: string): (readonly [name: string, count: number])[] {
    const found: [string, number][] = []
    for (const [name, count] of this.counts)
      if (name.startsWith(`${group} `)) found.push([name.slice(group.length + 1), count])
    return found.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  }

  /** Worlds in which something was wrong, by seed. */
  get wrong(): readonly Result[] {
    return this.#sorted.filter(({ violations, thrown }) => violations.length + thrown.length > 0)
  }

  /** Of all traces, in the order of their seeds. */
  hash(): string {
    const hash = createHash('sha256')
    for (const { seed, hash: own } of this.#sorted) hash.update(`${seed} ${own}\n`)
    return hash.digest('hex')
  }

  get #sorted(): readonly Result[] {
    return this.results.toSorted((a, b) => a.seed - b.seed)
  }
}
