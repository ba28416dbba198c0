import t from 'tap'
import type { KeyValue } from '../../protocol/index.ts'
import type { ControlStatus } from '../../ui/session/api.ts'
import { markOf, type Situation, shownOf, stateOf, unsettled } from '../../ui/widgets/control/model.ts'
import { sentenceOf } from '../../ui/widgets/say/sentence.ts'
import { ended, refused } from './fake.ts'
import { heater, target } from './plate.ts'

const situation = (key: KeyValue, more: Partial<Situation> = {}): Situation => ({
  key,
  status: {},
  property: target,
  stale: false,
  self: 'Guest 2',
  ...more,
})

t.test('four states, each from what it takes', async t => {
  const known = { value: 40, asked: 40, sampled: 100 }
  const pending: ControlStatus = { requested: 50, stage: 'released', pendingSince: 0 }
  const cases: [string, Situation, string][] = [
    ['nothing asked yet', situation({ value: 40 }), 'confirmed'],
    ['within the tolerance', situation({ value: 40.04, asked: 40 }), 'confirmed'],
    ['beyond it', situation({ value: 40.06, asked: 40 }), 'diverged'],
    ['a switch', situation({ value: false, asked: true }, { property: heater }), 'diverged'],
    ['another person at it', situation({ value: 1, asked: 40, grip: 'Guest 1' }), 'pending'],
    ['my own grip, nothing open', situation({ value: 1, asked: 40, grip: 'Guest 2' }), 'diverged'],
    ['a command open', situation(known, { status: pending }), 'pending'],
    ['a command open, link silent', situation(known, { status: pending, stale: true }), 'pending'],
    ['never read', situation({ asked: 40 }), 'unknown'],
    ['none is a value', situation({ value: null }), 'confirmed'],
    ['stale', situation(known, { stale: true }), 'unknown'],
    ['bad', situation({ ...known, quality: 'bad' }), 'unknown'],
    ['locked', situation({ ...known, locked: 'why' }), 'unknown'],
    ['ended unknown', situation(known, { status: { last: ended('unknown', '', 150) } }), 'unknown'],
    ['... and read since', situation({ ...known, sampled: 151 }, { status: { last: ended('unknown', '', 150) } }), 'confirmed'],
  ] // biome-ignore format: a table
  for (const [words, given, mark] of cases) t.equal(markOf(given), mark, words)
  t.equal(stateOf('confirmed', 'why'), 'blocked')
  t.equal(stateOf('diverged', 'why'), 'blocked')
  t.equal(stateOf('unknown', 'why'), 'unknown', 'what is not known matters more than that it takes no input')
  t.ok(unsettled({ locked: 'why' }, {}))
})

t.test('the handle shows requested, else asked, else read', async t => {
  t.equal(shownOf({ key: { value: 1, asked: 2 }, status: { requested: 3 } }), 3)
  t.equal(shownOf({ key: { value: 1, asked: 2 }, status: {} }), 2)
  t.equal(shownOf({ key: { value: 1 }, status: {} }), 1)
  t.equal(shownOf({ key: { value: true, asked: false }, status: {} }), false, 'false is asked, not absent')
  t.equal(shownOf({ key: undefined, status: {} }), undefined)
})

t.test('of all that could be said, what matters most', async t => {
  const key = { value: 1, sampled: 100, by: 'Guest 1' }
  const last = refused('latched', 'Refused.')
  const say = (spoken: Omit<Parameters<typeof sentenceOf>[0], 'self'>) => sentenceOf({ ...spoken, self: 'Guest 2' })
  t.equal(say({ key, status: {} })?.text, 'Asked by Guest 1.')
  t.equal(sentenceOf({ key, status: {}, self: 'Guest 1' }), undefined, 'nobody is told what they did themselves')
  t.equal(
    say({ key, status: { last: ended('done', ''), took: 31 } })?.text,
    'Done in 31\u202fms; the device confirms it.'
  )
  t.equal(say({ key, status: {}, grip: 'Guest 1' })?.text, 'Guest 1 is setting this.')
  t.equal(say({ key, status: {}, grip: 'Guest 1', blocked: 'Blocked.' })?.text, 'Blocked.')
  t.same(say({ key, status: { last }, blocked: 'Blocked.' }), { tone: 'warn', text: 'Refused.', offer: 'dismiss' })
  t.equal(say({ key, status: { last }, blocked: 'Blocked.', dismissed: last })?.text, 'Blocked.')
  const inUse = { ...last, refused: 'inUse' } as const
  t.equal(say({ key, status: { last: inUse }, blocked: 'Blocked.' })?.text, 'Blocked.', 'somebody’s hand is old news')
  t.same(
    say({ key, status: { last: inUse }, grip: 'Guest 1' })?.text,
    'Refused.',
    'while it is there, it is the reason'
  )
  t.same(
    say({ key, status: { last: inUse } }),
    { tone: 'quiet', text: 'Refused: somebody else was setting this. It is free again.' },
    'and nobody has to put it away'
  )
  t.equal(say({ key, status: { last: ended('failed', 'Failed.') } })?.tone, 'alarm')
  t.equal(say({ key, status: { last: { notSent: true, sentence: 'Not sent.' } } })?.text, 'Not sent.')
  const unknown = { last: ended('unknown', 'Nobody knows.', 150) }
  t.same(say({ key, status: unknown }), { tone: 'warn', text: 'Nobody knows.', offer: 'read' })
  t.equal(
    say({ key: { ...key, sampled: 151 }, status: unknown })?.offer,
    'read',
    'polled since, and never looked at: still said'
  )
  t.equal(say({ key: { ...key, locked: 'Read it first.' }, status: {} })?.offer, 'read')
  const done = { last: ended('done', ''), took: 31 }
  const asked = { value: 1, sampled: 100, asked: 1, by: 'Guest 2' }
  t.match(say({ key: asked, status: done, mark: 'confirmed' })?.text, /^Done in/)
  t.equal(say({ key: asked, status: done, mark: 'diverged' }), undefined, 'the device holds something else by now')
  t.equal(say({ key: { value: 1 }, status: done, mark: 'confirmed' }), undefined, 'stopped or restarted since')
  t.same(
    say({ key: { ...key, locked: 'needsReread' }, status: {}, blocked: 'Not connected.', reachable: false }),
    { tone: 'warn', text: 'Not connected.' },
    'why it cannot be asked comes first, and nothing is offered that cannot be done'
  )
  const note = { tone: 'asked', text: 'Enter sets 3.' } as const
  t.equal(say({ key, status: unknown, note }), note, 'the hand that is on it comes first')
})
