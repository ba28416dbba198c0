import type { IncomingHttpHeaders } from 'node:http'
import type { Person } from '../core/index.ts'

/** A request, as far as access control looks at it. */
export interface Caller {
  /** The other end of its socket; no header changes it. */
  readonly address: string
  readonly headers: IncomingHttpHeaders
  /** The secret of a login, from its cookie. */
  readonly login?: string
}

/** What somebody showed. */
export interface Identity {
  /** Digest of the secret. */
  readonly pass: string
  readonly from: string
  /** It was shown from this computer itself. */
  readonly near: boolean
}

/** Who can read the data folder of the daemon may do as it may. */
export const LOCAL: Person = { name: 'This computer', role: 'admin' }
