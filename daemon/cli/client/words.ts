import type { PropertyDescription, Scalar, ValueDescription } from '../../../protocol/index.ts'
import { readField } from '../../../ui/widgets/button/fields.ts'
import { duration, figure, inWords, scaleOf } from '../../../ui/widgets/figures.ts'
import type { Contact } from './contact.ts'
import { Trouble } from './trouble.ts'

/** What a line says of one property. Device texts are shown as they are, but for what would steer a terminal. */
export interface Row {
  readonly key: string
  readonly device: string
  readonly name: string
  readonly value: string
  readonly quality: string
  /** Why, where it is not good. */
  readonly reason: string
  readonly age: string
  readonly alarm: string
  readonly stale: boolean
}

/** Without what a terminal would take for a command, or what turns text around; with spaces that can be searched for. */
export const visible = (text: string): string => text.replace(/\p{Cc}|\p{Bidi_Control}/gu, '�').replace(/\u202f/g, ' ')

/** A number as a program reads it, too: a plain minus, nothing between thousands. */
function valueInWords(value: Scalar | undefined, described: ValueDescription): string {
  if (typeof value !== 'number') return visible(inWords(value, described))
  const { digits, unit } = scaleOf(described)
  const number = plain(figure(value, digits))
  return unit === '' || unit === '°' ? `${number}${unit}` : `${number} ${unit}`
}

const plain = (text: string): string => text.replace(/\u202f/g, '').replace('\u2212', '-')

export function rowOf(contact: Contact, device: string, name: string, described: PropertyDescription): Row {
  const { session, keys } = contact
  const key = `${device}.${name}`
  const { value, sampled, quality = 'good', reason = '', severity = 'none' } = keys.get(key) ?? {}
  const age = sampled === undefined ? undefined : Math.max(0, session.serverNow() - sampled)
  return {
    ...{ key, device, name, quality, reason: visible(reason) },
    value: valueInWords(value as Scalar | undefined, described),
    age: age === undefined ? '' : ageInWords(age),
    alarm: severity === 'none' ? '' : severity,
    stale: session.link.state !== 'live' || (age ?? 0) > described.staleAfter,
  }
}

/** Whole seconds, so that what is read often does not flicker. */
const ageInWords = (age: number): string =>
  age < 2_000 ? '< 2 s' : age < 90_000 ? `${Math.floor(age / 1_000)} s` : visible(duration(age))

/** What is not as it should be with a value, behind it. */
export function remarks({ quality, reason, alarm, stale, age }: Row): string {
  const all = [
    quality !== 'good' && `${quality}${reason && `: ${reason}`}`,
    alarm !== '' && `alarm: ${alarm}`,
    stale && age !== '' && `stale: ${age} old`,
  ]
  return all
    .filter(Boolean)
    .map(remark => `  (${remark})`)
    .join('')
}

/** The same for programs, as over REST. */
export function toldOf({ session, keys }: Contact, key: string, { unit, staleAfter }: PropertyDescription): object {
  const value = keys.get(key) ?? {}
  const { sampled } = value
  if (sampled === undefined) return { key, unit, ...value }
  const age = Math.max(0, Math.round(session.serverNow() - sampled))
  const at = new Date(session.wallClockOf(sampled)).toISOString()
  return { key, unit, ...value, at, age, stale: age > staleAfter }
}

/** JSON that no terminal takes for a command. */
export const json = (value: unknown, indent?: number): string =>
  JSON.stringify(value, null, indent).replace(
    /(?!\n)\p{Cc}/gu,
    sign => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`
  )

const SWITCH: Readonly<Record<string, boolean>> = {
  on: true,
  true: true,
  yes: true,
  off: false,
  false: false,
  no: false,
}

/** What was typed as a value; throws why it is none, in the words of the page. */
export function readValue(text: string, described: ValueDescription, what: string): Scalar {
  if (described.type === 'boolean') {
    const value = SWITCH[text.toLowerCase()]
    if (value === undefined) throw new Trouble(`${what}: it is on or off.`)
    return value
  }
  const { choices } = described
  const chosen = choices?.find(({ value, title }) => value === text || title.toLowerCase() === text.toLowerCase())
  const read = readField(chosen?.value ?? text, described)
  if ('value' in read && read.value !== undefined) return read.value
  const fault = 'fault' in read ? read.fault : 'This must be given.'
  const list = choices ? ` ${choices.map(({ value }) => value).join(', ')}.` : ''
  throw new Trouble(visible(`${what}: ${fault}${list}`))
}
