/** So many tries at once, and then one each `every` ms. */
export interface Rate {
  readonly burst: number
  readonly every: number
}

interface Bucket {
  left: number
  at: number
}

/** Keys that are remembered: whoever comes under ever new ones still meets the bucket of all together. */
const MOST = 2_048
const ALL = ''

/**
 * Slows down who guesses: by what is guessed, by where it comes from, and in total. A try is paid before it is known how
 * it ends, so that many at once are not more than one after the other; a right one gets its payment back.
 */
export class Throttle {
  readonly #now: () => number
  readonly #each: Rate
  readonly #total: Rate
  /** The longest unused first. */
  readonly #buckets = new Map<string, Bucket>()

  constructor(now: () => number, each: Rate, total: Rate) {
    this.#now = now
    this.#each = each
    this.#total = total
  }

  /** 0: it may be tried. Else nothing was paid, and so many ms are to be waited. */
  pay(keys: readonly string[]): number {
    const all = [ALL, ...keys]
    const wait = Math.max(...all.map(key => this.#wait(key)))
    if (wait > 0) return wait
    for (const key of all) this.#bucket(key).left--
    return 0
  }

  payBack(keys: readonly string[]): void {
    for (const key of [ALL, ...keys]) {
      const bucket = this.#bucket(key)
      bucket.left = Math.min(bucket.left + 1, this.#rate(key).burst)
    }
  }

  /** How many keys are remembered: it is bounded, or something leaks. */
  get size(): number {
    return this.#buckets.size
  }

  #wait(key: string): number {
    const { left } = this.#bucket(key)
    return left >= 1 ? 0 : Math.ceil((1 - left) * this.#rate(key).every)
  }

  #bucket(key: string): Bucket {
    const { burst, every } = this.#rate(key)
    const now = this.#now()
    const found = this.#buckets.get(key) ?? { left: burst, at: now }
    found.left = Math.min(burst, found.left + (now - found.at) / every)
    found.at = now
    this.#buckets.delete(key)
    this.#buckets.set(key, found)
    if (this.#buckets.size > MOST) this.#forgetOne()
    return found
  }

  /** Never the one of all together: it was moved to the end just now, or stands before those that come with it. */
  #forgetOne(): void {
    for (const key of this.#buckets.keys()) {
      if (key === ALL) continue
      this.#buckets.delete(key)
      return
    }
  }

  #rate(key: string): Rate {
    return key === ALL ? this.#total : this.#each
  }
}

/** Where a try comes from. Who has an IPv6 address has a whole network of them. */
export function neighbourhoodOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  if (!plain.includes(':')) return plain
  const [head = '', tail] = plain.split('::')
  const front = head.split(':').filter(Boolean)
  const back = tail?.split(':').filter(Boolean) ?? []
  const zeros = Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => '0')
  return `${[...front, ...zeros, ...back].slice(0, 4).join(':')}/64`
}
