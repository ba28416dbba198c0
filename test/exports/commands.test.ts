import t from 'tap'
import type { MqttConfig } from '../../daemon/exports/config.ts'
import type { Incoming } from '../../daemon/exports/message.ts'
import { VirtualClock } from '../virtual-clock.ts'
import { FakeBroker } from './fake-broker.ts'
import { exportedHouse } from './house.ts'

async function operated(config: Partial<MqttConfig> = {}) {
  const clock = new VirtualClock(10_000)
  const broker = new FakeBroker(clock)
  broker.most = 1_000
  const exported = exportedHouse(
    clock,
    { broker: 'mqtt://broker', base: 'lab', commands: true, homeAssistant: false, ...config },
    broker.connect
  )
  await clock.pass(3_000)
  /** Asks, waits, and gives back what was answered where. */
  const ask = async (topic: string, payload: string, more: Partial<Incoming> = {}) => {
    const before = broker.got.length
    broker.say(`lab/${topic}`, payload, { expiry: 5, ...more })
    await clock.pass(4_000)
    const answers = broker.got.slice(before).filter(({ payload: text }) => /"(outcome|refused)"/.test(text))
    return answers.map(({ topic: to, payload: text, retain, correlation }) => ({
      to,
      ...(JSON.parse(text) as { outcome?: string; refused?: string; sentence: string; detail?: object }),
      retain,
      correlation: correlation && Buffer.from(correlation).toString(),
    }))
  }
  return { ...exported, clock, broker, ask }
}

const data = (text: string) => Buffer.from(text)

t.test('nothing is heard where commands are off', async t => {
  const { broker, ask, acts } = await operated({ commands: false })
  t.same(broker.subscribed, ['lab/+/+', 'homeassistant/+/lab/+/config'])
  t.same(await ask('plate/target/set', '50'), [])
  t.same(await ask('stop', ''), [])
  t.same(acts(), [])
})

t.test('a property is set by a plain value or by JSON, and the answer says how it ended', async t => {
  const { ask, acts } = await operated()
  t.match(await ask('plate/target/set', '50'), [
    { to: 'lab/plate/target/result', outcome: 'done', sentence: 'Done; the device confirms it.', retain: false },
  ])
  t.match(await ask('plate/target/set', ' {"value": 60.5}'), [{ outcome: 'done' }])
  for (const on of ['on', 'TRUE', '1', '{"value":true}'])
    t.match(await ask('plate/heater/set', on), [{ outcome: 'done' }])
  t.match(await ask('plate/heater/set', 'off'), [{ outcome: 'done' }])
  t.same(acts().slice(0, 3), ['S 50.00', 'S 60.50', 'H 1'])
  t.same(acts().at(-1), 'H 0')
})

t.test('the answer goes where its sender wants it, with its correlation data', async t => {
  const { ask } = await operated()
  t.match(await ask('plate/target/set', '50', { responseTopic: 'answers/me', correlation: data('q1') }), [
    { to: 'answers/me', outcome: 'done', correlation: 'q1' },
  ])
})

t.test('we write for nobody where we tell the truth', async t => {
  const { ask } = await operated()
  for (const responseTopic of ['lab/plate/temperature', 'homeassistant/sensor/x/config', 'a/#', 'a/+', '$SYS/x', '']) {
    t.match(await ask('plate/target/set', '50', { responseTopic }), [{ to: 'lab/plate/target/result' }], responseTopic)
  }
})

t.test('RetainedCommand: what is retained never acts', async t => {
  const { ask, acts, log } = await operated({ commands: true, withoutExpiry: ['*'] })
  for (const topic of ['plate/target/set', 'plate/tare/call', 'stop']) {
    t.match(await ask(topic, '50', { retain: true }), [{ refused: 'stale', sentence: /retained/ }], topic)
    t.same(await ask(topic, '', { retain: true }), [], 'it is taken back')
  }
  t.same(acts(), [])
  t.equal(log.filter(line => line.includes('lab/plate/target/set was refused')).length, 1, 'and the log says so, once')
})

t.test('without an expiry nothing acts, but what was opened by name', async t => {
  const { ask, acts } = await operated({ commands: true, withoutExpiry: ['plate.heater'] })
  t.match(await ask('plate/target/set', '50', { expiry: undefined }), [
    { refused: 'badArgs', sentence: /^Quote an expiry/ },
  ])
  t.match(await ask('plate/heater/set', 'true', { expiry: undefined }), [{ outcome: 'done' }])
  t.same(acts(), ['H 1'])
})

t.test('what is left of the expiry is the life of the command', async t => {
  const { ask, acts } = await operated()
  t.match(await ask('plate/target/set', '50', { expiry: 60 }), [{ refused: 'badArgs', sentence: /may live 10000 ms/ }])
  t.same(acts(), [])
})

t.test('DoubleApply: a request that comes again has its answer, and acts once', async t => {
  const { ask, acts } = await operated()
  const more = { correlation: data('q1'), responseTopic: 'me' }
  const first = await ask('plate/tare/call', '', more)
  t.match(first, [{ to: 'me', outcome: 'done' }])
  t.same(await ask('plate/tare/call', '', { ...more, dup: true }), first)
  t.same(await ask('plate/tare/call', '', more), first)
  t.same(acts(), ['TARE'])
  t.match(await ask('plate/tare/call', '{"input":{}}', more), [{ refused: 'badArgs', sentence: /correlation data/ }])
  t.match(await ask('plate/tare/call', '', { ...more, correlation: data('q2') }), [{ outcome: 'done' }])
  t.same(acts(), ['TARE', 'TARE'])
})

t.test('DoubleApply: what could come again without being known again does not act', async t => {
  const { ask, acts } = await operated()
  t.match(await ask('plate/tare/call', ''), [{ refused: 'badArgs', sentence: /correlation data/ }])
  t.match(await ask('plate/target/set', '50', { dup: true }), [{ refused: 'badArgs', sentence: /once more/ }])
  t.same(acts(), [])
  t.match(await ask('plate/tare/call', '', { qos: 0 }), [{ outcome: 'done' }], 'QoS 0 comes once or never')
})

t.test('what is no request says what would be one', async t => {
  const { ask, acts } = await operated()
  const table = [
    ['plate/target/set', '', /number/],
    ['plate/target/set', 'warm', /takes a number/],
    ['plate/target/set', '900', /takes 0 to 300 Cel/],
    ['plate/target/set', '{"value": 1, "value": 2}', /occurs twice/],
    ['plate/target/set', '{"value": {}}', /"value" is a number/],
    ['plate/target/set', '{"value": 1, "ttl": 5}', /"ttl" is none/],
    ['plate/target/set', '{"input": {}}', /"input" is none/],
    ['plate/target/set', '{"value": 1, "basis": 1e9, "epoch": "e1"}', /no revision 1000000000/],
    ['plate/target/set', '{"value": 1, "basis": 1}', /quotes the "epoch"/],
    ['plate/target/set', '{"value": 1, "stopGeneration": 0}', /quotes the "epoch"/],
    ['plate/target/set', '{"value": 1, "stopGeneration": "x"}', /whole number/],
    ['plate/target/set', `{"value": "${'x'.repeat(70_000)}"}`, /bytes at most/],
    ['plate/heater/set', '2', /takes a boolean/],
    ['plate/nothing/set', '1', /cannot be commanded; plate offers/],
    ['nobody/target/set', '1', /There is no device "nobody"/],
    ['plate/target/call', '', /is a property/],
    ['plate/tare/set', '1', /is an action/],
    ['plate/tare/call', 'PRESS', /called with nothing/],
    ['plate/tare/call', '{"input": {"x": 1}}', /takes no "x"/],
    ['plate/tare/call', '{"input": [1]}', /takes no|by their names/],
  ] as const
  for (const [i, [topic, payload, sentence]] of table.entries()) {
    const answers = await ask(topic, payload, { correlation: data(`${i}`) })
    t.match(answers, [{ sentence }], `${topic} ${payload.slice(0, 40)}`)
    t.ok(answers[0]?.refused)
  }
  t.same(acts(), [])
})

t.test('a viewer is refused, by core', async t => {
  const { ask, acts, house } = await operated({ role: 'viewer', user: 'Dashboard' })
  t.match(await ask('plate/target/set', '50'), [
    { refused: 'forbidden', sentence: 'Your role may watch, not operate.' },
  ])
  t.same(acts(), [])
  t.match([...house.state.sessions.values()], [{ name: 'Dashboard', role: 'viewer' }])
})

t.test('stop stops, whoever says it and whatever is said; and who had not seen it does nothing', async t => {
  const { ask, acts, house } = await operated({ role: 'viewer', user: 'Dashboard' })
  t.match(await ask('stop', 'smoke', { expiry: undefined }), [
    { to: 'lab/stop/result', outcome: 'done', detail: { generation: 1 } },
  ])
  t.match(house.state.stops.get('station'), { latched: true, by: 'Dashboard', reason: 'smoke' })
  t.same(acts().at(0), '!')
  t.match(await ask('stop', '\u0000{"', { qos: 0 }), [{ outcome: 'done', detail: { generation: 2 } }])
})

t.test('a request may quote the stop and the revision that its sender knew', async t => {
  const { ask, acts, house, broker } = await operated()
  type Told = { revision: number; epoch: string }
  const { revision, epoch } = JSON.parse(broker.retained('lab/plate/target')!) as Told
  const quoting = (more: object): string => JSON.stringify({ epoch, ...more })
  t.match(await ask('plate/target/set', quoting({ value: 40, basis: revision, stopGeneration: 0 })), [
    { outcome: 'done' },
  ])
  t.match(
    await ask('plate/target/set', quoting({ value: 44, basis: revision, epoch: 'e0' })),
    [{ refused: 'epoch' }],
    'EpochConfusion: what was retained before a restart'
  )
  await ask('stop', '')
  const { generation } = JSON.parse(broker.retained('lab/$stop')!) as { generation: number }
  t.match(JSON.parse(broker.retained('lab/$stop')!), { epoch })
  t.match(await ask('plate/target/set', '{"value": 41}'), [{ refused: 'latched' }])
  const rearm = { t: 'rearm', epoch: 'e1', scope: 'station', stopGeneration: generation } as const
  house.post({ type: 'attached', session: 'o', connection: 1 })
  house.post({ type: 'rearmRequested', session: 'o', connection: 1, rearm })
  t.match(await ask('plate/target/set', quoting({ value: 42, stopGeneration: 0 })), [{ refused: 'staleStop' }])
  t.match(await ask('plate/target/set', quoting({ value: 43, stopGeneration: generation })), [{ outcome: 'done' }])
  t.same(
    acts().filter(text => text !== '!'),
    ['S 40.00', 'S 43.00']
  )
})

t.test("somebody's change in between is not overwritten by who had not seen it", async t => {
  const { ask, house, broker, clock } = await operated()
  await ask('plate/target/set', '40')
  const { revision } = JSON.parse(broker.retained('lab/plate/target')!) as { revision: number }
  const other = house.sessions.employ('f'.repeat(32), { name: 'Ada', role: 'operator' })
  const done = other.order({ op: 'set', control: 'plate.target', value: 70 })
  await clock.pass(3_000)
  t.match(await done, { outcome: 'done' })
  t.match(await ask('plate/target/set', `{"value": 41, "basis": ${revision}, "epoch": "e1"}`), [
    { refused: 'changedMeanwhile', sentence: 'Ada changed this meanwhile to 70.' },
  ])
  t.match(JSON.parse(broker.retained('lab/plate/target')!), { value: 70, asked: 70 })
})
