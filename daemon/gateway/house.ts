import type { Logger } from 'pino'
import type { Clock } from '../../protocol/index.ts'
import type { Event, State } from '../core/index.ts'
import type { Runs } from '../history/index.ts'
import type { Access, Administration, AuditLog } from '../security/index.ts'
import type { Sessions } from '../sessions/index.ts'
import type { Pages } from './pages.ts'
import type { Tickets } from './tickets.ts'

/** What the gateway is handed. */
export interface House {
  readonly state: State
  readonly post: (event: Event) => void
  readonly sessions: Sessions
  readonly tickets: Tickets
  readonly access: Access
  readonly administration: Administration
  readonly audit: Pick<AuditLog, 'write'>
  readonly clock: Clock
  readonly pages: Pages
  /** Names, besides this computer's own, under which the page may be opened. */
  readonly hosts: readonly string[]
  /** `/metrics` is for whoever comes. */
  readonly metrics?: boolean
  readonly runs?: Runs
  readonly version: string
  readonly log: Logger
}
