import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { replaceFile, replaceFileNow } from '../replace-file.ts'
import { type Contents, keyOf, type Login, parseContents, type Token, type User } from './contents.ts'

/** The file of users cannot be had; the message says why and what to do. */
class AccessError extends Error {
  /** EX_CONFIG */
  readonly exitCode = 78

  constructor(message: string, options: { cause: unknown }) {
    super(message, options)
    this.name = 'AccessError'
  }
}

/** Says loudly what could not be kept. */
type Complain = (sentence: string) => void

/** A login lives this long after it was last used, ms. */
const LIFE = 30 * 24 * 3_600_000
/** Logins of one user, and of all. The longest unused goes first. */
const LOGINS = { each: 20, all: 500 }
/** What is only a matter of when something was last used is kept this often at most, ms. */
const LAZY = 60_000

/**
 * Users, logins and tokens: in memory, and in one file that is replaced as a whole. A file that cannot be read ends the
 * start: to begin with nobody in it would open the house to whoever comes first.
 */
export class Accounts {
  readonly users = new Map<string, User>()
  readonly logins = new Map<string, Login>()
  readonly tokens = new Map<string, Token>()
  readonly #path: string
  readonly #complain: Complain
  #dirty = false
  #writing: Promise<boolean> | undefined
  #later: NodeJS.Timeout | undefined

  constructor(folder: string, complain: Complain) {
    this.#path = join(folder, 'access.json')
    this.#complain = complain
    const { users, logins, tokens } = this.#read()
    for (const user of users) this.users.set(keyOf(user.name), user)
    for (const login of logins) this.logins.set(login.digest, login)
    for (const token of tokens) this.tokens.set(token.digest, token)
  }

  user(name: string): User | undefined {
    return this.users.get(keyOf(name))
  }

  /** A login that still lives. A clock that was set back makes nobody older. */
  login(digest: string, now: number): Login | undefined {
    const login = this.logins.get(digest)
    if (!login || now - login.seen < LIFE) return login
    this.logins.delete(digest)
    this.saveSoon()
    return undefined
  }

  addLogin(login: Login): void {
    this.logins.set(login.digest, login)
    const idle = [...this.logins.values()].sort((a, b) => a.seen - b.seen)
    const own = idle.filter(({ user }) => keyOf(user) === keyOf(login.user))
    const surplus = [...own.slice(0, -LOGINS.each), ...idle.slice(0, -LOGINS.all)]
    for (const { digest } of surplus) if (digest !== login.digest) this.logins.delete(digest)
  }

  /** With everything that opens the door to them. */
  removeUser(name: string): void {
    this.users.delete(keyOf(name))
    this.endLogins(name)
    for (const { digest, user } of this.tokens.values()) if (keyOf(user) === keyOf(name)) this.tokens.delete(digest)
  }

  endLogins(name: string, but?: string): void {
    for (const { digest, user } of this.logins.values()) {
      if (keyOf(user) === keyOf(name) && digest !== but) this.logins.delete(digest)
    }
  }

  /** Resolves when what is so now is on the disk: true; or could not be put there: false, and it was complained of. */
  save(): Promise<boolean> {
    this.#dirty = true
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined
    })
    return this.#writing
  }

  saveSoon(): void {
    this.#dirty = true
    this.#later ??= setTimeout(() => {
      this.#later = undefined
      void this.save()
    }, LAZY).unref()
  }

  /** For the end of a daemon that may not wait. */
  saveNow(): void {
    clearTimeout(this.#later)
    if (!this.#dirty) return
    try {
      replaceFileNow(this.#path, this.#text())
      this.#dirty = false
    } catch (error) {
      this.#failed(error as Error)
    }
  }

  async close(): Promise<void> {
    await this.#writing
    this.saveNow()
  }

  async #write(): Promise<boolean> {
    while (this.#dirty) {
      this.#dirty = false
      try {
        await replaceFile(this.#path, this.#text())
      } catch (error) {
        this.#failed(error as Error)
        return false
      }
    }
    return true
  }

  #failed(error: Error): void {
    this.#dirty = true
    this.#complain(
      `${this.#path} could not be written, so what was changed of users, logins or tokens would not survive a restart: ` +
        `${error.message}. Make room on the disk, or make the folder writable.`
    )
  }

  #text(): string {
    const all = {
      users: [...this.users.values()],
      logins: [...this.logins.values()],
      tokens: [...this.tokens.values()],
    }
    return `${JSON.stringify({ version: 1, ...all } satisfies Contents, undefined, 2)}\n`
  }

  #read(): Pick<Contents, 'users' | 'logins' | 'tokens'> {
    try {
      return parseContents(readFileSync(this.#path, 'utf8'))
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return { users: [], logins: [], tokens: [] }
      throw new AccessError(
        `${this.#path} says who may come in, and cannot be read: ${(cause as Error).message}. ` +
          'Lockstep does not start without it, for it would be open to whoever comes first. Put a good copy in its place; ' +
          'or move it away and start again: then nobody is known, and the claim code in the log makes the first user.',
        { cause }
      )
    }
  }
}
