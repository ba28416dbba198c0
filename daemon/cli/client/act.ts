import { didYouMean } from '../../../protocol/did-you-mean.ts'
import { type ActionDescription, refusalSentence, type Scalar } from '../../../protocol/index.ts'
import type { Contact } from './contact.ts'
import { CODES, Trouble } from './trouble.ts'
import { readValue, visible } from './words.ts'

/** What every command is given beyond its own times, ms: the daemon ends it long before. */
const GRACE = 20_000

export async function set(contact: Contact, what: string, text: string): Promise<number> {
  const property = contact.property(what)
  const { control } = property
  if (!control) throw new Trouble(`${what} can be read, not set.`)
  const value = readValue(text, property, what)
  mayOperate(contact)
  const { verify, ttl } = control
  contact.session.set(what, value)
  return ended(contact, what, ttl + (verify.by === 'readback' ? verify.settle + verify.window : 0) + GRACE)
}

export async function call(contact: Contact, what: string, given: Readonly<Record<string, string>>): Promise<number> {
  const action = contact.action(what)
  const input = inputOf(action, given, what)
  mayOperate(contact)
  contact.session.call(what, input)
  return ended(contact, what, action.within + action.control.ttl + GRACE)
}

function inputOf({ input: fields = {} }: ActionDescription, given: Readonly<Record<string, string>>, what: string) {
  const known = Object.keys(fields)
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue
    const there = known.length === 0 ? 'It is told nothing.' : `There are: ${known.join(', ')}.`
    throw new Trouble(`${what} takes no "${name}". ${didYouMean(name, known)}${there}`)
  }
  const input: Record<string, Scalar> = {}
  for (const [name, field] of Object.entries(fields)) {
    const text = given[name]
    // What has a default may be left out: the daemon knows it.
    if (text !== undefined || field.default === undefined) input[name] = readValue(text ?? '', field, `${what} ${name}`)
  }
  return known.length === 0 ? undefined : input
}

function mayOperate({ session }: Contact): void {
  if (session.role === 'viewer') throw new Trouble(refusalSentence('forbidden'), CODES.notAllowed)
}

/** Waits for the end of what was just commanded, and says it. */
async function ended(contact: Contact, what: string, patience: number): Promise<number> {
  const { session } = contact
  const over = (): boolean => session.control(what).stage === undefined && session.control(what).last !== undefined
  if (!(await contact.until(over, patience))) {
    const seconds = Math.round(patience / 1_000)
    throw new Trouble(`${what}: It is not known whether the device did this; nothing was heard of it for ${seconds} s.`)
  }
  const { last } = session.control(what)
  if (!last) throw new Trouble(`${what}: It is not known whether the device did this.`)
  const sentence = `${what}: ${visible(last.sentence)}`
  if ('refused' in last && last.refused === 'forbidden') throw new Trouble(sentence, CODES.notAllowed)
  const acted = 'outcome' in last && ['done', 'doneUnverified', 'clamped'].includes(last.outcome)
  if (!acted) throw new Trouble(sentence)
  process.stdout.write(`${sentence}\n`)
  return CODES.done
}
