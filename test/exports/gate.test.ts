import t from 'tap'
import { Gate } from '../../daemon/exports/gate.ts'
import type { KeyValue } from '../../protocol/index.ts'
import { VirtualClock } from '../virtual-clock.ts'

function gateWith({ interval = 1_000, deadband = 0 } = {}) {
  const clock = new VirtualClock(5_000)
  const said: { readonly at: number; readonly value: KeyValue }[] = []
  const gate = new Gate({ clock, interval, deadband, say: value => said.push({ at: clock.now() - 5_000, value }) })
  const offer = (value: unknown, more: Partial<KeyValue> = {}) => gate.offer({ value, sampled: clock.now(), ...more })
  const log = () => said.map(({ at, value }) => `${at}: ${value.value}`)
  return { clock, gate, offer, said, log }
}

t.test('at most one in each interval, the latest of those that came', async t => {
  const { clock, offer, log } = gateWith()
  for (let i = 0; i <= 25; i++) {
    offer(i)
    await clock.pass(100)
  }
  t.same(log(), ['0: 0', '1000: 9', '2000: 19'], 'of what came between, the latest')
  await clock.pass(5_000)
  t.same(log().slice(3), ['3000: 25'], 'and the last is not kept back')
})

t.test('quality and severity wait for nobody', async t => {
  const { clock, offer, log } = gateWith()
  offer(1)
  await clock.pass(10)
  offer(2)
  await clock.pass(10)
  offer(2, { quality: 'bad' })
  await clock.pass(10)
  offer(3, { quality: 'bad', severity: 'major' })
  await clock.pass(10)
  offer(4, { quality: 'bad', severity: 'major' })
  t.same(log(), ['0: 1', '20: 2', '30: 3'])
  await clock.pass(2_000)
  t.same(log().slice(3), ['1030: 4'], 'what waited before is not said afterwards')
})

t.test('a deadband is taken from what was said last, so that a slow drift is told', async t => {
  const { clock, offer, log } = gateWith({ interval: 0, deadband: 0.1 })
  for (const value of [0.2, 0.25, 0.29, 0.3, 0.31, 0.22, 0.2]) {
    offer(value)
    await clock.pass(1)
  }
  // 0.3 - 0.2 is a little less than 0.1 for a computer.
  t.same(log(), ['0: 0.2', '3: 0.3', '6: 0.2'])
})

t.test('what came back to what was said is no news', async t => {
  const { clock, offer, log } = gateWith({ deadband: 1 })
  offer(10)
  await clock.pass(100)
  offer(20)
  await clock.pass(100)
  offer(10.5)
  await clock.pass(5_000)
  t.same(log(), ['0: 10'])
})

t.test(
  'texts and truths have no deadband, what is asked is news, and the same is said again after a minute',
  async t => {
    const { clock, offer, log } = gateWith({ interval: 0, deadband: 5 })
    offer('a')
    offer('b')
    offer(true)
    offer(false)
    offer(false)
    offer(false, { asked: true })
    t.same(log(), ['0: a', '0: b', '0: true', '0: false', '0: false'])
    for (let i = 0; i < 130; i++) {
      await clock.pass(1_000)
      offer(false, { asked: true })
    }
    t.same(log().slice(5), ['60000: false', '120000: false'])
  }
)

t.test('nothing is said after the end', async t => {
  const { clock, gate, offer, log } = gateWith()
  offer(1)
  offer(2)
  gate.close()
  await clock.pass(5_000)
  t.same(log(), ['0: 1'])
})
