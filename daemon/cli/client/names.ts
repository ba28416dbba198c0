import type { NameKind } from '../asking.ts'
import type { Contact } from './contact.ts'

/** How long a shell waits for them, ms. */
export const AT_ONCE = 2_000

/** What a shell offers, one a line. */
export function names(contact: Contact, kind: NameKind): number {
  const all = contact.devices.flatMap(device => {
    const { properties = {}, actions = {} } = contact.about(device) ?? {}
    const own = (given: readonly string[]): string[] => given.map(name => `${device}.${name}`)
    if (kind === 'scopes') return [device]
    if (kind === 'actions') return own(Object.keys(actions))
    if (kind === 'properties') return [device, ...own(Object.keys(properties))]
    return own(Object.keys(properties).filter(name => properties[name]?.control))
  })
  process.stdout.write(all.map(name => `${name}\n`).join(''))
  return 0
}
