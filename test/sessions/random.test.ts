import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import type { Up } from '../../protocol/index.ts'
import { Front, hex, type Page } from './front.ts'

const WHO = [1, 2, 3]
const views = [['*'], ['plate.*'], ['oven.fan', 'plate.fan']]

const happening = fc.oneof(
  { arbitrary: fc.record({ is: fc.constant('reading' as const), turns: fc.boolean(), many: fc.boolean() }), weight: 6 },
  { arbitrary: fc.record({ is: fc.constantFrom('join', 'leave', 'deaf', 'hear', 'resync', 'stop', 'cmd'), who: fc.constantFrom(...WHO) }), weight: 5 },
  { arbitrary: fc.record({ is: fc.constantFrom('sub', 'unsub'), who: fc.constantFrom(...WHO), view: fc.constantFrom(...views) }), weight: 2 },
  { arbitrary: fc.record({ is: fc.constant('pass' as const), ms: fc.constantFrom(1, 50, 300, 3_000) }), weight: 3 }
) // biome-ignore format: a table
type Happening = typeof happening extends fc.Arbitrary<infer H> ? H : never

/** Plays a history; each page checks continuity and the schema of every frame by itself. */
async function play(history: readonly Happening[]): Promise<Front> {
  const f = new Front()
  const pages = new Map<number, Page>()
  let connections = 0
  let commands = 0
  const say = (who: number, message: Up) => {
    const page = pages.get(who)
    if (page && !page.closed) page.say(message)
  }
  for (const h of history) {
    if (h.is === 'pass') await f.pass(h.ms)
    else if (h.is === 'reading') {
      for (let i = 0; i < (h.many ? 500 : 1); i++)
        f.loop.post(f.reading(i % 300, i % 2 ? 'fan' : 'target', i % 3 ? 'oven' : 'plate'))
      if (h.turns) f.endTurn()
    } else if ('view' in h) say(h.who, { t: h.is as 'sub', selectors: h.view })
    else if (h.is === 'join') pages.set(h.who, join(f, h.who, ++connections, pages.get(h.who)))
    else if (h.is === 'leave') pages.get(h.who)?.leave()
    else if (h.is === 'deaf' || h.is === 'hear') {
      const page = pages.get(h.who)
      if (page && !page.closed) page.reading = h.is === 'hear'
      if (page?.reading && !page.closed) page.ack()
    } else if (h.is === 'stop') say(h.who, { t: 'stop', nonce: hex(++commands), scope: 'plate' })
    else if (h.is === 'resync') say(h.who, { t: 'resync' })
    else
      say(h.who, {
        t: 'cmd',
        epoch: 'e1',
        command: ++commands,
        control: 'plate.fan',
        op: 'set',
        value: 1,
        gesture: 1,
        basis: 1,
        seen: 1,
        elapsed: 0,
        stopGeneration: 0,
      })
  }
  for (const page of pages.values()) if (!page.closed) page.reading = true
  for (const page of pages.values()) if (!page.closed) page.ack()
  await f.pass(5)
  f.endTurn()
  for (const page of pages.values()) if (!page.closed) check(f, page)
  return f
}

function join(f: Front, who: number, connection: number, old: Page | undefined): Page {
  const page = f.socket()
  const resume = [...(old?.positions ?? [])].map(([view, revision]) => ({ selectors: view.split(','), revision }))
  for (const [key, value] of old?.keys ?? []) page.keys.set(key, value)
  page.hello(who, { connection, epoch: 'e1', views: resume.length > 0 ? resume : [{ selectors: ['*'] }] })
  return page
}

/** S1, L2: who reads stands where the house stands, and holds what it holds. */
function check(f: Front, page: Page): void {
  if (page.revision !== f.state.revision) throw new Error(`L2: at ${page.revision} of ${f.state.revision}`)
  if (!page.positions.has('*')) return
  for (const [key, { value }] of f.state.keys)
    if (!isDeepStrictEqual(page.keys.get(key), value)) throw new Error(`S1: ${key}`)
}

t.test('whatever pages do: every delta fits, every frame is valid, and all end where the house is', async t => {
  let frames = 0
  const property = fc.asyncProperty(fc.array(happening, { maxLength: 60, size: 'max' }), async history => {
    const f = await play(history)
    frames += f.frames.length
    const leaked = f.frames.find(frame =>
      WHO.some(who => frame.includes(hex(who)) && !frame.includes(`"nonce":"${hex(who)}"`))
    )
    if (leaked) throw new Error(`a session's id: ${leaked}`)
  })
  await fc.assert(property, { seed: 11, numRuns: 200 })
  t.ok(frames > 3_000, `${frames} frames`)
})
