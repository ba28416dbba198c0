import type { Asking } from '../asking.ts'
import { call, set } from './act.ts'
import { Contact } from './contact.ts'
import { type Found, findDaemon } from './daemon.ts'
import { get } from './get.ts'
import { AT_ONCE, names } from './names.ts'
import { rearm, stop } from './stopping.ts'
import { watch } from './watch.ts'

/** Speaks to a daemon that runs, as a page would. Resolves with the exit code. */
export async function ask(asking: Asking): Promise<number> {
  if (asking.do === 'names') return offered(asking)
  const found = await findDaemon(asking.where)
  return asking.do === 'watch' ? watch(found, asking) : withContact(found, contact => run(contact, asking))
}

async function run(contact: Contact, asking: Exclude<Asking, { do: 'watch' | 'names' }>): Promise<number> {
  if (asking.do === 'stop') return stop(contact, asking.scope)
  await contact.live()
  switch (asking.do) {
    case 'get':
      return get(contact, asking)
    case 'set':
      return set(contact, asking.what, asking.value)
    case 'call':
      return call(contact, asking.what, asking.given)
    case 'rearm':
      return rearm(contact, asking.scope)
  }
}

async function withContact(found: Found, fn: (contact: Contact) => Promise<number>): Promise<number> {
  const contact = new Contact(found)
  try {
    return await fn(contact)
  } finally {
    contact.close()
  }
}

/** A shell that completes is not told why there is nothing to offer. */
async function offered({ where, of }: Extract<Asking, { do: 'names' }>): Promise<number> {
  try {
    return await withContact(await findDaemon(where, AT_ONCE), async contact => {
      await contact.live(AT_ONCE)
      return names(contact, of)
    })
  } catch {
    return 1
  }
}
