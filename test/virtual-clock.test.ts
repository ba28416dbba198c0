import { deepStrictEqual, equal } from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { VirtualClock } from './virtual-clock.ts'

t.test('timers run in order of time, and at one moment in the order in which they were set', async t => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.record({ ms: fc.nat(20), forget: fc.boolean() }), { maxLength: 60 }), async timers => {
      const clock = new VirtualClock(100)
      const ran: number[] = []
      const forget = timers.map(({ ms }, i) =>
        clock.after(ms, () => {
          equal(clock.now(), 100 + ms)
          ran.push(i)
        })
      )
      for (const [i, timer] of timers.entries()) if (timer.forget) forget[i]!()
      await clock.run(200)
      const expected = [...timers.entries()]
        .filter(([, timer]) => !timer.forget)
        .sort(([i, a], [k, b]) => a.ms - b.ms || i - k)
        .map(([i]) => i)
      deepStrictEqual(ran, expected)
      equal(clock.now(), 200)
      equal(clock.next, undefined)
    })
  )
  t.pass()
})

t.test('a timer may set timers; microtasks are done between two', async t => {
  const clock = new VirtualClock()
  const seen: string[] = []
  const first = async () => {
    seen.push('first')
    await Promise.resolve()
    await Promise.resolve()
    seen.push('its microtasks')
    clock.after(0, () => seen.push(`its timer at ${clock.now()}`))
  }
  clock.after(5, () => void first())
  clock.after(5, () => seen.push('second'))
  await clock.pass(4)
  t.same(seen, [])
  t.equal(clock.now(), 4)
  await clock.pass(1)
  t.same(seen, ['first', 'its microtasks', 'second', 'its timer at 5'])
})

t.test('one step is one timer', async t => {
  const clock = new VirtualClock()
  clock.after(3, () => {})
  clock.after(1, () => {})()
  t.equal(clock.next, 3)
  t.ok(clock.step())
  t.equal(clock.now(), 3)
  t.notOk(clock.step())
})
