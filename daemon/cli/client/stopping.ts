import { refusalSentence, type StopState } from '../../../protocol/index.ts'
import { stopWords } from '../../../ui/widgets/stop/words.ts'
import type { Contact } from './contact.ts'
import { CODES, Trouble } from './trouble.ts'
import { visible } from './words.ts'

/** Longest wait for the daemon to confirm, ms. */
const PATIENCE = 10_000
/** Longest wait for what the hardware says then, ms. */
const HARDWARE = 5_000

const stateOf = ({ keys }: Contact, scope: string) => keys.get(`${scope}.$stop`)?.value as StopState | undefined

/** It goes out before anything else is known: there is no asking first whether there is such a device. */
export async function stop(contact: Contact, scope: string): Promise<number> {
  const { session } = contact
  let confirmed = false
  session.stop(scope).then(
    () => {
      confirmed = true
      contact.look()
    },
    () => {}
  )
  await contact.until(() => confirmed || ['live', 'given up'].includes(session.link.state), PATIENCE)
  if (!confirmed && session.link.state === 'given up') await contact.live()
  // Of a device that there is not, nobody ever confirms anything.
  if (!confirmed && session.link.state === 'live' && scope !== 'station') contact.device(scope)
  if (!(await contact.until(() => confirmed, PATIENCE)))
    throw new Trouble(
      `NOT CONFIRMED: the daemon did not say within ${PATIENCE / 1_000} s that ${scope} is stopped. Use the stop of the hardware itself.`
    )
  const known = (): boolean => {
    const { latched, confirmed: read, unreached = [] } = stateOf(contact, scope) ?? {}
    return latched === true && (read !== undefined || unreached.length > 0)
  }
  await contact.until(known, HARDWARE)
  const latch = stateOf(contact, scope)
  const connected = (device: string): boolean =>
    (contact.keys.get(`${device}.$link`)?.value as { state?: string } | undefined)?.state === 'up'
  const { title, more = '' } = stopWords({ latch, live: true, connected })
  const sentence = visible(`${scope}: ${title}. ${more}`).trim()
  if (latch?.confirmed === false || (latch?.unreached ?? []).length > 0) throw new Trouble(sentence)
  const again = scope === 'station' ? '' : ` ${scope}`
  process.stdout.write(`${sentence} It stays so until: lockstep rearm${again}\n`)
  return CODES.done
}

export async function rearm(contact: Contact, scope: string): Promise<number> {
  const { session } = contact
  if (scope !== 'station') contact.device(scope)
  const latched = (name: string): boolean => session.stopOf(name)?.latched === true
  if (!latched(scope)) {
    const others = ['station', ...contact.devices].filter(latched)
    if (others.length > 0)
      throw new Trouble(`${scope} itself is not stopped, but ${others.join(', ')}: lockstep rearm ${others[0]}`)
    process.stdout.write(`${scope}: Armed; it was not stopped.\n`)
    return CODES.done
  }
  if (session.role === 'viewer') throw new Trouble(refusalSentence('forbidden'), CODES.notAllowed)
  session.rearm(scope)
  if (!(await contact.until(() => !latched(scope), PATIENCE)))
    throw new Trouble(`${scope} is still stopped: somebody may have stopped it again. Look, and try again.`)
  process.stdout.write(`${scope}: Armed.\n`)
  return CODES.done
}
