import type { KeyValue } from '../../protocol/index.ts'
import { Replica } from '../../ui/replica/replica.ts'
import type { Block, Session } from '../../ui/session/api.ts'
import type { Panel } from '../../ui/widgets/panel.ts'

export interface Truth {
  readonly panel: Panel
  readonly session: Session
  samples(points: Pick<Block, 'times' | 'low'>): void
  /** A revision that changes so many readings. */
  values(count: number, now: number, frame: number): void
}

/** The number that a readout shows in a frame: of the same length always, and never the same as before. */
export const readingOf = (i: number, frame: number): number => 100 + ((i * 7 + frame * 13) % 2_000) / 10

/** The replica on a session that says what it is told to: what a page does from the decoded frame on. */
export function truth(): Truth {
  const clock = {
    now: () => performance.now(),
    after(ms: number, fn: () => void) {
      const timer = window.setTimeout(fn, ms)
      return () => clearTimeout(timer)
    },
  }
  const heard = new Set<(block: Block) => void>()
  const offset = Date.now() - performance.now()
  const replica = new Replica(clock)
  const session = {
    link: { state: 'live' },
    serverNow: clock.now,
    wallClockOf: (time: number) => time + offset,
    key: () => undefined,
    control: () => ({}),
    follow(_: readonly string[], listener: (block: Block) => void) {
      heard.add(listener)
      return () => heard.delete(listener)
    },
  } as unknown as Session
  replica.follow(session)
  replica.listener.status?.({ state: 'live' })
  return {
    panel: { replica, session, clock },
    session,
    samples({ times, low }) {
      const block: Block = { stream: '', epoch: '1', last: 0, lost: 0, per: 1, times, low, high: low }
      for (const listener of heard) listener(block)
    },
    values(count, now, frame) {
      const keys = new Map<string, KeyValue>()
      for (let i = 0; i < count; i++) keys.set(`r.x${i}`, { value: readingOf(i, frame), sampled: now, received: now })
      const { together = (calls: () => void) => calls(), applied } = replica.listener
      together(() => applied?.({ keys, gone: [], revision: frame, epoch: '1' }))
    },
  }
}
