import t from 'tap'
import { LIMITS, type Out, type Welcome } from '../../protocol/index.ts'
import { Front, hex, type Page } from './front.ts'

const welcomeOf = (page: Page) => page.news().find(({ t }) => t === 'welcome') as Welcome
const byeOf = (page: Page) => page.news().find(({ t }) => t === 'bye')

t.test('hello, welcome, a snapshot of each view, and the revision that ends it, in one write', async t => {
  const f = new Front()
  const page = f.page(1, { views: [{ selectors: ['plate.*'] }, { selectors: ['station.$about', 'oven.fan'] }] })
  t.equal(page.writes.length, 1)
  const [welcome, first, second, at, ...rest] = page.news()
  t.match(welcome, {
    t: 'welcome',
    epoch: 'e1',
    name: 'Guest 1',
    start: 'snapshot',
    lastCommand: 0,
    outcomes: [],
    stops: [{ scope: 'station' }, { scope: 'plate' }, { scope: 'oven' }],
    revision: f.state.revision,
    time: 10_000,
    wallClock: 1e12,
  })
  t.match(first, { t: 'snap', view: 'plate.*', epoch: 'e1' })
  t.match(second, { t: 'snap', view: 'oven.fan,station.$about' })
  t.same(Object.keys((second as { keys: object }).keys).sort(), ['oven.fan', 'station.$about'])
  t.match(at, { t: 'at', epoch: 'e1', revision: f.state.revision })
  t.same(rest, [])
})

t.test('who may not come in is told why, and hears nothing else (X1)', async t => {
  const f = new Front()
  const cases: readonly (readonly [name: string, say: (page: Page) => void, code: string, reason: RegExp])[] = [
    ['another version', p => p.hello(1, { version: 2 }), 'version', /speaks version 1/],
    ['no ticket', p => p.hello(1, { ticket: hex(9) }), 'ticket', /not valid/],
    ['something else first', p => p.say({ t: 'ping', id: 1 }), 'protocol', /must be "hello", not "ping"/],
    ['no JSON', p => p.receiver.heard('hello'), 'protocol', /not JSON/],
    ['an unknown field', p => p.receiver.heard('{"t":"resync","x":1}'), 'protocol', /no field "x"/],
    ['too long', p => p.receiver.heard(' '.repeat(LIMITS.frameBeforeHello + 1)), 'protocol', /are allowed here/],
  ]
  for (const [name, say, code, reason] of cases) {
    const page = f.socket()
    say(page)
    f.turn(f.reading(1))
    t.match(page.news(), [{ t: 'bye', code, reason }], name)
    t.ok(page.closed, name)
    t.equal(page.writes.length, 1)
    page.hello(1)
    t.equal(page.writes.length, 1, 'what it says afterwards is not heard')
  }
  t.equal(f.sessions.size, 0)
  t.equal(f.state.sessions.size, 0)
})

t.test('a ticket opens one socket', async t => {
  const f = new Front()
  const ticket = f.ticket()
  f.page(1, { ticket })
  t.match(byeOf(f.page(2, { ticket })), { code: 'ticket', retryAfter: 0 })
})

t.test('no hello within five seconds: a page that was frozen in between may come again', async t => {
  const f = new Front()
  const page = f.socket()
  await f.pass(LIMITS.helloWithin - 1)
  t.notOk(page.closed)
  await f.pass(200)
  t.match(page.news(), [{ t: 'bye', code: 'protocol', reason: /five seconds/, retryAfter: 0 }])
  t.equal(f.sessions.size, 0)
})

t.test('so many pages at once, and one more is told so', async t => {
  const f = new Front()
  for (let i = 0; i < LIMITS.connections; i++) f.socket()
  const page = f.socket()
  t.match(page.news(), [{ t: 'bye', code: 'full', retryAfter: 5_000 }])
  t.equal(f.sessions.size, LIMITS.connections)
})

t.test('the newer connection bars the older before anything is reported (FalseNo)', async t => {
  const f = new Front()
  const old = f.page(1)
  const cmd = (command: number) => ({
    t: 'cmd' as const,
    epoch: 'e1',
    command,
    control: 'plate.lid',
    op: 'call' as const,
    gesture: 1,
    basis: 1,
    seen: f.clock.now(),
    elapsed: 0,
    stopGeneration: 0,
  })
  old.say(cmd(3))
  const page = f.page(1, { connection: 2, epoch: 'e1', open: [2, 3, 4] })
  const { lastCommand, outcomes } = welcomeOf(page)
  t.equal(lastCommand, 3)
  t.match(outcomes as Out[], [
    { command: 2, outcome: 'unknown', detail: { reason: 'forgotten' } },
    { command: 3, refused: 'noSuchControl' },
  ])
  t.match(byeOf(old), { code: 'connection' })
  old.say(cmd(4))
  old.receiver.closed()
  t.equal(f.state.sessions.get(hex(1))?.highest, 3, 'the zombie is not heard')
  t.equal(f.state.sessions.get(hex(1))?.attached, true, 'and its end ends nothing')
  page.say(cmd(4))
  f.endTurn()
  t.match(
    page.news().filter(({ t }) => t === 'out'),
    [{ command: 4, refused: 'noSuchControl' }]
  )
  t.equal(old.writes.flat().filter(frame => frame.includes('"out"')).length, 0)
})

t.test('a connection number that was used is refused, also when its socket is gone (TabTwin)', async t => {
  const f = new Front()
  const first = f.page(1, { connection: 5 })
  for (const connection of [5, 4]) {
    const twin = f.page(1, { connection })
    t.match(byeOf(twin), { code: 'connection' }, `${connection} beside 5`)
  }
  t.notOk(first.closed)
  first.receiver.closed()
  t.match(byeOf(f.page(1, { connection: 5 })), { code: 'connection' })
  t.equal(f.state.sessions.get(hex(1))?.attached, false)
  t.match(welcomeOf(f.page(1, { connection: 6 })), { name: 'Guest 1' })
})

t.test('a session that was forgotten, and comes back with commands open, is told that nobody knows', async t => {
  const f = new Front()
  f.page(1).receiver.closed()
  f.state.sessions.delete(hex(1))
  const { lastCommand, outcomes } = welcomeOf(f.page(1, { connection: 2, epoch: 'e1', open: [6, 7] }))
  t.equal(lastCommand, 7)
  t.match(outcomes as Out[], [
    { command: 6, outcome: 'unknown', detail: { reason: 'forgotten' } },
    { command: 7, outcome: 'unknown', detail: { reason: 'forgotten' } },
  ])
  const other = welcomeOf(f.page(2, { connection: 2, epoch: 'e0', open: [6, 7] }))
  t.same([other.lastCommand, other.outcomes], [0, []], 'of another epoch nothing is said: all of it is unknown there')
})

t.test('the end of a socket is the end of its connection', async t => {
  const f = new Front()
  const page = f.page(1)
  page.receiver.closed()
  page.receiver.closed()
  t.equal(f.sessions.size, 0)
  t.equal(f.state.sessions.get(hex(1))?.attached, false)
  f.turn(f.reading(1))
  t.equal(page.writes.length, 1)
})

t.test('saying hello twice', async t => {
  const f = new Front()
  const page = f.page(1)
  page.hello(1, { connection: 2 })
  t.match(byeOf(page), { code: 'protocol', reason: /hello before/ })
})

t.test('the house closes: everybody is told, nothing is left ticking', async t => {
  const f = new Front()
  const pages = [f.page(), f.page(), f.socket()]
  f.sessions.close('An update.')
  for (const page of pages) t.match(byeOf(page), { code: 'stopping', reason: 'An update.', retryAfter: 500 })
  t.equal(f.sessions.size, 0)
  t.equal(f.clock.next === undefined || f.clock.next <= f.clock.now() + 1, true)
  await f.pass(1_000)
  t.equal(f.clock.next, undefined)
})
