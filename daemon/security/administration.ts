import { randomBytes } from 'node:crypto'
import type { Role } from '../../protocol/index.ts'
import type { Admitted } from '../sessions/index.ts'
import { type Access, lesser, whoIs } from './access.ts'
import type { Accounts } from './accounts.ts'
import type { Note } from './audit.ts'
import { keyOf, type Token, type User } from './contents.ts'
import { Denied } from './denied.ts'
import { properName } from './names.ts'
import { digestOf, newSecret } from './secrets.ts'

const MOST = { users: 200, tokens: 200 }

export interface UserShown {
  readonly name: string
  readonly role: Role
  readonly made: number
  /** When one of their logins was last used. */
  readonly seen?: number
}

/** A token as it may be looked at: without what opens the door. */
export type TokenShown = Omit<Token, 'digest'>

export interface Grounds {
  readonly access: Access
  readonly accounts: Accounts
  readonly wallClock: () => number
  readonly note: Note
}

/** Who is a user, with which role, and which tokens there are. Every change holds at once, also for who is in. */
export class Administration {
  readonly #access: Access
  readonly #accounts: Accounts
  readonly #wallClock: () => number
  readonly #note: Note

  constructor({ access, accounts, wallClock, note }: Grounds) {
    this.#access = access
    this.#accounts = accounts
    this.#wallClock = wallClock
    this.#note = note
  }

  users(by: Admitted): UserShown[] {
    this.#mustBeAdmin(by)
    const logins = [...this.#accounts.logins.values()]
    return [...this.#accounts.users.values()].map(({ name, role, made }) => {
      const seen = Math.max(0, ...logins.filter(({ user }) => keyOf(user) === keyOf(name)).map(login => login.seen))
      return { name, role, made, ...(seen > 0 && { seen }) }
    })
  }

  async addUser(by: Admitted, wish: { name: string; password: string; role: Role }): Promise<boolean> {
    this.#mustBeAdmin(by)
    if (!this.#access.claimed) throw new Denied(409, 'The first user is made by claiming the station.')
    const { name, password } = await this.#access.newCredentials(wish, 'user')
    if (!this.#access.holds(by)) throw new Denied(403, 'Your role was changed meanwhile.')
    if (this.#accounts.user(name)) throw new Denied(409, `There is a user "${name}" already.`)
    if (this.#accounts.users.size >= MOST.users)
      throw new Denied(409, `There are ${MOST.users} users; more are not kept.`)
    this.#accounts.users.set(keyOf(name), { name, role: wish.role, password, made: this.#wallClock() })
    this.#noted(by, { event: 'userAdded', user: name, to: wish.role })
    return this.#accounts.save()
  }

  /** Another role, or another password for who forgot theirs: then their logins end. */
  async changeUser(
    by: Admitted,
    name: string,
    { role, password }: { role?: Role; password?: string }
  ): Promise<boolean> {
    this.#mustBeAdmin(by)
    const found = this.#find(name)
    const hashed =
      password === undefined
        ? undefined
        : (await this.#access.newCredentials({ name: found.name, password }, 'user')).password
    if (!this.#access.holds(by)) throw new Denied(403, 'Your role was changed meanwhile.')
    const user = this.#find(name)
    if (role !== undefined && role !== 'admin') this.#leaveAnAdmin(user)
    this.#accounts.users.set(keyOf(name), { ...user, ...(role && { role }), ...(hashed && { password: hashed }) })
    if (hashed) this.#accounts.endLogins(name, by.pass)
    if (role && role !== user.role) this.#noted(by, { event: 'roleChanged', user: user.name, to: role })
    if (hashed) this.#noted(by, { event: 'passwordReset', user: user.name })
    this.#access.changed()
    return this.#accounts.save()
  }

  removeUser(by: Admitted, name: string): Promise<boolean> {
    this.#mustBeAdmin(by)
    const user = this.#find(name)
    this.#leaveAnAdmin(user)
    this.#accounts.removeUser(user.name)
    this.#noted(by, { event: 'userRemoved', user: user.name })
    this.#access.changed()
    return this.#accounts.save()
  }

  /** One's own; an admin sees all. */
  tokens(by: Admitted): TokenShown[] {
    this.#mustNotBeToken(by)
    const admin = by.person?.role === 'admin'
    const own = ownerOf(by)
    return [...this.#accounts.tokens.values()]
      .filter(({ user }) => admin || (own !== undefined && keyOf(user) === keyOf(own)))
      .map(({ digest: _, ...shown }) => shown)
  }

  /** A token for a program, in one's own name; an admin may make one in another's. The secret is told this once. */
  async addToken(by: Admitted, wish: { name: string; role?: Role; user?: string }) {
    this.#mustNotBeToken(by)
    const { person } = by
    const own = ownerOf(by)
    const owner = this.#accounts.user(wish.user ?? own ?? '')
    if (!person || !owner) throw new Denied(wish.user ? 404 : 409, 'A token belongs to a user; say which one.')
    const isOwn = own !== undefined && keyOf(owner.name) === keyOf(own)
    if (!isOwn) this.#mustBeAdmin(by)
    const role = wish.role ?? lesser('viewer', owner.role)
    if (lesser(role, owner.role) !== role || lesser(role, person.role) !== role)
      throw new Denied(403, `A token of ${owner.name} can have the role ${lesser(owner.role, person.role)} at most.`)
    const name = properName(wish.name, 'token')
    const all = [...this.#accounts.tokens.values()]
    if (all.some(token => keyOf(token.user) === keyOf(owner.name) && keyOf(token.name) === keyOf(name)))
      throw new Denied(409, `${owner.name} has a token "${name}" already; revoke that one, or take another name.`)
    if (all.length >= MOST.tokens) throw new Denied(409, `There are ${MOST.tokens} tokens; revoke some first.`)
    const secret = `lockstep_${newSecret()}`
    const token: Token = {
      ...{ digest: digestOf(secret), id: randomBytes(4).toString('hex'), name, user: owner.name, role },
      made: this.#wallClock(),
    }
    this.#accounts.tokens.set(token.digest, token)
    this.#noted(by, { event: 'tokenAdded', user: owner.name, token: name, to: role })
    const kept = await this.#accounts.save()
    const { digest: _, ...shown } = token
    return { token: secret, ...shown, kept }
  }

  removeToken(by: Admitted, id: string): Promise<boolean> {
    const shown = this.tokens(by).find(token => token.id === id)
    if (!shown) throw new Denied(404, 'There is no such token (any more).')
    for (const token of this.#accounts.tokens.values()) if (token.id === id) this.#accounts.tokens.delete(token.digest)
    this.#noted(by, { event: 'tokenRevoked', user: shown.user, token: shown.name })
    this.#access.changed()
    return this.#accounts.save()
  }

  #find(name: string): User {
    const user = this.#accounts.user(name)
    if (!user) throw new Denied(404, `There is no user "${name}" (any more).`)
    return user
  }

  /** Without one, nobody could ever change who may do what; and the house would be open again. */
  #leaveAnAdmin(but: User): void {
    const admins = [...this.#accounts.users.values()].filter(({ role }) => role === 'admin')
    if (admins.length === 1 && admins[0] === but)
      throw new Denied(409, `${but.name} is the only admin. Make somebody else an admin first.`)
  }

  #mustBeAdmin(by: Admitted): void {
    this.#mustNotBeToken(by)
    if (by.person?.role !== 'admin') throw new Denied(403, 'Only an admin may do this.')
  }

  /** It would leave others behind that outlive its own revocation. */
  #mustNotBeToken({ pass }: Admitted): void {
    if (this.#accounts.tokens.has(pass ?? ''))
      throw new Denied(403, 'A token manages neither users nor tokens: log in to do that.')
  }

  #noted({ person, from }: Admitted, what: Parameters<Note>[0]): void {
    const { event, ...more } = what
    this.#note({ event, ...whoIs(person), ...(from && { from }), ...more })
  }
}

const ownerOf = ({ person }: Admitted): string | undefined => person?.name
