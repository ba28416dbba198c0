import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'

/** How a password is kept: its parameters with it, so that stronger ones may come later. */
export interface Hashed {
  readonly N: number
  readonly r: number
  readonly p: number
  readonly salt: string
  readonly hash: string
}

const PASSWORD = { shortest: 8, longest: 200 }

/** 32 MiB for each try (OWASP's second choice for scrypt): a Raspberry Pi needs about a second for it. */
const COST = { N: 2 ** 15, r: 8, p: 3 }
const LENGTH = 32

/** Why this cannot be a password, for a person; undefined when it can. */
export function passwordFault(password: string, name: string): string | undefined {
  const length = [...password].length
  if (length < PASSWORD.shortest) {
    return `The password has ${length} characters; it needs at least ${PASSWORD.shortest}. Three or four words make a good one.`
  }
  if (length > PASSWORD.longest) return `The password has ${length} characters; at most ${PASSWORD.longest} are taken.`
  if (new Set(password.toLowerCase()).size < 4) return 'The password repeats very few characters; take another one.'
  if (normal(password).toLowerCase() === normal(name).toLowerCase()) return 'The password must not be the name.'
  return undefined
}

/** Hashes one after the other: however many ask at once, the memory of one is taken. */
export class Passwords {
  readonly #cost: Pick<Hashed, 'N' | 'r' | 'p'>
  #last: Promise<unknown> = Promise.resolve()
  #nobody: Promise<Hashed> | undefined

  /** @param cost cheaper ones are for tests */
  constructor(cost: Pick<Hashed, 'N' | 'r' | 'p'> = COST) {
    this.#cost = cost
  }

  async hash(password: string): Promise<Hashed> {
    const salt = randomBytes(16)
    const hash = await this.#derive(password, salt, this.#cost)
    return { ...this.#cost, salt: salt.toString('base64'), hash: hash.toString('base64') }
  }

  /** Takes the same time for a name that nobody has: then `kept` is undefined, and the answer is no. */
  async matches(password: string, kept: Hashed | undefined): Promise<boolean> {
    const nobody = this.#nobodys()
    const { salt, hash, ...cost } = kept ?? (await nobody)
    const derived = await this.#derive(password, Buffer.from(salt, 'base64'), cost)
    const expected = Buffer.from(hash, 'base64')
    const equal = derived.length === expected.length && timingSafeEqual(derived, expected)
    return equal && kept !== undefined
  }

  /** What nobody's password is compared with. Without memory for it there is none this time, and another try next time. */
  #nobodys(): Promise<Hashed> {
    this.#nobody ??= this.hash(randomBytes(16).toString('hex'))
    this.#nobody.catch(() => {
      this.#nobody = undefined
    })
    return this.#nobody
  }

  #derive(password: string, salt: Buffer, { N, r, p }: Pick<Hashed, 'N' | 'r' | 'p'>): Promise<Buffer> {
    const options: ScryptOptions = { N, r, p, maxmem: 256 * N * r }
    const derived = this.#last.then(
      () =>
        new Promise<Buffer>((resolve, reject) => {
          scrypt(normal(password), salt, LENGTH, options, (error, key) => (error ? reject(error) : resolve(key)))
        })
    )
    this.#last = derived.catch(() => {})
    return derived
  }
}

/** The same password from every keyboard (NIST SP 800-63B, 5.1.1.2). */
const normal = (text: string): string => text.normalize('NFKC')
