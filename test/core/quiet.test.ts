import t from 'tap'
import { nextDeadline } from '../../daemon/core/index.ts'
import { Bench } from './bench.ts'
import { polled } from './furniture.ts'

t.test('an idle house has nothing due', async t => {
  const b = new Bench().ready()
  t.equal(nextDeadline(b.state), Number.POSITIVE_INFINITY)
  b.link('waiting')
  t.equal(nextDeadline(b.state), Number.POSITIVE_INFINITY)
})

t.test(
  'the next thing due is the earliest: a poll, an expiry, a grip, a rate, a settling, a window, a stop',
  async t => {
    const b = new Bench({ devices: { plate: polled({ temperature: 200 }) } }).ready()
    const { now } = b
    t.equal(nextDeadline(b.state), now - 1 + 200, 'the poll')
    b.send('anna', { control: 'plate.tare', op: 'call' })
    t.equal(nextDeadline(b.state), Number.POSITIVE_INFINITY, 'what is under way ends by itself')
    b.send('anna', { control: 'plate.lamp', ttl: 1_100 })
    t.equal(nextDeadline(b.state), now + 1_000, 'its grip')
    b.send('anna', { control: 'plate.heater', value: true, ttl: 300 })
    t.equal(nextDeadline(b.state), now + 301, 'it expires')
    const c = new Bench().ready()
    c.send('anna', { control: 'plate.fan', value: 1 })
    c.ack()
    c.send('anna', { control: 'plate.fan', value: 2 })
    t.equal(nextDeadline(c.state), c.now + 50, 'its rate')
    const d = new Bench().ready()
    d.send('anna', { final: true })
    d.ack()
    t.equal(nextDeadline(d.state), d.now + 20, 'it settles')
    d.pass(20)
    t.equal(nextDeadline(d.state), d.now - 20 + 1_000, 'its window')
    const e = new Bench({ stopExpect: { heater: false } }).ready()
    e.stop('plate')
    t.equal(nextDeadline(e.state), e.now + 3_000, 'the stop is read back')
  }
)

t.test('a day of an idle house with a poll every second takes no more steps than it has to', async t => {
  const b = new Bench({ devices: { plate: polled({ temperature: 1_000 }) } }).ready()
  let steps = 0
  const post = b.post.bind(b)
  b.post = event => {
    steps++
    return post(event)
  }
  for (let second = 0; second < 1_000; second++) {
    b.pass(1_000)
    if (b.doing()) b.read('temperature', 20)
  }
  t.ok(steps < 5_000, `${steps} steps`)
})

t.test('time never goes back, whatever clock is handed in', async t => {
  const b = new Bench().ready()
  const { now } = b.state
  b.now -= 5_000
  b.post({ type: 'tick' })
  t.equal(b.state.now, now)
})

t.test('one revision for everything that changed in a step; none where nothing did', async t => {
  const b = new Bench().ready()
  const { revision } = b.state
  b.post({ type: 'tick' })
  b.post({ type: 'attached', session: 'bert', connection: 1 })
  b.send('anna', { control: 'plate.lid' })
  t.equal(b.state.revision, revision)
  b.stop('station')
  t.equal(b.state.revision, revision + 1)
  for (const [key, { changed }] of b.state.keys) t.ok(changed <= b.state.revision, key)
})
