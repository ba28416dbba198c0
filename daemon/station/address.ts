import { isIPv6 } from 'node:net'

export interface Address {
  readonly host: string
  readonly port?: number
}

/** `192.168.1.20:5025`, `sampler.local`, `[fd00::1]:5025`; undefined for what is none. */
export function parseAddress(text: string): Address | undefined {
  const [whole, six, name, digits] =
    /^(?:\[([^\]]*)\]|([a-z0-9](?:[\w.-]*[a-z0-9])?))(?::(\d{1,5}))?$/i.exec(text) ?? []
  if (whole === undefined || (six !== undefined && !isIPv6(six))) return undefined
  const port = digits === undefined ? undefined : Number(digits)
  if (port !== undefined && (port < 1 || port > 65_535)) return undefined
  return { host: six ?? name ?? '', ...(port !== undefined && { port }) }
}
