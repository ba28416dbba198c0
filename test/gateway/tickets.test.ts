import t from 'tap'
import { Tickets } from '../../daemon/gateway/index.ts'
import { LIMITS } from '../../protocol/index.ts'
import { openStand } from './stand.ts'

function withClock() {
  const time = { now: 1_000 }
  return { time, tickets: new Tickets({ now: () => time.now, after: () => () => {} }, who => who) }
}

t.test('a ticket opens once', async t => {
  const { tickets } = withClock()
  const ticket = tickets.issue() ?? ''
  t.match(ticket, /^[0-9a-f]{32}$/)
  t.same(tickets.admit(ticket), {})
  t.equal(tickets.admit(ticket), undefined)
  t.equal(tickets.admit('0'.repeat(32)), undefined)
})

t.test('a ticket ends', async t => {
  const { time, tickets } = withClock()
  const early = tickets.issue() ?? ''
  const late = tickets.issue() ?? ''
  time.now += LIMITS.ticketLife - 1
  t.same(tickets.admit(early), {})
  time.now += 1
  t.equal(tickets.admit(late), undefined)
})

t.test('tickets are bounded, and room comes back with time and use', async t => {
  const { time, tickets } = withClock()
  const all = Array.from({ length: LIMITS.tickets }, () => tickets.issue())
  t.ok(all.every(ticket => ticket !== undefined))
  t.equal(new Set(all).size, LIMITS.tickets)
  t.equal(tickets.issue(), undefined)
  t.same(tickets.admit(all[7] ?? ''), {})
  t.ok(tickets.issue())
  t.equal(tickets.issue(), undefined)
  time.now += LIMITS.ticketLife
  t.ok(tickets.issue())
})

t.test('POST /ticket gives what a socket takes, once', async t => {
  const stand = await openStand(t)
  const answer = await stand.post('/ticket')
  t.equal(answer.status, 200)
  t.equal(answer.headers.get('cache-control'), 'no-store')
  const { ticket } = (await answer.json()) as { ticket: string }
  const first = await stand.open()
  first.hello(ticket)
  t.match(await first.heard('welcome'), { epoch: '1.test', name: 'Guest 1' })
  const second = await stand.open()
  second.hello(ticket)
  t.match(await second.heard('bye'), { code: 'ticket', reason: /not valid/ })
  await second.closed
})

t.test('POST /ticket says when there are none left', async t => {
  const stand = await openStand(t)
  while (stand.tickets.issue());
  const answer = await stand.post('/ticket')
  t.equal(answer.status, 503)
  t.equal(answer.headers.get('retry-after'), '1')
  t.match(await answer.text(), /try again/)
})
