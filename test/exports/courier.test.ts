import t from 'tap'
import type { Loss } from '../../daemon/exports/backlog.ts'
import { Courier } from '../../daemon/exports/courier.ts'
import type { Message } from '../../daemon/exports/message.ts'
import { VirtualClock } from '../virtual-clock.ts'
import { FakeBroker } from './fake-broker.ts'

function courierWith({ buffer = 100, away = undefined as string | undefined } = {}) {
  const clock = new VirtualClock()
  const broker = new FakeBroker(clock)
  broker.away = away
  const log: string[] = []
  const status = (state: 'online' | 'offline', loss?: Loss): Message => ({
    topic: 'status',
    payload: JSON.stringify({ state, ...loss }),
    retain: true,
    at: clock.now(),
  })
  const courier = new Courier({
    connect: broker.connect,
    wishes: { url: 'mqtt://broker', clientId: 'c', origin: 'base', will: { topic: 'status', payload: 'gone' } },
    buffer,
    clock,
    random: () => 1,
    log: (sentence, level) => log.push(`${level} ${sentence}`),
    status,
    filters: n => [{ topic: `filter ${n}` }],
    heard: () => undefined,
  })
  let n = 0
  const say = (topic = 'a', retain = true) => {
    n++
    courier.send({ topic, payload: `${n}`, retain, at: clock.now() })
  }
  return { clock, broker, log, courier, say }
}

t.test('it says that it is there, and then what there is', async t => {
  const { clock, broker, log, say } = courierWith()
  say()
  await clock.pass(10)
  t.same(
    broker.got.map(({ topic, payload }) => `${topic} ${payload}`),
    ['status {"state":"online"}', 'a 1']
  )
  t.same(broker.subscribed, ['filter 1'])
  t.same(log, ['info MQTT: connected to mqtt://broker.'])
})

t.test('never more under way than the broker takes', async t => {
  const { clock, broker, say } = courierWith()
  broker.answers = false
  await clock.pass(10)
  for (let i = 0; i < 20; i++) say()
  t.equal(broker.on('a').length, 4)
})

t.test('what was under way at the end of a connection goes again, once, in order, and nothing else does', async t => {
  const { clock, broker, say } = courierWith()
  await clock.pass(10)
  for (let i = 0; i < 10; i++) say('a', false)
  await clock.pass(1)
  // 1 to 4 were answered; 5 to 8 are there, and their answers are lost.
  broker.answers = false
  t.same(broker.on('a'), ['1', '2', '3', '4', '5', '6', '7', '8'])
  broker.cut()
  broker.answers = true
  await clock.pass(10_000)
  t.same(broker.on('a').slice(8), ['5', '6', '7', '8', '9', '10'])
})

t.test('what waits beyond the bound is lost, and said so once to the broker and to the log', async t => {
  const { clock, broker, log, say } = courierWith({ buffer: 3, away: 'nobody listens there' })
  for (let i = 0; i < 8; i++) {
    say()
    await clock.pass(1)
  }
  broker.away = undefined
  await clock.pass(10_000)
  t.same(broker.on('status'), ['{"state":"online","count":5,"since":0,"until":4}'])
  t.same(broker.on('a'), ['6', '7', '8'])
  t.match(
    log.filter(line => line.includes('lost')),
    ['warn MQTT: 5 messages from 1970-01-01T00:00:00.000Z on were lost']
  )
  broker.cut()
  await clock.pass(10_000)
  t.same(broker.on('status').at(-1), '{"state":"online"}', 'it was declared, and is over')
})

t.test('a declared loss that nobody acknowledged is declared again', async t => {
  const { clock, broker, say } = courierWith({ buffer: 1, away: 'gone' })
  say()
  say()
  broker.away = undefined
  broker.answers = false
  await clock.pass(2_000)
  broker.cut()
  broker.answers = true
  await clock.pass(10_000)
  t.same(
    broker.on('status').map(payload => JSON.parse(payload).count),
    [1, 1]
  )
})

t.test('a loss that the broker would not hear of is not declared', async t => {
  const { clock, broker, say } = courierWith({ buffer: 1, away: 'gone' })
  say()
  say()
  broker.away = undefined
  broker.refuses = topic => (topic === 'status' ? 'it does not let us do this' : undefined)
  await clock.pass(5_000)
  broker.refuses = () => undefined
  broker.cut()
  await clock.pass(5_000)
  t.same(JSON.parse(broker.on('status').at(-1)!).count, 1)
})

t.test('a broker that is too slow loses what there is no room for, and hears of it', async t => {
  const { clock, broker, say } = courierWith({ buffer: 2 })
  await clock.pass(10)
  for (let i = 0; i < 10; i++) say()
  await clock.pass(10)
  t.same(broker.on('a'), ['1', '2', '3', '4', '9', '10'])
  t.match(JSON.parse(broker.on('status').at(-1)!), { state: 'online', count: 4 })
})

t.test('attempts back off, by chance a little shorter, up to a minute', async t => {
  const { clock, broker } = courierWith({ away: 'nobody listens there' })
  await clock.pass(300_000)
  const waits = broker.attempts.map((at, i, all) => Math.round((at - (all[i - 1] ?? 0)) / 1_000)).slice(1)
  t.same(waits, [1, 2, 4, 8, 16, 32, 60, 60, 60])
})

t.test('why there is no connection is said once, another reason again, and that there is one', async t => {
  const { clock, broker, log } = courierWith({ away: 'nobody listens there' })
  await clock.pass(200_000)
  broker.away = 'it does not let us do this'
  await clock.pass(200_000)
  broker.away = undefined
  await clock.pass(200_000)
  t.same(log, [
    'warn MQTT: no connection to mqtt://broker: nobody listens there. What is to be said is kept; it is tried again.',
    'warn MQTT: no connection to mqtt://broker: it does not let us do this. What is to be said is kept; it is tried again.',
    'info MQTT: connected to mqtt://broker.',
  ])
})

t.test('after a connection that lasted the same trouble is news again', async t => {
  const { clock, broker, log } = courierWith({ away: 'nobody listens there' })
  for (let i = 0; i < 2; i++) {
    broker.away = 'nobody listens there'
    broker.cut('nobody listens there')
    await clock.pass(100_000)
    broker.away = undefined
    await clock.pass(100_000)
  }
  t.same(
    log.map(line => line.slice(0, 4)),
    ['warn', 'info', 'warn', 'info']
  )
})

t.test('two clients of one name do not throw each other out every second, nor fill the log', async t => {
  const { clock, broker, log } = courierWith()
  for (let i = 0; i < 6; i++) {
    while (broker.attempts.length === i) await clock.pass(100)
    await clock.pass(5)
    broker.cut('another client took over')
  }
  const waits = broker.attempts.map((at, i, all) => Math.round((at - (all[i - 1] ?? 0)) / 1_000)).slice(1)
  t.same(waits, [1, 2, 4, 8, 16])
  t.equal(log.length, 3, 'connected, thrown out, connected')
})

t.test('after a connection that lasted the next attempt comes soon', async t => {
  const { clock, broker } = courierWith({ away: 'gone' })
  await clock.pass(100_000)
  broker.away = undefined
  await clock.pass(100_000)
  const before = broker.attempts.length
  broker.cut()
  await clock.pass(1_000)
  t.equal(broker.attempts.length, before + 1)
})

t.test('what the broker refuses is said once, and holds nothing up', async t => {
  const { clock, broker, log, say } = courierWith()
  broker.refuses = topic => (topic === 'a' ? 'it does not let us do this' : undefined)
  for (let i = 0; i < 5; i++) say('a')
  say('b')
  await clock.pass(100)
  t.same(broker.on('b'), ['6'])
  t.same(log.slice(1), ['warn MQTT: the broker does not take a: it does not let us do this.'])
})

t.test('a good-bye is the last word, after all that waits', async t => {
  const { clock, broker, courier, say } = courierWith()
  await clock.pass(10)
  for (let i = 0; i < 6; i++) say()
  const closed = courier.close()
  await clock.pass(100)
  await closed
  t.same(broker.got.at(-1)?.payload, '{"state":"offline"}')
  t.equal(broker.on('a').length, 6)
  t.equal(broker.left, 1)
})

t.test('a broker that does not answer holds nobody up at the end', async t => {
  const { clock, broker, courier, log, say } = courierWith()
  await clock.pass(10)
  broker.answers = false
  say()
  const closed = courier.close()
  await clock.pass(5_000)
  await closed
  t.match(log.at(-1), 'warn MQTT: 1 messages did not reach the broker any more.')
  const away = courierWith({ away: 'gone' })
  const end = away.courier.close()
  await away.clock.pass(60_000)
  await end
  t.ok(away.broker.attempts.length <= 1, 'and nothing is tried afterwards')
})
