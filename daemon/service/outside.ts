import { isIPv6 } from 'node:net'
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os'
import { type Announced, type Announcement, announce } from './announce.ts'
import { qrLines } from './qr.ts'

export interface Outside extends Announced {
  /** Where the page is opened from elsewhere: by a number, which every phone understands, then by names. */
  readonly addresses: readonly string[]
}

interface Wish extends Omit<Announcement, 'names'> {
  readonly host: string
  /** Names of this station, of which those of the local network are announced. */
  readonly hosts: readonly string[]
}

/** What of the daemon others can reach; nothing, where it listens for this computer alone. */
export function openOutside({ host, hosts, ...announcement }: Wish): Outside {
  if (isLoopback(host)) return { addresses: [], close: async () => {} }
  const names = [...new Set(hosts.map(name => name.toLowerCase()).filter(name => name.endsWith('.local')))]
  const { close } = announce({ ...announcement, names })
  const numbers = host === '0.0.0.0' || host === '::' ? ownAddress(networkInterfaces()) : [bracketed(host)]
  return { addresses: [...numbers, ...names].map(name => `http://${name}:${announcement.port}`), close }
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.')
const bracketed = (host: string): string => (isIPv6(host) ? `[${host}]` : host)

/** Those of containers and virtual machines are no way to here for others. */
const VIRTUAL = /^(docker|veth|br-|virbr|lxc|vmnet|tun|tap)/

/** The address by which this computer is most likely reached. */
export function ownAddress(interfaces: NodeJS.Dict<readonly NetworkInterfaceInfo[]>): string[] {
  const all = Object.entries(interfaces)
    .filter(([name]) => !VIRTUAL.test(name))
    .flatMap(([, addresses = []]) => addresses)
    // fe80 is another one on each cable.
    .filter(({ internal, address }) => !internal && !/^fe80:/i.test(address))
  const best = all.find(({ family }) => family === 'IPv4') ?? all[0]
  return best ? [bracketed(best.address)] : []
}

/** Below the ready line: how others get here, and, on a terminal, a picture of it for a phone. */
export function outsideLines({ addresses }: Outside, claim: string | undefined, isTerminal: boolean): string {
  const [first] = addresses
  if (first === undefined) return ''
  const lines = [`From elsewhere: ${addresses.join('  ')}`]
  if (claim !== undefined && isTerminal)
    lines.push('To claim it with a phone in this network:', '', ...qrLines(`${first}/claim#${claim}`))
  return `${lines.join('\n')}\n`
}
