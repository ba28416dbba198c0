import t from 'tap'
import { openNotify } from '../../daemon/service/notify.ts'
import { openSupervised, statusOf, watchdogOf } from '../../daemon/service/supervised.ts'
import { Bench } from '../core/bench.ts'
import { plate } from '../core/furniture.ts'
import { VirtualClock } from '../virtual-clock.ts'
import { listen } from './ear.ts'

t.test('systemd is told over its socket, of either kind', async t => {
  for (const abstract of [false, true]) {
    const ear = listen(t, abstract)
    openNotify(ear.path)?.({ READY: 1, STATUS: 'two\nlines' })
    t.same(ear.heard(), ['READY=1\nSTATUS=two lines\n'])
  }
  t.equal(openNotify(undefined), undefined)
  t.equal(openNotify(''), undefined)
  t.throws(() => openNotify('x'.repeat(200)), /longer than 107 bytes/)
})

t.test('nobody listens: nothing happens', async () => {
  openNotify('/nowhere/at/all')?.({ READY: 1 })
})

/** A house on a virtual clock, under a watchdog of 30 s. */
function stand(env: Record<string, string> = { WATCHDOG_USEC: '30000000' }) {
  const clock = new VirtualClock(10_000)
  const b = new Bench({ devices: { plate, oven: plate } })
  const told: Record<string, unknown>[] = []
  const log: string[] = []
  let stuck = false
  const supervised = openSupervised({
    env,
    pid: 42,
    state: b.state,
    clock,
    post(event) {
      b.now = clock.now()
      if (!stuck) b.post(event)
    },
    log: sentence => log.push(sentence),
    notify: state => told.push(state),
  })
  return {
    b,
    clock,
    log,
    supervised,
    stick: () => {
      stuck = true
    },
    fed: () => told.splice(0).filter(state => state.WATCHDOG === 1).length,
    told,
  }
}

t.test('ready once it can be opened, then fed thrice within the patience of the watchdog', async t => {
  const { supervised, clock, told, fed } = stand()
  t.same(told, [], 'not before')
  supervised.ready()
  t.match(told[0], { READY: 1, STATUS: '2 devices; not connected: plate, oven' })
  fed()
  await clock.pass(30_000)
  t.equal(fed(), 3)
  supervised.stopping()
  t.match(told.pop(), { STOPPING: 1 })
  await clock.pass(60_000)
  t.equal(fed(), 0)
})

t.test('a house whose core takes no step is not fed, though its event loop turns', async t => {
  const { supervised, clock, fed, stick, log } = stand()
  supervised.ready()
  fed()
  stick()
  await clock.pass(60_000)
  t.equal(fed(), 0)
  t.same(log, ['The watchdog is not fed any more: The core takes no step any more.'], 'said once')
})

t.test('a conversation that does not end is not fed; a device that is silent or gone is', async t => {
  const { b, supervised, clock, fed, log } = stand()
  supervised.ready()
  b.now = clock.now()
  b.link('up', 'oven')
  fed()
  t.ok(b.state.devices.get('oven')?.job)
  await clock.pass(70_000)
  t.equal(fed(), 7, 'it may be slow')
  await clock.pass(30_000)
  t.equal(fed(), 0, 'but not for ever')
  t.match(log, [/A conversation with "oven" does not end/])
  b.now = clock.now()
  b.answer({ is: 'silent', why: 'timeout' }, 'oven')
  b.link('waiting', 'oven')
  await clock.pass(30_000)
  t.equal(fed(), 3)
})

t.test('whose watchdog, and how often', async t => {
  const every = (env: Record<string, string>) => watchdogOf({ env, pid: 42 })
  t.equal(every({ WATCHDOG_USEC: '30000000' }), 10_000)
  t.equal(every({ WATCHDOG_USEC: '30000000', WATCHDOG_PID: '42' }), 10_000)
  t.equal(every({ WATCHDOG_USEC: '30000000', WATCHDOG_PID: '7' }), undefined)
  t.equal(every({}), undefined)
  t.equal(every({ WATCHDOG_USEC: 'x' }), undefined)
  const { supervised, fed, clock } = stand({})
  supervised.ready()
  await clock.pass(60_000)
  t.equal(fed(), 0)
})

t.test('what systemctl status shows', async t => {
  const b = new Bench().ready()
  t.equal(statusOf(b.state), '1 device')
  b.stop('station')
  b.link('waiting')
  t.equal(statusOf(b.state), '1 device; not connected: plate; stopped: station')
})
