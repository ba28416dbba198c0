import { ROLES, type Role } from '../../protocol/index.ts'
import type { Person } from '../core/index.ts'
import type { Admitted } from '../sessions/index.ts'
import type { Accounts } from './accounts.ts'
import type { Note } from './audit.ts'
import { type Caller, type Identity, LOCAL } from './caller.ts'
import { keyOf } from './contents.ts'
import { Denied, slowDown } from './denied.ts'
import { isForwarded, isLoopback } from './loopback.ts'
import { properName } from './names.ts'
import { Passwords, passwordFault } from './passwords.ts'
import { digestOf, isCode, newClaimCode, newSecret } from './secrets.ts'
import { neighbourhoodOf, Throttle } from './throttle.ts'

export interface Grounds {
  readonly accounts: Accounts
  /** Monotonic ms. */
  readonly now: () => number
  /** Wall-clock ms. */
  readonly wallClock: () => number
  readonly note: Note
  /** Digest of the secret that lies in a file of this computer. */
  readonly local?: string
  /** Whether an address is this computer's own. */
  readonly isLocal?: (address: string) => boolean
  readonly passwords?: Passwords
}

/** Somebody has just come in: the secret is for their browser alone. */
export interface Opened {
  readonly secret: string
  readonly person: Person
  /** False: it is not on the disk, and would not survive a restart. */
  readonly kept: boolean
}

/** Wrong codes and passwords: ten at once, then one in ten seconds; for everybody together one a second. */
const EACH = { burst: 10, every: 10_000 }
const TOTAL = { burst: 60, every: 1_000 }
/** How much older than now the last use may be that is kept of it, ms. */
const USED = 60_000

/**
 * Who may come in.
 *
 *   unclaimed  there is no user. This computer's own pages are guests, and operate; others may claim, with the code
 *   claimed    everybody shows something: a login's cookie, a token, or the secret that lies in a file of this computer
 *
 * There is always an admin among the users, so that the second never becomes the first again.
 */
export class Access {
  readonly #grounds: Grounds
  readonly #accounts: Accounts
  readonly #passwords: Passwords
  readonly #isLocal: (address: string) => boolean
  readonly #claims: Throttle
  readonly #logins: Throttle
  readonly #code = newClaimCode()
  readonly #watchers = new Set<() => void>()

  constructor(grounds: Grounds) {
    this.#grounds = grounds
    this.#accounts = grounds.accounts
    this.#passwords = grounds.passwords ?? new Passwords()
    this.#isLocal = grounds.isLocal ?? isLoopback
    this.#claims = new Throttle(grounds.now, EACH, TOTAL)
    this.#logins = new Throttle(grounds.now, EACH, TOTAL)
  }

  get claimed(): boolean {
    return this.#accounts.users.size > 0
  }

  /** What whoever makes the first user must know; undefined once there is one. */
  get claimCode(): string | undefined {
    return this.claimed ? undefined : this.#code
  }

  /** Whose request this is; undefined: nobody's who may come in. */
  identify({ address: from, headers, login }: Caller): Admitted | undefined {
    const near = this.#isLocal(from) && !isForwarded(headers)
    const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1]
    // Whoever shows a token is who it says, or nobody.
    if (bearer !== undefined) return this.#admit({ pass: digestOf(bearer), from, near })
    const known = login === undefined ? undefined : this.#admit({ pass: digestOf(login), from, near })
    if (known) return known
    return this.claimed || !near ? undefined : { from }
  }

  /** The same, later: under the role of now; undefined when they may not come in any more. */
  readonly renew = (admitted: Admitted): Admitted | undefined => {
    const { pass, from = '' } = admitted
    if (pass === undefined) return this.claimed ? undefined : admitted
    return this.#admit({ pass, from, near: true })
  }

  /** Whether somebody is still who they were when they came in. */
  holds(admitted: Admitted): boolean {
    const renewed = this.renew(admitted)
    const { name, role } = admitted.person ?? {}
    return renewed !== undefined && renewed.person?.name === name && renewed.person?.role === role
  }

  /** Called whenever somebody may no longer be who they were. */
  watch(changed: () => void): () => void {
    this.#watchers.add(changed)
    return () => this.#watchers.delete(changed)
  }

  changed(): void {
    for (const changed of this.#watchers) changed()
  }

  /** Makes the first user, an admin. */
  async claim(caller: Caller, typed: { code: string; name: string; password: string }): Promise<Opened> {
    const { address: from } = caller
    const { note } = this.#grounds
    const keys = [neighbourhoodOf(from)]
    if (this.claimed) throw new Denied(409, 'This station has been claimed; log in.')
    const wait = this.#claims.pay(keys)
    if (wait > 0) throw slowDown(wait)
    if (!isCode(typed.code, this.#code)) {
      note({ event: 'claimRefused', from, reason: 'wrong code' })
      throw new Denied(
        403,
        'This is not the claim code. The newest one stands in the log of Lockstep, where it was started.'
      )
    }
    this.#claims.payBack(keys)
    const { name, password } = await this.newCredentials(typed, 'user')
    if (this.claimed) throw new Denied(409, 'Somebody else was faster: this station has been claimed; log in.')
    this.#accounts.users.set(keyOf(name), { name, role: 'admin', password, made: this.#grounds.wallClock() })
    note({ event: 'claimed', who: name, role: 'admin', from })
    const opened = await this.#open(name, from)
    this.changed()
    return opened
  }

  async login(caller: Caller, { name, password }: { name: string; password: string }): Promise<Opened> {
    const { address: from } = caller
    const { note } = this.#grounds
    const keys = [`at ${neighbourhoodOf(from)}`, `as ${digestOf(keyOf(name))}`]
    const wait = this.#logins.pay(keys)
    if (wait > 0) {
      note({ event: 'loginRefused', who: shown(name), from, reason: 'too many tries' }, `slow ${neighbourhoodOf(from)}`)
      throw slowDown(wait)
    }
    const user = this.#accounts.user(name)
    const right = await this.#passwords.matches(password, user?.password)
    // Meanwhile an admin may have removed them, or given them another password.
    if (!right || !user || this.#accounts.user(name)?.password !== user.password) {
      note({ event: 'loginRefused', who: shown(name), from, reason: 'wrong name or password' })
      throw new Denied(401, 'Name or password is wrong.')
    }
    this.#logins.payBack(keys)
    note({ event: 'login', who: user.name, role: user.role, from })
    return this.#open(user.name, from)
  }

  /** Ends this one login, and everything that came in by it. */
  async logout({ pass, person, from }: Admitted): Promise<void> {
    if (pass === undefined || !this.#accounts.logins.delete(pass)) return
    this.#grounds.note({ event: 'logout', ...whoIs(person), ...(from && { from }) })
    this.changed()
    await this.#accounts.save()
  }

  /** A new password for oneself, by the old one. One's other logins end. */
  async changePassword(admitted: Admitted, { old, password }: { old: string; password: string }): Promise<boolean> {
    const { pass, person, from = '' } = admitted
    const login = this.#accounts.logins.get(pass ?? '')
    const user = login && this.#accounts.user(login.user)
    if (!user || !person) throw new Denied(403, 'Only who logged in with a password can change it.')
    const keys = [`at ${neighbourhoodOf(from)}`, `as ${digestOf(keyOf(user.name))}`]
    const wait = this.#logins.pay(keys)
    if (wait > 0) throw slowDown(wait)
    if (!(await this.#passwords.matches(old, user.password))) throw new Denied(403, 'The old password is wrong.')
    this.#logins.payBack(keys)
    const { password: hashed } = await this.newCredentials({ name: user.name, password }, 'user')
    if (this.#accounts.user(user.name)?.password !== user.password) throw new Denied(409, 'It was changed meanwhile.')
    this.#accounts.users.set(keyOf(user.name), { ...user, password: hashed })
    this.#accounts.endLogins(user.name, pass)
    this.#grounds.note({ event: 'passwordChanged', ...whoIs(person), from })
    this.changed()
    return this.#accounts.save()
  }

  /** A name and a password that may be; throws what is wrong with them. */
  async newCredentials({ name: typed, password }: { name: string; password: string }, what: string) {
    const name = properName(typed, what)
    const fault = passwordFault(password, name)
    if (fault !== undefined) throw new Denied(422, fault)
    return { name, password: await this.#passwords.hash(password) }
  }

  async #open(name: string, from: string): Promise<Opened> {
    const user = this.#accounts.user(name)
    if (!user) throw new Denied(401, 'Name or password is wrong.')
    const secret = newSecret()
    const now = this.#grounds.wallClock()
    this.#accounts.addLogin({ digest: digestOf(secret), user: user.name, made: now, seen: now, from })
    return { secret, person: { name: user.name, role: user.role }, kept: await this.#accounts.save() }
  }

  #admit({ pass, from, near }: Identity): Admitted | undefined {
    const person = pass === this.#grounds.local ? (near ? LOCAL : undefined) : this.#personOf(pass)
    return person && { person, pass, from }
  }

  #personOf(pass: string): Person | undefined {
    const now = this.#grounds.wallClock()
    const login = this.#accounts.login(pass, now)
    const token = login ? undefined : this.#accounts.tokens.get(pass)
    const user = this.#accounts.user(login?.user ?? token?.user ?? '')
    if (!user) return undefined
    if (login && now - login.seen > USED) {
      login.seen = now
      this.#accounts.saveSoon()
    }
    if (!token) return { name: user.name, role: user.role }
    if (now - (token.used ?? 0) > USED) {
      token.used = now
      this.#accounts.saveSoon()
    }
    return { name: `${user.name}/${token.name}`, role: lesser(token.role, user.role) }
  }
}

export const lesser = (a: Role, b: Role): Role => (ROLES.indexOf(a) < ROLES.indexOf(b) ? a : b)

export const whoIs = (person: Person | undefined): { who?: string; role?: Role } =>
  person ? { who: person.name, role: person.role } : {}

const shown = (typed: string): string => typed.slice(0, 60)
