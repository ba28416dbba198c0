import { type Change, type LinkStatus, openSession, type Session } from '../../ui/session/index.ts'
import { FakeDaemon } from './fake-daemon.ts'

export interface Visit {
  readonly daemon: FakeDaemon
  readonly session: Session
  readonly told: string[]
  readonly changes: Change[]
  readonly links: LinkStatus[]
}

/** A page opens; `live` waits until it is. Everything it is told is kept, in order. */
export function open(daemon = new FakeDaemon()): Visit {
  const told: string[] = []
  const changes: Change[] = []
  const links: LinkStatus[] = []
  const session = openSession(daemon.around, {
    applied: change => {
      told.push('applied')
      changes.push(change)
    },
    status: link => {
      told.push(link.state)
      links.push(link)
    },
    control: name => told.push(`control ${name}`),
    stopped: stop => told.push(`stopped ${stop.scope} ${stop.generation}`),
    history: ({ command, ended, stage }) => told.push(`history ${command} ${ended ? 'ended' : stage}`),
    event: ({ number }) => told.push(`event ${number}`),
  })
  return { daemon, session, told, changes, links }
}

export async function live(daemon?: FakeDaemon): Promise<Visit> {
  const visit = open(daemon)
  await visit.daemon.pass(10)
  return visit
}

/** What a control says of its last command, in short. */
export function lastOf(session: Session, control: string): string | undefined {
  const { last } = session.control(control)
  if (!last) return undefined
  if ('notSent' in last) return 'notSent'
  return 'outcome' in last ? last.outcome : last.refused
}
