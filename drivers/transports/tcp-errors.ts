import { LinkError, type LinkErrorCode } from './transport.ts'

interface Address {
  readonly host: string
  readonly port: number
}

/** Ends of a connection that this end sees by itself. */
export const tells = {
  left: (place: string): string =>
    `The device at ${place} closed the connection: it was switched off or restarted, or it serves another program now.`,
  stuck: (place: string): string =>
    `The device at ${place} takes nothing any more: it keeps the connection and does not read what it is sent.`,
}

/** Why there is no connection, for the person in front of it. Of several addresses of a host, the first one's reason. */
export function notConnected({ host, port }: Address, place: string, cause: NodeJS.ErrnoException): LinkError {
  const { code = '', message } = firstOf(cause)
  const [kind, sentence] = REFUSED[code] ?? [
    'failed',
    ({ place: at }) => `There is no connection to ${at}: ${message}.`,
  ]
  return new LinkError(kind, sentence({ host, port, place }), { cause })
}

/** Where several addresses were tried, the error is of all of them, and says nothing itself. */
const firstOf = (cause: NodeJS.ErrnoException): NodeJS.ErrnoException =>
  cause instanceof AggregateError ? (cause.errors[0] ?? cause) : cause

type Told = (of: Address & { readonly place: string }) => string

const absent: Told = ({ place }) =>
  `There is no way to ${place}. Is the device switched on, and is this computer in its network?`
const unnamed: Told = ({ host }) =>
  `Nothing in this network is called "${host}". Look for a misspelling, or write its number, for example 192.168.1.20.`
const forbidden: Told = ({ place }) =>
  `This computer does not allow the connection to ${place}; look at its firewall, or at what confines this program.`

const REFUSED: Readonly<Record<string, readonly [LinkErrorCode, Told]>> = {
  ECONNREFUSED: [
    'missing',
    ({ place, port }) =>
      `Nothing listens at ${place}. Is the device switched on, is ${port} its port, and does it have room for one more client?`,
  ],
  ENOTFOUND: ['missing', unnamed],
  ENODATA: ['missing', unnamed],
  EAI_AGAIN: [
    'missing',
    ({ host }) =>
      `Nobody answers who "${host}" is. Is this computer in the network? The number of the device works without its name.`,
  ],
  EHOSTUNREACH: ['missing', absent],
  ENETUNREACH: ['missing', absent],
  EHOSTDOWN: ['missing', absent],
  EADDRNOTAVAIL: ['missing', absent],
  ETIMEDOUT: [
    'missing',
    ({ place }) =>
      `${place} does not answer. Is the device switched on and in this network, and does no firewall stand between?`,
  ],
  ECONNRESET: [
    'missing',
    ({ place }) => `${place} breaks every connection off at once. Is the device starting, or does it serve another?`,
  ],
  EACCES: ['permission', forbidden],
  EPERM: ['permission', forbidden],
}

/** Why a connection broke. */
export function lostBy(place: string, cause: NodeJS.ErrnoException): LinkError {
  const { code = '', message } = cause
  const how = BROKEN[code]
  return how === undefined
    ? new LinkError('failed', `The connection to ${place} failed: ${message}.`, { cause })
    : new LinkError('unplugged', `The device at ${place} is gone: ${how}.`, { cause })
}

const silent = 'it no longer answers; its cable was pulled, or it switched off'
const BROKEN: Readonly<Record<string, string>> = {
  ECONNRESET: 'it broke the connection off; perhaps it restarted',
  ECONNABORTED: 'the connection broke off',
  EPIPE: 'it closed the connection',
  ETIMEDOUT: silent,
  EHOSTUNREACH: silent,
  ENETUNREACH: 'this computer is no longer in its network',
  ENETDOWN: 'this computer is no longer in its network',
}
