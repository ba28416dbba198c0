import t from 'tap'
import type { Cmd, Refusal } from '../../protocol/index.ts'
import { LIMITS } from '../../protocol/index.ts'
import { Bench, wordOf } from './bench.ts'

/** What makes a check fail: something about the house, or about the command. */
interface Fault {
  readonly code: Refusal
  readonly house?: (b: Bench) => void
  readonly cmd?: (b: Bench) => Partial<Cmd>
  /** Cannot fail together with the others: it stands for the same thing. */
  readonly not?: readonly Refusal[]
}

/** In the order of admission. */
const FAULTS: readonly Fault[] = [
  { code: 'noSuchControl', cmd: () => ({ control: 'plate.lid' }), not: ['badArgs'] },
  { code: 'badArgs', cmd: () => ({ value: 301 }), not: ['noSuchControl', 'busy'] },
  { code: 'forbidden', house: b => Object.assign(b.state.sessions.get('anna')!, { role: 'viewer' }) },
  { code: 'epoch', cmd: () => ({ epoch: 'e0' }) },
  { code: 'latched', house: b => void b.stop('plate', 1, 'bert') },
  {
    code: 'staleStop',
    house: b => {
      b.stop('station', 2, 'bert')
      b.rearm('station', b.state.stops.get('station')!.generation, 'bert')
    },
    cmd: () => ({ stopGeneration: 0 }),
  },
  { code: 'noRecentContact', cmd: () => ({ elapsed: LIMITS.elapsed + 1 }), not: ['stale'] },
  { code: 'stale', cmd: b => ({ seen: b.now - 6_000 }), not: ['noRecentContact'] },
  { code: 'inUse', house: b => void b.send('bert', { value: 50 }), not: ['busy'] },
  {
    code: 'changedMeanwhile',
    house: b => {
      b.send('bert', { value: 50 })
      b.pass(1_600)
    },
    cmd: () => ({ basis: 1 }),
    not: ['busy', 'inUse'],
  },
  { code: 'offline', house: b => void b.link('waiting'), not: ['needsReread'] },
  {
    code: 'needsReread',
    house: b => {
      b.link('waiting')
      b.link('up')
    },
    not: ['offline'],
  },
  {
    code: 'busy',
    house: b => void b.send('bert', { control: 'plate.tare', op: 'call' }),
    cmd: () => ({ control: 'plate.tare', op: 'call' }),
    not: ['badArgs', 'noSuchControl', 'inUse', 'changedMeanwhile'],
  },
  {
    code: 'flood',
    house: b => {
      const { open } = b.state.sessions.get('anna')!
      for (let i = 0; i < LIMITS.openPerSession; i++) open.set(-i, {} as never)
    },
  },
]

function attempt(faults: readonly Fault[]) {
  const b = new Bench().ready('anna', 'bert')
  // What one fault does to the house may not undo another: the link goes last.
  const order = [...faults].sort((x, y) => rank(x) - rank(y))
  for (const { house } of order) house?.(b)
  const patch = Object.assign({}, ...faults.map(({ cmd }) => cmd?.(b)))
  const call = patch.op === 'call' ? {} : { value: 40 }
  const before = b.state.revision
  const outs = b.sendAs('anna', b.cmd('anna', { ...call, stopGeneration: faultless(b), ...patch }))
  return { outs, committed: b.state.revision - before, b }
}
const rank = ({ code }: Fault): number => ['latched', 'staleStop', 'offline', 'needsReread'].indexOf(code)
const faultless = (b: Bench): number => b.state.stopGeneration

t.test('without a fault it is accepted', async t => {
  t.same(attempt([]).outs.map(wordOf), ['accepted'])
})

t.test('each fault alone is refused with its sentence, and nothing is committed', async t => {
  for (const fault of FAULTS) {
    const { outs, committed } = attempt([fault])
    t.same(outs.map(wordOf), [`refused ${fault.code}`], fault.code)
    t.match(outs[0], { sentence: /^[A-Z"].+\.$/ }, fault.code)
    t.equal(committed, 0, fault.code)
  }
})

t.test('of two faults the earlier is the answer', async t => {
  for (const [i, first] of FAULTS.entries()) {
    for (const second of FAULTS.slice(i + 1)) {
      if (first.not?.includes(second.code) || second.not?.includes(first.code)) continue
      const { outs } = attempt([second, first])
      t.same(outs.map(wordOf), [`refused ${first.code}`], `${first.code} before ${second.code}`)
    }
  }
})

t.test('(a) only the newest connection is heard; what an older one says is dropped, and uses up no number', async t => {
  const b = new Bench().ready()
  b.post({ type: 'attached', session: 'anna', connection: 3 })
  const cmd = b.cmd('anna')
  for (const connection of [1, 2, 4]) t.same(b.sendAs('anna', cmd, connection), [], `connection ${connection}`)
  t.equal(b.state.sessions.get('anna')!.highest, 0)
  t.same(b.sendAs('anna', cmd, 3).map(wordOf), ['accepted'])
})

t.test('a session that never attached is not heard', async t => {
  const b = new Bench().ready()
  t.same(b.sendAs('nobody', b.cmd('nobody')), [])
})

t.test('(b) a number not above the highest never runs; it is answered from memory', async t => {
  const b = new Bench().ready()
  b.send('anna', { command: 5, control: 'plate.fan' })
  t.same(b.send('anna', { command: 5, control: 'plate.heater', value: true }).map(wordOf), ['accepted'], 'its stage')
  b.release()
  t.same(b.send('anna', { command: 5 }).map(wordOf), ['released'])
  b.answer({ is: 'acknowledged' })
  const [again] = b.send('anna', { command: 5 })
  t.same(again, b.end('anna', 5), 'its outcome, as it was told')
  t.match(b.send('anna', { command: 4 }), [{ outcome: 'unknown', detail: { reason: 'forgotten' } }], 'left out before')
  t.equal(b.doing(), undefined)
  t.equal(b.state.sessions.get('anna')!.highest, 5)
})

t.test('(c) the number is recorded before any other check: what was refused can never run', async t => {
  for (const patch of [{ value: 301 }, { control: 'plate.lid' }, { epoch: 'e0' }, { stopGeneration: 9 }] as const) {
    const b = new Bench().ready()
    const [refused] = b.send('anna', { command: 7, ...patch })
    t.match(wordOf(refused!), /^refused/)
    t.same(b.sendAs('anna', b.cmd('anna', { command: 7 })), [refused], 'told again, not run')
    t.equal(b.doing(), undefined)
  }
})

t.test('a gesture refused once is refused whole, for the reason it was refused for', async t => {
  const b = new Bench().ready('anna', 'bert')
  b.send('bert', { value: 50, gesture: 1 })
  const drag = (value: number) => b.send('anna', { value, gesture: 9, basis: b.state.revision }).map(wordOf)
  t.same(drag(1), ['refused inUse'])
  b.pass(1_600)
  t.same(drag(2), ['refused inUse'], 'also when the other has let go')
  t.same(b.send('anna', { gesture: 10 }).map(wordOf), ['accepted'], 'its next gesture is another matter')

  const c = new Bench().ready('anna', 'bert')
  c.send('bert', { control: 'plate.fan', value: 50, final: true })
  c.ack()
  const late = () => c.send('anna', { control: 'plate.fan', gesture: 3, basis: 1 })
  t.match(late(), [{ refused: 'changedMeanwhile', detail: { by: 'Guest 2' } }])
  t.match(late(), [{ refused: 'changedMeanwhile', detail: { by: 'Guest 2' } }], 'not: somebody is setting this')
})

t.test('a time that has not come is a fault of the page', async t => {
  const b = new Bench().ready()
  t.match(b.send('anna', { seen: b.now + 1 }), [{ refused: 'badArgs', sentence: /has not come/ }])
})

t.test('the life of a command: to the millisecond, its own or that of its kind', async t => {
  const age = (patch: Partial<Cmd>) => {
    const b = new Bench().ready()
    return b.send('anna', { ...patch, seen: b.now + (patch.seen ?? 0) }).map(wordOf)
  }
  t.same(age({ seen: -1_500 }), ['accepted'])
  t.same(age({ seen: -1_501 }), ['refused stale'])
  t.same(age({ seen: -2_000, elapsed: 500 }), ['accepted'])
  t.same(age({ seen: -2_000, elapsed: 499 }), ['refused stale'])
  t.same(age({ seen: -100, ttl: 100 }), ['accepted'])
  t.same(age({ seen: -101, ttl: 100 }), ['refused stale'])
  t.same(age({ seen: -9_000, ttl: 10_000 }), ['accepted'])
  t.same(age({ ttl: 10_001 }), ['refused badArgs'])
  t.same(age({ control: 'plate.tare', op: 'call', ttl: 5_001 }), ['refused badArgs'])
  t.same(age({ elapsed: LIMITS.elapsed }), ['accepted'])
})

t.test('reading asks for less: also latched, also not knowing of the stop, also locked', async t => {
  const b = new Bench().ready()
  b.stop('plate')
  t.same(b.send('anna', { op: 'read', stopGeneration: 0 }).map(wordOf).slice(0, 1), ['accepted'])
})

t.test('who claims to have sent it in a moment that has not come gains no life by it', async t => {
  const b = new Bench().ready()
  b.send('anna', { control: 'plate.fan' })
  b.send('anna', { control: 'plate.fan', final: true, elapsed: 900 })
  b.pass(1_501)
  t.same(b.story('anna', 2), ['accepted', 'expired'])
})
