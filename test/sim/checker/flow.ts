import { LIMITS } from '../../../protocol/index.ts'
import type { Kept } from '../history.ts'
import type { Ledger } from './ledger.ts'
import type { Violation } from './violation.ts'

/** Longest frame of the control class, and of an event, in this world; the state of its one device as a whole. */
const FRAME = 1_024
const STATE = 16_384

/**
 * The most that one page may cost the daemon: what waits for its window, and what is on its way. All that waits goes in one
 * flush, begun while the window was open.
 */
const mostHeld = (): number => LIMITS.controlFrames * FRAME
const mostSent = (): number => LIMITS.window + mostHeld() + STATE + LIMITS.events * FRAME

/** S5 bounded: nothing is sent beyond the window, and what waits behind it has a cap, at every moment. */
export function* S5({ history }: Ledger): Iterable<Violation> {
  for (const happening of history) {
    const { is, at } = happening
    const wrong = (sentence: string) => ({ invariant: 'S5', at, sentence })
    if (is === 'unacknowledged' && happening.bytes >= LIMITS.window)
      yield wrong(`${happening.bytes} bytes were on their way, and more was sent.`)
    else if (is === 'backlog' && happening.held > mostHeld())
      yield wrong(`${happening.held} bytes wait for ${happening.session}.`)
    else if (is === 'backlog' && happening.sent > mostSent())
      yield wrong(`${happening.sent} bytes are on their way to ${happening.session}.`)
  }
}

/** The daemon looks every eighth of a second, and its timers may ring late. */
const LOOKS = 400

/** Section 8: whoever does not read is named, and then told to begin anew: in time, not before, and nobody else. */
export function* slowIsNamed({ history, clocks }: Ledger): Iterable<Violation> {
  const shut = new Map<string, { readonly since: number; named: boolean }>()
  let rate = 1
  for (const happening of history) {
    const { is, at } = happening
    const wrong = (session: string, why: string) => {
      return { invariant: 'section 8', at, sentence: `${session} ${why}.` }
    }
    const long = (since: number): number => (at - since) * rate
    if (is === 'life') {
      rate = clocks.get(happening.epoch)?.rate ?? 1
      shut.clear()
    } else if (is === 'window' || is === 'bye') {
      const { session } = happening
      const wire = nameOf(happening)
      const before = shut.get(wire)
      const { since = at, named = false } = before ?? {}
      const unread = is === 'bye' && happening.reason.startsWith('This page has not read')
      if (unread && long(since) < LIMITS.byeAfter) yield wrong(session, 'was sent away while it was reading')
      if (long(since) > LIMITS.slowAfter + LOOKS && !named) yield wrong(session, 'does not read, and is not named')
      if (long(since) > LIMITS.byeAfter + LOOKS) yield wrong(session, 'does not read, and may stay')
      if (is === 'bye' || happening.open) shut.delete(wire)
      else shut.set(wire, { since: at, named: false })
    } else if (is === 'slow') {
      const mine = [...shut].filter(([wire]) => wire.startsWith(happening.session))
      if (!mine.some(([, { since }]) => long(since) >= LIMITS.slowAfter))
        yield wrong(happening.session, 'is named, although it reads')
      for (const [, each] of mine) each.named = true
    }
  }
}

const nameOf = ({ session, wire }: { readonly session: string; readonly wire: number }): string => `${session} ${wire}`

/** Times within which a page that nothing hinders is where the daemon is, and one that was hindered is there again, ms. */
const PROMPT = 150
const CAUGHT_UP = 2_000

/**
 * Section 8, where nothing else is wrong than pages that do not read: the others notice nothing (OneStallsAll), and each of
 * them is current soon after it reads again, not at the end of what it slept through (StallFlood).
 */
export function* oneStallsNobody({ history }: Ledger): Iterable<Violation> {
  if (!history.every(isCalm)) return
  const committed = new Map<number, number>()
  const pages = new Map<string, Progress>()
  /** Times of all samples of each stream. */
  const sampled = new Map<string, number[]>()
  let epoch = ''
  for (const happening of history) {
    const { is, at } = happening
    if (is === 'life') {
      epoch = happening.epoch
      sampled.clear()
    } else if (is === 'revision') {
      committed.set(happening.revision, at)
      for (const page of pages.values()) page.next ??= happening.revision
    } else if (is === 'hindered' || is === 'free' || is === 'greeted') {
      const page = pages.get(happening.session) ?? { next: undefined, by: 0, hindrances: new Set() }
      pages.set(happening.session, page)
      if (is === 'hindered') page.hindrances.add(happening.of)
      if (is === 'free') page.hindrances.delete(happening.of)
      page.by = at + CAUGHT_UP
    } else if (is === 'sample') {
      const times = sampled.get(happening.stream)
      if (times) times.push(at)
      else sampled.set(happening.stream, [at])
    } else if (is === 'block' && happening.epoch === epoch && happening.per === 1) {
      // What was thinned is old, and its newest follow as they are.
      const page = pages.get(happening.session)
      const next = sampled.get(happening.stream)?.[happening.last] ?? at
      const old = at - next - PROMPT
      if (!page || page.hindrances.size > 0 || at < page.by || old <= 0) continue
      const sentence = `${happening.session} draws samples that were old ${old.toFixed(0)} ms ago.`
      yield { invariant: 'section 8', at, sentence }
    } else if (is === 'left') pages.delete(happening.session)
    else if (is === 'applied' && happening.by === 'session' && happening.epoch === epoch) {
      const page = pages.get(happening.session)
      if (!page) continue
      const since = committed.get(page.next ?? 0) ?? at
      const late = page.hindrances.size > 0 ? 0 : at - Math.max(since + PROMPT, page.by)
      page.next = committed.has(happening.revision + 1) ? happening.revision + 1 : undefined
      if (late <= 0) continue
      const sentence = `${happening.session} heard ${late.toFixed(0)} ms too late of what happened.`
      yield { invariant: 'section 8', at, sentence }
    }
  }
}

interface Progress {
  /** The first revision that it has not heard of. */
  next: number | undefined
  /** Until then it may be behind. */
  by: number
  readonly hindrances: Set<string>
}

const CALM = /^(tab |slow reader|reader stands still|clock )/

const isCalm = (happening: Kept): boolean => happening.is !== 'fault' || CALM.test(happening.name)
