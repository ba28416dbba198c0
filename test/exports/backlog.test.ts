import fc from 'fast-check'
import t from 'tap'
import { Backlog } from '../../daemon/exports/backlog.ts'
import type { Message } from '../../daemon/exports/message.ts'

const say = (topic: string, n: number, retain = true): Message => ({ topic, payload: `${n}`, retain, at: n })
const drain = (backlog: Backlog): string[] => {
  const all: string[] = []
  for (let m = backlog.take(); m; m = backlog.take()) all.push(`${m.topic}${m.payload}${m.again ? '!' : ''}`)
  return all
}

t.test('the oldest goes, counted, and with its times', async t => {
  const backlog = new Backlog(3)
  for (let n = 1; n <= 8; n++) backlog.push(say('a', n))
  t.same(backlog.loss, { count: 5, since: 1, until: 5 })
  t.same(drain(backlog), ['a6', 'a7', 'a8'])
})

t.test('the newest of a retained topic is never dropped, and goes first', async t => {
  const backlog = new Backlog(3)
  backlog.push(say('text', 1))
  backlog.push(say('event', 2, false))
  for (let n = 3; n <= 8; n++) backlog.push(say('a', n))
  t.same(backlog.loss, { count: 4, since: 2, until: 5 })
  t.same(drain(backlog), ['text1', 'a6', 'a7', 'a8'])
})

t.test('bytes are bounded, too', async t => {
  const backlog = new Backlog(1_000, 100)
  for (let n = 0; n < 100; n++) backlog.push({ ...say('a', n), payload: 'x'.repeat(19) })
  t.equal(backlog.size, 5)
  t.equal(backlog.loss?.count, 95)
})

t.test('what was under way goes again before anything else', async t => {
  const backlog = new Backlog(10)
  for (let n = 1; n <= 4; n++) backlog.push(say('a', n))
  const underway = [backlog.take()!, backlog.take()!]
  backlog.push(say('a', 5))
  backlog.putBack(underway)
  t.same(drain(backlog), ['a1', 'a2', 'a3', 'a4', 'a5'])
})

t.test('what no waiting message says anew is repeated, and says so; what was taken back is not', async t => {
  const backlog = new Backlog(10)
  for (const topic of ['a', 'b', 'c']) backlog.push(say(topic, 1))
  backlog.push({ ...say('c', 2), payload: '' })
  for (let m = backlog.take(); m; m = backlog.take()) backlog.arrived(m)
  backlog.push(say('a', 3))
  backlog.repeat()
  t.same(drain(backlog), ['b1!', 'a3'])
  t.ok(backlog.retains('a'))
  t.notOk(backlog.retains('c'))
  backlog.repeat()
  backlog.push(say('b', 4))
  t.same(drain(backlog), ['a3!', 'b4'], 'a repeat is not sent when there is something newer')
  t.equal(backlog.loss, undefined, 'and is no loss')
})

t.test('a repeat that a cut kept back is forgotten, if there is something newer by then', async t => {
  const backlog = new Backlog(1)
  backlog.push(say('a', 1))
  backlog.arrived(backlog.take()!)
  backlog.repeat()
  backlog.putBack([])
  backlog.push(say('a', 2))
  backlog.repeat()
  t.same(drain(backlog), ['a2'])
  t.equal(backlog.loss, undefined)
})

t.test('what was declared is declared; what was lost since is not', async t => {
  const backlog = new Backlog(1)
  for (let n = 1; n <= 4; n++) backlog.push(say('a', n))
  const told = backlog.loss!
  for (let n = 5; n <= 6; n++) backlog.push(say('a', n))
  backlog.declared(told)
  t.same(backlog.loss, { count: 2, since: 3, until: 5 })
  backlog.declared(backlog.loss!)
  t.equal(backlog.loss, undefined)
})

type Step =
  | { readonly do: 'push'; readonly topic: number; readonly retain: boolean }
  | { readonly do: 'take' | 'ack' | 'cut' }
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('push' as const), topic: fc.nat(4), retain: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('take' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('ack' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cut' as const) }) }
)

t.test(
  'whatever happens: in order by topic, nothing missing that is not declared, the newest retained is the last',
  async t => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 1, max: 12 }), (steps, most) => {
        const backlog = new Backlog(most)
        const underway: Message[] = []
        /** By topic: what the broker has seen, in its order; all that is sent may have arrived. */
        const seen = new Map<string, Message[]>()
        const newest = new Map<string, number>()
        let pushed = 0
        const run = (what: Step): boolean => {
          if (what.do === 'push') {
            const topic = `${what.retain ? 'r' : 'e'}${what.topic}`
            backlog.push(say(topic, ++pushed, what.retain))
            if (what.retain) newest.set(topic, pushed)
          } else if (what.do === 'take') {
            const message = backlog.take()
            if (!message) return false
            underway.push(message)
            seen.set(message.topic, [...(seen.get(message.topic) ?? []), message])
          } else if (what.do === 'ack') {
            const message = underway.shift()
            if (!message) return false
            backlog.arrived(message)
          } else {
            backlog.putBack(underway.splice(0))
            // What goes again may come before what the broker has: from here on the order counts anew.
            for (const [topic, list] of seen) seen.set(topic, [...list, { ...say(topic, -1) }])
            backlog.repeat()
          }
          return true
        }
        for (const s of steps) run(s)
        while (run({ do: 'take' }) || run({ do: 'ack' }));
        const distinct = new Set(
          [...seen.values()]
            .flat()
            .filter(({ at }) => at > 0)
            .map(({ at }) => at)
        )
        const lost = backlog.loss?.count ?? 0
        for (const [topic, list] of seen) {
          for (let i = 1; i < list.length; i++) {
            const [before, after] = [list[i - 1]!.at, list[i]!.at]
            if (before > 0 && after > 0 && after <= before) throw new Error(`${topic}: ${after} after ${before}`)
          }
          const last = list.filter(({ at }) => at > 0).at(-1)?.at
          if (newest.has(topic) && last !== newest.get(topic)) throw new Error(`${topic} ends with ${last}`)
        }
        // What was under way at a cut may be counted as lost although it arrived: never the other way round.
        return distinct.size + lost >= pushed
      }),
      { numRuns: 2_000 }
    )
    t.pass()
  }
)
