import { seededRandom } from '../../drivers/simulation/random.ts'

/** One stream of chance. Each purpose has its own, so that one more draw here does not reshuffle what happens there. */
export class Chance {
  readonly next: () => number

  constructor(seed: number, purpose: string) {
    let mixed = 0x811c9dc5 ^ seed
    for (let i = 0; i < purpose.length; i++) mixed = Math.imul(mixed ^ purpose.charCodeAt(i), 0x01000193)
    this.next = seededRandom(Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d))
  }

  odds(chance: number): boolean {
    return this.next() < chance
  }

  between(least: number, most: number): number {
    return least + this.next() * (most - least)
  }

  /** 0 to `below - 1`. */
  below(below: number): number {
    return Math.floor(this.next() * below)
  }

  pick<T>(of: readonly T[]): T {
    return of[this.below(of.length)] as T
  }

  /** The wait for what happens once in `mean` ms, whatever happened before. */
  wait(mean: number): number {
    return -Math.log(1 - this.next()) * mean
  }

  /** 32 hexadecimal digits. */
  hex(): string {
    let text = ''
    while (text.length < 32) text += this.below(0x10000).toString(16).padStart(4, '0')
    return text
  }
}
