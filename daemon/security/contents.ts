import * as v from 'valibot'
import { ROLES } from '../../protocol/index.ts'

const Text = v.pipe(v.string(), v.minLength(1), v.maxLength(200))
const Digest = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))
const Time = v.pipe(v.number(), v.finite())
const Cost = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2 ** 20))
const Role = v.picklist(ROLES)

const User = v.strictObject({
  name: Text,
  role: Role,
  password: v.strictObject({ N: Cost, r: Cost, p: Cost, salt: Text, hash: Text }),
  /** Wall-clock ms. */
  made: Time,
})
export type User = v.InferOutput<typeof User>

/** A browser in which somebody logged in. */
const Login = v.strictObject({ digest: Digest, user: Text, made: Time, seen: Time, from: v.string() })
export type Login = v.InferOutput<typeof Login>

/** What a program shows instead. Never may it do more than its user may. */
const Token = v.strictObject({
  digest: Digest,
  /** For people to name it by. */
  id: v.pipe(v.string(), v.regex(/^[0-9a-f]{8}$/)),
  name: Text,
  user: Text,
  role: Role,
  made: Time,
  used: v.exactOptional(Time),
})
export type Token = v.InferOutput<typeof Token>

/** `access.json` of the data folder. */
const Contents = v.strictObject({
  version: v.literal(1),
  users: v.array(User),
  logins: v.array(Login),
  tokens: v.array(Token),
})
export type Contents = v.InferOutput<typeof Contents>

/** Reads the text of the file; throws, in words, when it is not one. */
export function parseContents(text: string): Contents {
  const read = v.safeParse(Contents, JSON.parse(text))
  if (!read.success) {
    const [issue] = read.issues
    throw new Error(`${v.getDotPath(issue) ?? 'it'}: ${issue.message}`)
  }
  const { users } = read.output
  // Nobody could make the next user, and the file is not as this daemon leaves it.
  if (!users.some(({ role }) => role === 'admin')) throw new Error('no user in it is an admin')
  if (new Set(users.map(({ name }) => keyOf(name))).size < users.length) throw new Error('two users have one name')
  return read.output
}

/** Names that look alike are one name. */
export const keyOf = (name: string): string => name.normalize('NFKC').toLowerCase()
