import t from 'tap'
import { createState, type Event, InvariantViolation } from '../../daemon/core/index.ts'
import { Loop, type Performers } from '../../daemon/loop.ts'
import { type Cmd, LIMITS } from '../../protocol/index.ts'
import { plate, polled } from '../core/furniture.ts'
import { VirtualClock } from '../virtual-clock.ts'

/** A loop over two plates, with everything it does on a list; `also` is what a performer does besides. */
function looped(also: Partial<Performers> = {}, devices = { plate, oven: plate }) {
  const clock = new VirtualClock(10_000)
  const done: string[] = []
  const ends: (() => void)[] = []
  const state = createState({
    epoch: 'e1',
    now: clock.now(),
    station: { title: 'Test', version: '1' },
    latches: [],
    devices: Object.entries(devices).map(([name, description]) => ({ name, description, stopExpect: {} })),
  })
  const samples: string[] = []
  const perform = <K extends keyof Performers>(name: K, say: (...args: Parameters<Performers[K]>) => string) =>
    ((...args: Parameters<Performers[K]>) => {
      done.push(say(...args))
      ;(also[name] as ((...args: Parameters<Performers[K]>) => void) | undefined)?.(...args)
    }) as Performers[K]
  const loop: Loop = new Loop(
    state,
    { clock, endOfTurn: fn => ends.push(fn) },
    {
      converse: perform('converse', ({ device, job }) => `${device} ${job.kind}`),
      halt: perform('halt', device => `halt ${device}`),
      sample: ({ key, value }) => samples.push(`${key} ${value}`),
      tell: perform('tell', ({ message }) => `tell ${message.t === 'out' ? message.command : ''}`),
      announce: perform('announce', ({ t }) => t),
      persist: perform('persist', () => 'persist'),
      flush: perform('flush', () => 'flush'),
      fatal: perform('fatal', error => (error as Error).name),
    }
  )
  const endTurn = () => {
    for (const end of ends.splice(0)) end()
  }
  const seen = () => done.splice(0)
  return { loop, state, clock, done, samples, seen, endTurn, ends }
}

const link = (device: string): Event => ({ type: 'link', device, link: { state: 'up' } })
const stop = (scope: string, n: number): Event => ({
  type: 'stopRequested',
  session: 'anna',
  stop: { t: 'stop', nonce: String(n).padStart(32, '0'), scope },
})
const heard = (device: string): Event => ({
  type: 'heard',
  device,
  readings: [],
  events: [{ name: 'door', data: { open: true } }],
})

t.test('effects keep their order; what a performer posts steps at once, and is performed after them', async t => {
  const revisions: number[] = []
  const l = looped({
    halt: device => {
      const before = l.state.revision
      l.loop.post(heard(device))
      revisions.push(l.state.events.length, l.state.revision - before)
    },
  })
  l.loop.post(link('plate'))
  l.loop.post(link('oven'))
  l.seen()
  l.loop.post(stop('station', 1))
  t.same(l.seen(), ['halt plate', 'halt oven', 'stopped', 'persist', 'evt', 'evt'])
  t.same(revisions, [1, 0, 2, 0], 'each step was taken when it was posted')
})

t.test('steps never nest: whoever performs sees a finished transaction', async t => {
  const l = looped({
    halt: () => {
      const { touched, outs, effects } = l.state.transaction
      t.same([touched.size, outs.length, effects.length], [0, 0, 0])
      l.loop.post({ type: 'tick' })
    },
  })
  l.loop.post(stop('station', 1))
  t.same(l.seen().slice(0, 2), ['halt plate', 'halt oven'])
})

type Looped = ReturnType<typeof looped>

/** Anna is here, the plate is connected, and all of it was read. */
function begin(l: Looped): void {
  l.loop.post({ type: 'attached', session: 'anna', connection: 1 })
  l.loop.post(link('plate'))
  for (;;) {
    const job = l.state.devices.get('plate')?.job?.job
    if (job?.kind !== 'read') break
    const reading = { property: job.property, value: job.property === 'heater' ? false : 20, sampled: l.clock.now() }
    l.loop.post({ type: 'answered', device: 'plate', answer: { is: 'read', reading } })
  }
}

/** Her command: the lamp. */
function lamp(l: Looped, command: number): Event {
  const cmd: Cmd = {
    t: 'cmd',
    epoch: 'e1',
    command,
    control: 'plate.lamp',
    op: 'set',
    value: 40,
    gesture: command,
    basis: l.state.revision,
    seen: l.clock.now(),
    elapsed: 0,
    stopGeneration: 0,
  }
  return { type: 'requested', session: 'anna', connection: 1, cmd }
}

t.test('release answers within the same turn, also from within a performer', async t => {
  const answers: boolean[] = []
  const l = looped({
    converse: ({ device, job }) => {
      if (job.kind === 'set') answers.push(l.loop.release(device))
    },
  })
  begin(l)
  l.seen()
  l.loop.post(lamp(l, 1))
  t.same(answers, [true])
  t.same(l.seen(), ['plate set', 'tell 1', 'tell 1'], 'offered and released before anybody is told')
  l.loop.post({ type: 'answered', device: 'plate', answer: { is: 'acknowledged' } })
  l.loop.post(stop('plate', 1))
  t.equal(l.loop.release('plate'), false, 'nothing to release')
})

t.test('one flush at the end of each turn in which something happened, none in the others', async t => {
  const l = looped()
  l.loop.post(link('plate'))
  l.loop.post(link('oven'))
  l.loop.post(stop('station', 1))
  t.notOk(l.done.includes('flush'))
  t.equal(l.ends.length, 1)
  l.endTurn()
  t.equal(l.seen().filter(word => word === 'flush').length, 1)
  l.loop.post({ type: 'tick' })
  t.equal(l.ends.length, 0)
  l.loop.post(stop('station', 1))
  t.equal(l.ends.length, 1, 'also for what is only told')
})

const flushes = (l: Looped) => l.seen().filter(word => word === 'flush').length

t.test('a command on its way is told with its end, if that comes soon: one flush for both', async t => {
  const l = looped({ converse: ({ device, job }) => void (job.kind === 'set' && l.loop.release(device)) })
  begin(l)
  l.endTurn()
  l.seen()
  l.loop.post(lamp(l, 1))
  l.endTurn()
  t.equal(flushes(l), 0, 'accepted and released: on its way')
  l.loop.post({ type: 'answered', device: 'plate', answer: { is: 'acknowledged' } })
  l.endTurn()
  t.equal(flushes(l), 1, 'its end is told in its turn')
  await l.clock.pass(100)
  l.endTurn()
  t.equal(flushes(l), 0, 'and nothing twice')
})

t.test('... and by itself, if it does not; anything else that happens takes it along', async t => {
  const l = looped({ converse: ({ device, job }) => void (job.kind === 'set' && l.loop.release(device)) })
  begin(l)
  l.endTurn()
  l.seen()
  l.loop.post(lamp(l, 1))
  await l.clock.pass(LIMITS.stageWithin - 1)
  l.endTurn()
  t.equal(flushes(l), 0)
  await l.clock.pass(1)
  l.endTurn()
  t.equal(flushes(l), 1)
  l.loop.post(lamp(l, 2))
  l.loop.post(heard('plate'))
  l.endTurn()
  t.equal(flushes(l), 1)
  l.loop.post(lamp(l, 3))
  l.loop.post(stop('station', 9))
  l.endTurn()
  t.equal(flushes(l), 1, 'a stop waits for nothing')
  l.loop.post(lamp(l, 4))
  l.endTurn()
  t.equal(flushes(l), 1, 'nor does a refusal')
})

t.test('what is no step of a command is told in its turn: a poll that failed, a grip that ended', async t => {
  const l = looped()
  begin(l)
  l.endTurn()
  l.seen()
  const { job } = l.state.devices.get('plate') ?? {}
  t.equal(job, undefined, 'nothing is under way')
  l.loop.post({ type: 'link', device: 'oven', link: { state: 'up' } })
  l.endTurn()
  l.seen()
  l.loop.post({ type: 'answered', device: 'oven', answer: { is: 'refused', why: 'not now' } })
  l.endTurn()
  t.equal(flushes(l), 1)
})

t.test('closed, a step of a command sets no timer', async t => {
  const l = looped({ converse: ({ device, job }) => void (job.kind === 'set' && l.loop.release(device)) })
  begin(l)
  l.loop.close()
  l.loop.post(lamp(l, 1))
  t.equal(l.clock.next, undefined)
})

t.test('one timer, for the earliest thing due, set anew when that changes', async t => {
  const l = looped({}, { plate: polled({ temperature: 1_000 }), oven: plate })
  t.equal(l.clock.next, undefined)
  const answer = (): void => {
    for (const [device, { job }] of l.state.devices) {
      if (job) l.loop.post({ type: 'answered', device, answer: { is: 'silent', why: 'timeout' } })
    }
  }
  l.loop.post(link('plate'))
  while (l.state.devices.get('plate')?.job) answer()
  t.equal(l.clock.next, 11_000, 'the poll')
  l.loop.post(stop('oven', 1))
  t.equal(l.clock.next, 11_000, 'the stop’s reading is later')
  await l.clock.run(11_000)
  t.equal(l.state.devices.get('plate')?.job?.job.kind, 'read')
  t.equal(l.clock.next, 13_000, 'now it is next')
  l.loop.close()
  t.equal(l.clock.next, undefined)
  l.loop.post(stop('plate', 2))
  t.equal(l.clock.next, undefined, 'closed: posts are taken, timers are not')
})

t.test('an hour with nothing due takes no step at all', async t => {
  const l = looped()
  l.loop.post(link('plate'))
  const { revision } = l.state
  await l.clock.pass(3_600_000)
  t.equal(l.state.revision, revision)
  t.equal(l.ends.length, 1)
})

t.test(
  'a house that is wrong about itself says so once, whoever swallows the error, and takes no further step',
  async t => {
    const l = looped()
    const wrong: Event = { type: 'answered', device: 'plate', answer: { is: 'acknowledged' } }
    t.throws(() => l.loop.post(wrong), InvariantViolation)
    t.same(l.seen(), ['InvariantViolation'])
    l.loop.post(wrong)
    l.loop.post(stop('station', 1))
    t.equal(l.loop.release('plate'), false)
    t.same(l.seen(), [])
  }
)
