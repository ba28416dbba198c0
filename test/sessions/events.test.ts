import t from 'tap'
import { type Evt, LIMITS } from '../../protocol/index.ts'
import { Front, type Page } from './front.ts'

const numbers = (page: Page) =>
  page
    .news()
    .filter((m): m is Evt => m.t === 'evt')
    .map(({ number, lostTo }) => (lostTo === undefined ? `${number}` : `(${lostTo}) ${number}`))

t.test('events go to everybody, once, in their order', async t => {
  const f = new Front()
  const pages = [f.page(1), f.page(2, { views: [] })]
  f.turn(f.door(), f.door('oven'))
  f.turn(f.door())
  for (const page of pages) t.same(numbers(page), ['1', '2', '3'])
  t.equal(pages[0]!.writes[1]![0], pages[1]!.writes[1]![0], 'encoded once')
})

t.test('who comes for the first time hears of what happens from then on', async t => {
  const f = new Front()
  f.turn(f.door())
  const page = f.page(1)
  f.turn(f.door())
  t.same(numbers(page), ['2'])
})

t.test('they resume by number; an overrun says what was lost', async t => {
  const f = new Front()
  for (let i = 0; i < 10; i++) f.turn(f.door())
  t.same(numbers(f.page(1, { epoch: 'e1', event: 7 })), ['8', '9', '10'])
  t.same(numbers(f.page(2, { epoch: 'e1', event: 10 })), [])
  t.same(numbers(f.page(3, { epoch: 'e0', event: 3 })), [], 'numbers of another epoch mean nothing')
  for (let i = 0; i < LIMITS.events; i++) f.turn(f.door())
  const missed = numbers(f.page(4, { epoch: 'e1', event: 7 }))
  t.equal(missed[0], '(10) 11')
  t.equal(missed.length, LIMITS.events)
  const ahead = f.page(5, { epoch: 'e1', event: 9_999 })
  f.turn(f.door())
  t.same(numbers(ahead), [`${11 + LIMITS.events}`], 'a number that has not come is none')
})

t.test('a client that did not read is told what it lost: received + declared lost = produced (S4)', async t => {
  const f = new Front()
  const page = f.page(1)
  f.turn(f.door())
  page.reading = false
  for (let i = 0; i < 2_000; i++) f.turn(f.reading(i % 300))
  t.same(numbers(page), ['1'])
  for (let i = 0; i < LIMITS.events + 20; i++) f.turn(f.door())
  page.ack()
  const got = numbers(page)
  t.equal(got[0], '(21) 22')
  t.equal(got.length, LIMITS.events)
  t.equal(got.at(-1), `${LIMITS.events + 21}`)
})
