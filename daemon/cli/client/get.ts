import { type Contact, splitName } from './contact.ts'
import { CODES } from './trouble.ts'
import { json, remarks, rowOf, toldOf } from './words.ts'

/** What a device reads, all of it or one property. */
export function get(contact: Contact, { what, json: asJson }: { what: string; json: boolean }): number {
  const [device, name] = splitName(what)
  const out = name === undefined ? all(contact, device, asJson) : one(contact, what, asJson)
  process.stdout.write(`${out}\n`)
  return name === undefined || contact.keys.get(what)?.value !== undefined ? CODES.done : CODES.refused
}

function one(contact: Contact, what: string, asJson: boolean): string {
  const property = contact.property(what)
  const [device, name = ''] = splitName(what)
  if (asJson) return json(toldOf(contact, what, property))
  const row = rowOf(contact, device, name, property)
  return `${row.value}${remarks(row)}`
}

function all(contact: Contact, device: string, asJson: boolean): string {
  const properties = Object.entries(contact.device(device).properties)
  if (asJson)
    return json(
      properties.map(([name, property]) => toldOf(contact, `${device}.${name}`, property)),
      2
    )
  const rows = properties.map(([name, property]) => rowOf(contact, device, name, property))
  const wide = Math.max(...rows.map(({ key }) => key.length))
  return rows.map(row => `${row.key.padEnd(wide)}  ${row.value}${remarks(row)}`).join('\n')
}
