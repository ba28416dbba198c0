import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Clock } from '../../protocol/index.ts'
import type { State } from '../core/index.ts'
import { replaceFileNow } from '../replace-file.ts'
import { Access } from './access.ts'
import { Accounts } from './accounts.ts'
import { Administration } from './administration.ts'
import { Audit } from './audit.ts'
import { AuditLog } from './audit-log.ts'
import type { Passwords } from './passwords.ts'
import { digestOf } from './secrets.ts'

export interface Security {
  readonly access: Access
  readonly administration: Administration
  readonly audit: AuditLog
  /** What the house lets hear; it is asked for its state when something happens. */
  overhear(state: () => State): Audit['overhear']
  /** Keeps what can be kept without waiting. */
  keep(): void
  close(): Promise<void>
}

export interface SecurityGrounds {
  /** The data folder. */
  readonly folder: string
  readonly clock: Pick<Clock, 'now'>
  readonly wallClock: () => number
  readonly complain: (sentence: string) => void
  /** For tests: other notions of what is this computer, and cheaper passwords. */
  readonly isLocal?: (address: string) => boolean
  readonly passwords?: Passwords
}

/** Access control and its log over a data folder. Throws where it is not known who may come in. */
export function openSecurity({ folder, clock, wallClock, complain, isLocal, passwords }: SecurityGrounds): Security {
  const accounts = new Accounts(folder, complain)
  const audit = new AuditLog({ folder, wallClock, complain })
  const note = audit.write.bind(audit)
  const now = (): number => clock.now()
  const access = new Access({
    ...{ accounts, now, wallClock, note, local: writeLocalToken(folder, complain) },
    ...(isLocal && { isLocal }),
    ...(passwords && { passwords }),
  })
  return {
    access,
    administration: new Administration({ access, accounts, wallClock, note }),
    audit,
    overhear: state => new Audit(audit, state).overhear,
    keep() {
      audit.flushNow()
      accounts.saveNow()
    },
    async close() {
      await Promise.all([audit.close(), accounts.close()])
    },
  }
}

/** For the command line of whoever may read the data folder: another one with each start. Its digest. */
function writeLocalToken(folder: string, complain: (sentence: string) => void): string {
  const secret = `lockstep_local_${randomBytes(32).toString('base64url')}`
  const path = join(folder, 'local-token')
  try {
    replaceFileNow(path, `${secret}\n`)
  } catch (error) {
    complain(`${path} could not be written, so the command line cannot log in: ${(error as Error).message}.`)
  }
  return digestOf(secret)
}
