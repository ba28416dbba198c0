import t from 'tap'
import type { MqttConfig } from '../../daemon/exports/config.ts'
import { openMqtt } from '../../daemon/exports/index.ts'
import type { DeviceDescription } from '../../protocol/index.ts'
import { plate } from '../core/furniture.ts'
import { Front, hex } from '../sessions/front.ts'
import { FakeBroker } from './fake-broker.ts'

/** Wall-clock time when the daemon's clock is 0. */
const BORN = Date.UTC(2026, 0, 1)

async function exported(config: Partial<MqttConfig> = {}, more: Record<string, DeviceDescription> = {}) {
  const front = new Front(more)
  const { clock } = front
  const broker = new FakeBroker(clock)
  broker.most = 100
  const log: string[] = []
  let n = 0
  const mqtt = openMqtt({
    config: { broker: 'mqtt://broker', base: 'lab', ...config },
    folder: '/',
    state: front.state,
    sessions: front.sessions,
    clock,
    wallClock: () => BORN + clock.now(),
    log: sentence => log.push(sentence),
    randomHex: () => hex(++n),
    connect: broker.connect,
  })
  front.endTurn()
  front.sessions.flush()
  await front.pass(100)
  return { front, clock, broker, log, mqtt }
}

const json = (text: string | undefined) => JSON.parse(text ?? 'null')

t.test(
  'a property is its topic: value, unit, the time of its sample, what is wrong with it, what is asked',
  async t => {
    const { front, broker } = await exported()
    front.turn(front.reading(260), front.reading(80, 'target'))
    t.same(json(broker.retained('lab/plate/temperature')), {
      value: 260,
      time: '2026-01-01T00:00:10.100Z',
      severity: 'minor',
    })
    t.same(json(broker.retained('lab/plate/target')), { value: 80, unit: 'Cel', time: '2026-01-01T00:00:10.100Z' })
    t.ok(broker.got.every(({ topic, retain }) => retain === !topic.includes('/events/')))
  }
)

t.test('what was never read says nothing', async t => {
  const { broker } = await exported()
  t.equal(broker.retained('lab/plate/temperature'), undefined)
})

t.test('the value alone, where that is wanted', async t => {
  const { front, broker } = await exported({ payload: 'plain' })
  front.turn(front.reading(21.5), {
    type: 'heard',
    device: 'plate',
    readings: [{ property: 'heater', value: true, sampled: 1 }],
    events: [],
  })
  t.equal(broker.retained('lab/plate/temperature'), '21.5')
  t.equal(broker.retained('lab/plate/heater'), 'true')
  t.match(json(broker.retained('lab/plate/$state')), { state: 'online' }, 'how a device is needs more than a word')
})

t.test('once a second, unless a rule says otherwise', async t => {
  const { front, clock, broker } = await exported({
    publish: { 'oven.temperature': { maxHz: 10 }, 'oven.lamp': false },
  })
  for (let i = 0; i < 40; i++) {
    for (const device of ['plate', 'oven']) {
      front.turn(front.reading(20 + i, 'temperature', device), front.reading(i, 'lamp', device))
    }
    await clock.pass(50)
  }
  t.equal(broker.on('lab/plate/temperature').length, 3)
  t.equal(broker.on('lab/oven/temperature').length, 21)
  t.equal(broker.on('lab/plate/lamp').length, 3)
  t.equal(broker.on('lab/oven/lamp').length, 0)
})

t.test('what had to wait for its turn says when it was sampled, not when it was said', async t => {
  const { front, clock, broker } = await exported()
  front.turn(front.reading(20))
  await clock.pass(100)
  front.turn(front.reading(25))
  await clock.pass(2_000)
  t.same(
    broker.on('lab/plate/temperature').map(text => json(text).time.slice(17)),
    ['10.100Z', '10.200Z']
  )
})

t.test('a device of which nothing is wanted is not there', async t => {
  const { front, broker } = await exported({ publish: { 'oven.*': false } })
  front.turn(front.reading(20, 'temperature', 'oven'), front.door('oven'))
  t.notOk(broker.got.some(({ topic }) => topic.includes('oven')))
  t.ok(broker.got.some(({ topic }) => topic.includes('plate')))
})

t.test('the deadband of a property is its precision, unless a rule says otherwise', async t => {
  const rough: DeviceDescription = {
    ...plate,
    properties: { temperature: { ...plate.properties.temperature!, precision: 0.5 }, lamp: plate.properties.lamp! },
  }
  const { front, clock, broker } = await exported(
    { publish: { 'fine.temperature': { deadband: 0.01 } } },
    { rough, fine: rough }
  )
  for (const value of [20, 20.4, 20.5, 20.02]) {
    for (const device of ['rough', 'fine']) front.turn(front.reading(value, 'temperature', device))
    await clock.pass(1_000)
  }
  const values = (device: string) => broker.on(`lab/${device}/temperature`).map(text => json(text).value)
  t.same(values('rough'), [20, 20.5])
  t.same(values('fine'), [20, 20.4, 20.5, 20.02])
})

t.test('a device that is not there says so, and why', async t => {
  const { front, broker } = await exported()
  t.same(json(broker.retained('lab/plate/$state')), { state: 'online', link: 'up' })
  front.turn({ type: 'link', device: 'plate', link: { state: 'lost', reason: 'unplugged' } })
  t.same(json(broker.retained('lab/plate/$state')), { state: 'offline', link: 'lost', reason: 'unplugged' })
})

t.test('a stop is told, of the station and of a device', async t => {
  const { front, broker } = await exported()
  front.turn({ type: 'stopRequested', session: hex(1), stop: { t: 'stop', nonce: hex(5), scope: 'plate' } })
  t.match(json(broker.retained('lab/plate/$stop')), { latched: true, generation: 1 })
  front.turn({ type: 'stopRequested', session: hex(1), stop: { t: 'stop', nonce: hex(6), scope: 'station' } })
  t.match(json(broker.retained('lab/$stop')), { latched: true, generation: 2 })
})

t.test('an event is told once, with its number, and retained by nobody', async t => {
  const { front, broker } = await exported({ publish: { 'oven.door': false } })
  front.turn(front.door(), front.door(), front.door('oven'))
  t.same(broker.on('lab/plate/events/door').map(json), [
    { time: '2026-01-01T00:00:10.100Z', number: 1, data: { open: true } },
    { time: '2026-01-01T00:00:10.100Z', number: 2, data: { open: true } },
  ])
  t.same(broker.on('lab/oven/events/door'), [])
})

t.test('what waits keeps its own time', async t => {
  const { front, clock, broker } = await exported()
  broker.away = 'gone'
  broker.cut()
  for (let i = 0; i < 5; i++) {
    front.turn(front.reading(20 + i))
    await clock.pass(2_000)
  }
  broker.away = undefined
  await clock.pass(60_000)
  t.same(
    broker.on('lab/plate/temperature').map(text => `${json(text).time.slice(14, 19)} ${json(text).value}`),
    ['00:10 20', '00:12 21', '00:14 22', '00:16 23', '00:18 24']
  )
})

t.test(
  'what no broker may have forgotten is said again at each connection, marked, and ends with the newest',
  async t => {
    const { front, clock, broker } = await exported()
    front.turn(front.reading(20), front.reading(5, 'lamp'))
    await clock.pass(2_000)
    const before = broker.got.length
    broker.away = 'gone'
    broker.cut()
    front.turn(front.reading(30))
    broker.away = undefined
    await clock.pass(60_000)
    const since = broker.got
      .slice(before)
      .filter(({ topic }) => /temperature|lamp$/.test(topic) && !topic.startsWith('home'))
    t.same(
      since.map(({ topic, payload, again }) => [topic, json(payload).value, again === true]),
      [
        ['lab/plate/lamp', 5, true],
        ['lab/plate/temperature', 30, false],
      ]
    )
  }
)

t.test('a device that goes takes back what it said, Home Assistant included', async t => {
  const { front, broker } = await exported()
  front.turn(front.reading(20))
  const said = new Set(broker.got.filter(({ topic }) => topic.includes('plate')).map(({ topic }) => topic))
  t.ok(said.has('lab/plate/temperature') && said.has('homeassistant/sensor/lab/plate-temperature/config'))
  front.turn({ type: 'dissolved', device: 'plate' })
  for (const topic of said) t.equal(broker.retained(topic), '', topic)
  t.ok(broker.retained('homeassistant/sensor/lab/oven-temperature/config'), 'and the other stays')
})

t.test('a device that is another than before is told anew', async t => {
  const { front, broker } = await exported()
  front.turn(front.reading(20), front.reading(5, 'lamp'))
  const { lamp: _, ...properties } = plate.properties
  const description = { ...plate, title: 'Other', properties }
  front.turn({ type: 'founded', founded: { name: 'plate', description, stopExpect: {} } })
  t.equal(broker.retained('homeassistant/sensor/lab/plate-lamp/config'), '')
  t.equal(broker.retained('lab/plate/lamp'), '')
  t.match(json(broker.retained('homeassistant/sensor/lab/plate-temperature/config')), { device: { name: 'Other' } })
  front.turn({ type: 'link', device: 'plate', link: { state: 'up' } })
  front.turn(front.reading(21))
  t.match(json(broker.retained('lab/plate/temperature')), { value: 21 })
})

t.test('Home Assistant that comes back is told again; and not at all where it is not wanted', async t => {
  const { broker, clock } = await exported()
  const topic = 'homeassistant/sensor/lab/plate-temperature/config'
  t.equal(broker.on(topic).length, 1)
  broker.say('homeassistant/status', 'online', { retain: true })
  broker.say('homeassistant/status', 'offline')
  await clock.pass(100)
  t.equal(broker.on(topic).length, 1)
  broker.say('homeassistant/status', 'online')
  await clock.pass(100)
  t.equal(broker.on(topic).length, 2)
  const without = await exported({ homeAssistant: false })
  t.notOk(without.broker.got.some(message => message.topic.startsWith('homeassistant')))
  t.notOk(without.broker.subscribed.includes('homeassistant/status'))
})

t.test('what an earlier life left is taken back, if it was ours, and nothing else', async t => {
  const { front, clock, broker } = await exported()
  const ours = { retain: true, origin: 'lab' }
  const left = ['lab/gone/temperature', 'lab/plate/gone', 'homeassistant/sensor/lab/gone-x/config', 'lab/gone/$state']
  const kept = ['lab/plate/temperature', 'lab/plate/$state', 'homeassistant/sensor/lab/plate-fan/config']
  const ask = (more: object) => {
    for (const topic of [...left, ...kept]) broker.say(topic, '{}', { ...ours, ...more })
  }
  const takenBack = () => broker.got.filter(({ payload }) => payload === '').map(({ topic }) => topic)
  ask({ origin: 'lab/other' })
  ask({ origin: undefined })
  ask({ retain: false })
  front.turn({ type: 'noted', key: 'station.$problems', value: [{ what: 'broken' }] })
  ask({})
  await clock.pass(100)
  t.same(takenBack(), [], "another's, somebody's, news, and with a config that is broken")
  front.turn({ type: 'noted', key: 'station.$problems', value: undefined })
  ask({})
  await clock.pass(100)
  t.same(takenBack(), left)
})

t.test('nothing is heard of it after its end', async t => {
  const { front, clock, broker, mqtt } = await exported()
  const closed = mqtt.close()
  await clock.pass(100)
  await closed
  const before = broker.got.length
  t.match(json(broker.got.at(-1)?.payload), { state: 'offline', reason: 'the daemon was stopped' })
  front.turn(front.reading(99))
  await front.pass(10_000)
  t.equal(broker.got.length, before)
})
