import { isIP, isIPv6 } from 'node:net'
import { hostname } from 'node:os'

/**
 * Names of this computer under which a page may be opened, where it listens on `host`. The address that a request
 * reaches need not be among them: the guard knows it.
 */
export function ownNames(host: string, computer: string = hostname()): string[] {
  if (host === 'localhost' || host === '::1' || host.startsWith('127.')) return [bracketed(host)]
  const name = computer.toLowerCase()
  const names = [name, `${name.split('.', 1)[0]}.local`]
  if (host !== '0.0.0.0' && host !== '::') names.push(bracketed(host))
  // A computer may be named like an address, or not at all.
  return [...new Set(names)].filter(each => each !== '' && each !== '.local' && (isIP(each) === 0 || each === host))
}

const bracketed = (host: string): string => (isIPv6(host) ? `[${host}]` : host)
