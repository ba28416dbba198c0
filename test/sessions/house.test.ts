import t from 'tap'
import type { Observation } from '../../daemon/sessions/index.ts'
import { LIMITS } from '../../protocol/index.ts'
import { plate } from '../core/furniture.ts'
import { Front, hex } from './front.ts'

const person = { name: 'REST', role: 'operator' } as const
const oven = { type: 'dissolved', device: 'oven' } as const
const found = (name: string, description = plate) =>
  ({ type: 'founded', founded: { name, description, stopExpect: {} } }) as const

t.test('a device that goes is missing in a snapshot, for who was here and who comes back', async t => {
  const f = new Front()
  const here = f.page()
  const away = f.page()
  const { revision } = away
  here.news()
  away.leave()
  f.turn(oven)
  t.equal(here.kinds(), 'snap at')
  f.turn(f.reading(1))
  t.equal(here.kinds(), 'delta at', 'afterwards deltas again')
  const back = f.page(2, { connection: 2, epoch: 'e1', views: [{ selectors: ['*'], revision }] })
  t.match(back.news()[0], { t: 'welcome', start: 'snapshot' })
  t.equal(back.keys.has('oven.target'), false)
  t.equal(back.keys.has('plate.target'), true)
})

t.test('who resumes into a view that nobody watched meanwhile does not keep what went', async t => {
  const f = new Front()
  const page = f.page(1, { views: [{ selectors: ['plate.*', 'oven.*'] }] })
  const position = page.positions.get('oven.*,plate.*')!
  page.leave()
  f.turn(oven)
  const again = { selectors: ['plate.*', 'oven.*'], revision: position }
  const back = f.page(1, { connection: 2, epoch: 'e1', views: [again] })
  t.match(back.news()[0], { t: 'welcome', start: 'snapshot' })
})

t.test('streams follow the devices; who follows one that stays goes on in it', async t => {
  const f = new Front()
  const page = f.page()
  page.say({ t: 'sub', selectors: ['plate.fan'], class: 'telemetry' })
  f.turn(f.reading(1, 'fan'), f.reading(2, 'fan'))
  page.news()
  f.turn(oven, found('third'))
  f.sessions.arrange()
  f.turn(f.reading(3, 'fan'))
  const tele = page.news().find(({ t }) => t === 'tele')
  t.match(tele, { stream: 'plate.fan', n0: 3, n1: 3 })
  t.ok(f.sessions.past('third.fan', 1))
  t.equal(f.sessions.past('oven.fan', 1), undefined)
})

t.test('the past of a stream, as far as its ring holds it', async t => {
  const f = new Front()
  for (let n = 1; n <= 5; n++) f.turn(f.reading(n, 'fan'))
  t.match(f.sessions.past('plate.fan', 3), { first: 3, last: 5, values: [[3, 4, 5]] })
  t.match(f.sessions.past('plate.fan', 99), { first: 1, last: 5 })
  t.equal(f.sessions.past('plate.fan', 3)?.times.length, 3)
  t.same(f.sessions.past('plate.lamp', 3), { first: 1, last: 0, times: [], values: [[]] }, 'nothing yet')
})

t.test('an observer begins with everything and then hears what changed, once a turn', async t => {
  const f = new Front()
  const seen: Observation[] = []
  const off = f.sessions.observe(['plate.*'], observation => seen.push(observation))
  f.turn(f.reading(1))
  t.ok(seen[0]?.keys.has('plate.target'))
  t.notOk(seen[0]?.keys.has('oven.target'))
  f.turn(f.reading(2), f.reading(3), f.reading(4, 'fan'), f.door(), f.door('oven'))
  t.equal(seen.length, 2)
  t.same([...seen[1]!.keys].map(([key, { value }]) => [key, value]).sort(), [
    ['plate.fan', 4],
    ['plate.temperature', 3],
  ])
  t.match(seen[1]?.events, [{ device: 'plate', event: 'door' }])
  f.turn(f.reading(1, 'fan', 'oven'))
  t.equal(seen.length, 2, 'what it does not look at is no news')
  f.turn({ type: 'dissolved', device: 'plate' })
  t.ok(seen[2]?.gone.includes('plate.target'))
  off()
  f.turn(found('plate'))
  t.equal(seen.length, 3)
})

t.test('an observer that comes to lie behind the journal gets everything again', async t => {
  const f = new Front()
  const seen: Observation[] = []
  f.sessions.observe(['plate.*'], observation => seen.push(observation))
  f.turn(f.reading(1))
  for (let n = 0; n < 5_000; n++) f.loop.post(f.reading(n))
  f.endTurn()
  t.equal(seen.length, 2)
  t.ok(seen[1]?.keys.has('plate.target'))
})

t.test('every sample of every stream, as it comes', async t => {
  const f = new Front()
  const heard: string[] = []
  const off = f.sessions.tap((stream, _, values) => heard.push(`${stream} ${values[0]}`))
  f.loop.post(f.reading(1))
  f.loop.post(f.reading(2))
  off()
  f.loop.post(f.reading(3))
  t.same(heard, ['plate.temperature 1', 'plate.temperature 2'])
})

t.test('who watches and fails ends neither the flush nor the loop, and it is said, once', async t => {
  const f = new Front()
  const page = f.page()
  const seen: Observation[] = []
  f.sessions.observe(['*'], () => {
    throw new Error('its disk is full')
  })
  f.sessions.observe(['plate.fan'], observation => seen.push(observation))
  f.sessions.tap(() => {
    throw new Error('its run is over')
  })
  page.news()
  f.turn(f.reading(1, 'fan'))
  f.turn(f.reading(2, 'fan'))
  t.equal(page.kinds(), 'delta at delta at', 'pages are told')
  t.match(seen.at(-1)?.keys.get('plate.fan'), { value: 2 }, 'and others who watch')
  t.equal(f.sessions.past('plate.fan', 9)?.last, 2)
  t.same(f.faults.length, 2)
  t.match(f.faults.join(), /run is over.*disk is full/s)
})

t.test('an agent commands as a page does, and hears the one end of each', async t => {
  const f = new Front()
  const agent = f.sessions.employ(hex(77), person)
  t.match(await agent.order({ op: 'set', control: 'plate.target', value: 999 }), { refused: 'badArgs' })
  t.match(await agent.order({ op: 'set', control: 'plate.target', value: 5 }), { refused: 'needsReread' })
  f.turn({ type: 'releasing', device: 'plate' }, { type: 'answered', device: 'plate', answer: readAs('target', 20) })
  while (f.state.devices.get('plate')?.job) {
    const { job } = f.state.devices.get('plate')!.job!
    f.turn({ type: 'answered', device: 'plate', answer: readAs('property' in job ? job.property : '', 20) })
  }
  const ended = agent.order({ op: 'set', control: 'plate.lamp', value: 5 })
  f.turn({ type: 'releasing', device: 'plate' }, { type: 'answered', device: 'plate', answer: { is: 'acknowledged' } })
  t.match(await ended, { outcome: 'doneUnverified', sentence: /cannot confirm/ })
  t.equal(f.state.keys.get('plate.lamp')?.value.by, 'REST')
})

t.test(
  'an agent that had not seen a stop, or is too late, is refused; one that quotes nothing knows of now',
  async t => {
    const f = new Front()
    const agent = f.sessions.employ(hex(77), person)
    const order = { op: 'set', control: 'plate.lamp', value: 5 } as const
    f.turn({ type: 'stopRequested', session: '', stop: { t: 'stop', nonce: hex(1), scope: 'plate' } })
    t.match(await agent.order(order), { refused: 'latched' })
    f.turn({
      type: 'rearmRequested',
      session: hex(77),
      connection: 1,
      rearm: { t: 'rearm', epoch: 'e1', scope: 'plate', stopGeneration: 1 },
    })
    t.match(await agent.order({ ...order, stopGeneration: 0 }), { refused: 'staleStop' })
    t.match(await agent.order({ ...order, elapsed: 1_001 }), { refused: 'noRecentContact' })
    t.match(await agent.order(order), { refused: 'needsReread' })
  }
)

t.test('an agent for whom there is no room is told so, and has its place as soon as there is one', async t => {
  const f = new Front()
  for (let n = 0; n < LIMITS.sessions; n++) f.loop.post({ type: 'attached', session: hex(1_000 + n), connection: 1 })
  const agent = f.sessions.employ(hex(77), person)
  const order = { op: 'set', control: 'plate.lamp', value: 5 } as const
  t.match(await agent.order(order), { refused: 'flood', sentence: /Too many .* are here/ })
  t.equal(agent.open, 0)
  f.loop.post({ type: 'detached', session: hex(1_000), connection: 1 })
  await f.pass(LIMITS.sessionLife + 1)
  t.match(await agent.order(order), { refused: 'needsReread' })
})

t.test('an agent that leaves leaves nothing', async t => {
  const f = new Front()
  const agent = f.sessions.employ(hex(77), person)
  t.equal(f.state.sessions.get(hex(77))?.attached, true)
  agent.close()
  t.equal(f.state.sessions.get(hex(77))?.attached, false)
})

const readAs = (property: string, value: number) =>
  ({ is: 'read', reading: { property, value, sampled: 10_000 } }) as const
