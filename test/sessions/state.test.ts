import t, { type Test } from 'tap'
import { type Delta, LIMITS, type Snap, type Welcome } from '../../protocol/index.ts'
import { Front, type Page } from './front.ts'

/** What a page holds is what the house holds (S1). */
const same = (t: Test, f: Front, page: Page, selects = (_: string) => true) =>
  t.same(
    Object.fromEntries([...page.keys].sort()),
    Object.fromEntries(
      [...f.state.keys]
        .filter(([key]) => selects(key))
        .map(([key, { value }]) => [key, value])
        .sort()
    )
  )

t.test('a change is one delta from where the view stood, and an at, in one write', async t => {
  const f = new Front()
  const page = f.page()
  page.news()
  const before = f.state.revision
  f.turn(f.reading(21), f.reading(22), f.reading(5, 'fan'))
  t.equal(page.writes.length, 2)
  const [delta, at] = page.news() as [Delta, object]
  t.match(delta, { t: 'delta', view: '*', from: before, to: before + 3 })
  t.same(Object.keys(delta.keys).sort(), ['plate.fan', 'plate.temperature'], 'the latest of each key that changed')
  t.equal(delta.keys['plate.temperature']?.value, 22)
  t.match(at, { t: 'at', revision: before + 3 })
  same(t, f, page)
})

t.test('a view in which nothing changed hears the revision alone', async t => {
  const f = new Front()
  const page = f.page(1, { views: [{ selectors: ['oven.*'] }] })
  page.news()
  f.turn(f.reading(21))
  t.equal(page.kinds(), 'at')
  t.equal(page.revision, f.state.revision, 'L2')
  f.turn(f.reading(21, 'fan', 'oven'))
  t.equal(page.kinds(), 'delta at')
})

t.test('clients of one view at one position get the same bytes, also with others in between', async t => {
  const f = new Front()
  const pages = [f.page(1), f.page(2), f.page(3, { views: [{ selectors: ['plate.*'] }] })]
  f.loop.post(f.reading(21))
  pages[0]!.say({ t: 'resync' })
  f.loop.post(f.reading(22))
  f.endTurn()
  f.turn(f.reading(23))
  const last = pages.map(page => page.writes.at(-1)!)
  t.equal(last[0]![0], last[1]![0])
  t.equal(last[0]![1], last[1]![1], 'the at, too')
  t.not(last[0]![0], last[2]![0])
  for (const page of pages.slice(0, 2)) same(t, f, page)
})

t.test('each view is encoded once, however many watch it', async t => {
  const f = new Front()
  const views = Array.from({ length: 50 }, (_, i) => f.page(i + 1))
  let encoded = 0
  const entry = f.state.keys.get('plate.temperature')!
  Object.defineProperty(entry, 'fragment', {
    get: () => undefined,
    set: (text: unknown) => (encoded += text === undefined ? 0 : 1),
  })
  f.turn(f.reading(33))
  t.equal(encoded, 1)
  t.equal(views.filter(page => page.writes.length === 2).length, 50)
})

t.test('resumed: who stands somewhere the ring reaches gets what is missing, and nothing else', async t => {
  const f = new Front()
  const selectors = ['plate.*']
  const old = f.page(1, { views: [{ selectors }] })
  const stood = old.positions.get('plate.*')!
  f.turn(f.reading(1, 'fan', 'oven'))
  old.receiver.closed()
  f.turn(f.reading(21))
  f.turn(f.reading(5, 'fan'))
  const page = f.socket()
  for (const [key, value] of old.keys) page.keys.set(key, value)
  page.positions.set('plate.*', stood)
  page.hello(1, { connection: 2, epoch: 'e1', views: [{ selectors, revision: stood }] })
  const [welcome, delta, at] = page.news()
  t.match(welcome, { start: 'resumed' })
  t.match(delta, { t: 'delta', from: stood })
  t.equal(at?.t, 'at')
  same(t, f, page, key => key.startsWith('plate.'))
  const again = f.page(1, {
    connection: 3,
    epoch: 'e1',
    views: [{ selectors, revision: page.positions.get('plate.*')! }],
  })
  t.equal(again.kinds(), 'welcome at', 'nothing was missing')
})

t.test(
  'not resumed: another epoch, no position, one ahead of the house, beyond the ring; one such view is enough',
  async t => {
    const f = new Front()
    for (let i = 0; i < LIMITS.journalRevisions; i++) f.loop.post(f.reading(i))
    f.endTurn()
    const now = f.state.revision
    const star = (revision?: number) => ({ selectors: ['*'], ...(revision !== undefined && { revision }) })
    const starts = (hello: Parameters<Front['page']>[1]) => {
      const news = f.page(undefined, hello).news()
      return `${(news[0] as Welcome).start} ${news
        .slice(1)
        .map(({ t }) => t)
        .join(' ')}`
    }
    t.equal(starts({ epoch: 'e1', views: [star(now - 1)] }), 'resumed delta at')
    t.equal(starts({ epoch: 'e0', views: [star(now - 1)] }), 'snapshot snap at')
    t.equal(starts({ views: [star(now - 1)] }), 'snapshot snap at')
    t.equal(starts({ epoch: 'e1', views: [star()] }), 'snapshot snap at')
    t.equal(starts({ epoch: 'e1', views: [star(now + 1)] }), 'snapshot snap at')
    t.equal(starts({ epoch: 'e1', views: [star(0)] }), 'snapshot snap at')
    const two = [star(now), { selectors: ['oven.*'] }]
    t.equal(starts({ epoch: 'e1', views: two }), 'snapshot snap snap at')
  }
)

t.test('a turn with more revisions than the ring holds is a snapshot, not a silence', async t => {
  const f = new Front()
  const page = f.page(1, { views: [{ selectors: ['plate.*'] }] })
  page.news()
  f.loop.post(f.reading(5, 'fan'))
  for (let i = 0; i <= LIMITS.journalRevisions; i++) f.loop.post(f.reading(i, 'temperature', 'oven'))
  f.endTurn()
  t.equal(page.kinds(), 'snap at')
  same(t, f, page, key => key.startsWith('plate.'))
  f.turn(f.reading(6, 'fan'))
  t.equal(page.kinds(), 'delta at')
})

t.test('a view that changes rarely gets deltas all the same, and resumes', async t => {
  const f = new Front()
  const selectors = ['oven.*']
  const page = f.page(1, { views: [{ selectors }] })
  const stood = page.positions.get('oven.*')!
  for (let i = 0; i <= LIMITS.journalRevisions; i++) f.turn(f.reading(i))
  const hello = { epoch: 'e1', views: [{ selectors, revision: stood }] }
  t.match(f.page(2, hello).news()[0], { start: 'resumed' }, 'nothing was missed')
  await f.pass(5)
  page.news()
  f.turn(f.reading(7, 'fan', 'oven'))
  t.equal(page.kinds(), 'delta at')
  t.match(f.page(3, hello).kinds(), 'welcome delta at')
})

t.test('resync: everything anew, for who asked alone', async t => {
  const f = new Front()
  const [page, other] = [f.page(1), f.page(2)]
  page.news()
  page.say({ t: 'resync' })
  t.equal(page.kinds(), 'snap at')
  t.equal(other.writes.length, 1)
})

t.test('one more view, and one less', async t => {
  const f = new Front()
  const page = f.page(1, { views: [] })
  t.equal(page.kinds(), 'welcome at')
  page.say({ t: 'sub', selectors: ['plate.fan'] })
  const [snap] = page.news() as [Snap]
  t.match(snap, { t: 'snap', view: 'plate.fan' })
  page.say({ t: 'sub', selectors: ['plate.fan'] })
  t.equal(page.kinds(), 'snap at', 'asked again, sent again')
  f.turn(f.reading(1, 'fan'))
  t.equal(page.kinds(), 'delta at')
  page.say({ t: 'unsub', selectors: ['plate.fan'] })
  page.say({ t: 'unsub', selectors: ['oven.fan'] })
  f.turn(f.reading(2, 'fan'))
  t.equal(page.kinds(), 'at')
})

t.test('so many views for a connection; a view that it has is not one more', async t => {
  const f = new Front()
  const page = f.page(1, { views: [] })
  for (let i = 0; i < LIMITS.views; i++) page.say({ t: 'sub', selectors: [`plate.x${i}`] })
  page.say({ t: 'sub', selectors: ['plate.x0'] })
  t.notOk(page.closed)
  page.say({ t: 'sub', selectors: ['plate.more'] })
  t.match(page.news().at(-1), { t: 'bye', code: 'protocol', reason: /16 views/ })
})

t.test('a view that nobody watches is forgotten', async t => {
  const f = new Front()
  const pages = [f.page(1), f.page(2)]
  for (let i = 0; i < 100; i++) {
    pages[0]!.say({ t: 'sub', selectors: [`plate.x${i}`, 'plate.fan'] })
    pages[0]!.say({ t: 'unsub', selectors: ['plate.fan', `plate.x${i}`] })
  }
  t.equal(f.sessions.views, 1)
  pages[0]!.receiver.closed()
  t.equal(f.sessions.views, 1)
  f.turn(f.reading(1))
  t.equal(pages[1]!.news().at(-2)?.t, 'delta')
  pages[1]!.receiver.closed()
  t.equal(f.sessions.views, 0)
})
