import { join } from 'node:path'
import t, { type Test } from 'tap'
import { nodeTurn } from '../../daemon/cli/turn.ts'
import type { MqttConfig } from '../../daemon/exports/config.ts'
import { Running } from '../cli/run.ts'
import { type Exported, exportedHouse, stoppable } from './house.ts'
import { Client, type Heard, Mosquitto, pause, retained } from './mosquitto.ts'

/** Most that a broker is given before it answers (daemon/exports/client.ts). */
const UNDERWAY = 16

function station(t: Test, broker: Mosquitto, config: Partial<MqttConfig> = {}): Exported & { close(): Promise<void> } {
  const publish = { 'counter.n': { maxHz: 1_000 } }
  const { clock, stop } = stoppable(nodeTurn.clock)
  const own = exportedHouse(clock, { broker: broker.url, base: 'lab', homeAssistant: false, publish, ...config })
  let closed: Promise<void> | undefined
  const close = (): Promise<void> => {
    closed ??= own.mqtt
      .close()
      .then(() => own.house.close('the test is over'))
      .then(stop)
    return closed
  }
  t.teardown(close)
  return { ...own, close }
}

/** What was to be published of the counter, and how far it is. */
function counted({ house }: Exported) {
  const all: number[] = []
  house.sessions.observe(['counter.n'], ({ keys }) => {
    const { value } = keys.get('counter.n') ?? {}
    if (typeof value === 'number') all.push(value)
  })
  const until = async (count: number): Promise<number> => {
    while (all.length < count) await pause(10)
    return all[count - 1] as number
  }
  return { all, until }
}

const value = ({ text }: Heard): number => (JSON.parse(text) as { value: number }).value
/** Not what was said before, and not what the broker delivered once more to the watcher. */
const isNew = ({ packet }: Heard): boolean => !packet.dup && packet.properties?.userProperties?.again === undefined
const counts = (client: Client): number[] => client.on('lab/counter/n').filter(isNew).map(value)
const persistent = ['allow_anonymous true', 'persistence true', 'persistence_location {folder}/']

t.test('what the station knows is at the broker, retained, and stays when the station goes', async t => {
  const broker = await Mosquitto.start(t)
  const client = await Client.connect(t, broker, ['lab/#'])
  const own = station(t, broker, { homeAssistant: true })
  await client.message(({ topic }) => topic === 'lab/plate/temperature')
  t.match(JSON.parse((await client.message(({ topic }) => topic === 'lab/status')).text), { state: 'online' })
  await own.close()
  t.match(JSON.parse((await retained(t, broker, 'lab/status', 'a'))!), {
    state: 'offline',
    reason: 'the daemon was stopped',
  })
  const last = JSON.parse((await retained(t, broker, 'lab/plate/temperature', 'b'))!)
  t.match(last, { unit: 'Cel', time: /^\d{4}-\d\d-\d\dT/ })
  t.ok(await retained(t, broker, 'homeassistant/sensor/lab/plate-temperature/config', 'c'))
  t.match(own.log, [`MQTT: connected to ${broker.url}.`])
})

t.test(
  'the broker is restarted during telemetry: nothing is lost, and nothing twice but what was under way',
  async t => {
    const broker = await Mosquitto.start(t, persistent)
    const client = await Client.connect(t, broker, ['lab/#'])
    const own = station(t, broker)
    const { all, until } = counted(own)
    await until(100)
    for (const [round, signal] of (['SIGTERM', 'SIGTERM'] as const).entries()) {
      await broker.kill(signal)
      await until(all.length + 200)
      await broker.start()
      const last = await until(all.length + 100)
      await client.message(message => message.topic === 'lab/counter/n' && isNew(message) && value(message) === last)
      t.comment(`round ${round}: ${all.length} values`)
    }
    const got = counts(client)
    const upto = all.filter(n => n <= Math.max(...got))
    t.same(
      upto.filter(n => !got.includes(n)),
      [],
      'no loss'
    )
    const firsts = got.filter((n, i) => got.indexOf(n) === i)
    t.same(
      firsts,
      [...firsts].sort((a, b) => a - b),
      'in order'
    )
    t.ok(got.length - firsts.length <= 2 * UNDERWAY, `${got.length - firsts.length} of ${got.length} came twice`)
    t.notMatch(
      client
        .on('lab/status')
        .map(({ text }) => text)
        .join(),
      /"lost":/
    )
    await own.close()
    await client.message(({ text }) => text.includes('the daemon was stopped'))
    const newest = Math.max(...counts(client))
    t.equal(JSON.parse((await retained(t, broker, 'lab/counter/n', 'd'))!).value, newest, 'the newest is what stays')
  }
)

t.test('what is lost beyond the bound is declared', async t => {
  const broker = await Mosquitto.start(t, persistent)
  const client = await Client.connect(t, broker, ['lab/#'])
  const own = station(t, broker, { buffer: 50 })
  const { all, until } = counted(own)
  await until(50)
  await broker.kill()
  await until(all.length + 300)
  await broker.start()
  const status = await client.message(({ topic, text }) => topic === 'lab/status' && text.includes('"lost":'))
  const last = await until(all.length + 50)
  await client.message(message => message.topic === 'lab/counter/n' && isNew(message) && value(message) === last)
  const got = new Set(counts(client))
  const missing = all.filter(n => n <= last && !got.has(n)).length
  const { lost, since, until: end } = JSON.parse(status.text) as { lost: number; since: string; until: string }
  t.ok(missing > 100, `${missing} are missing`)
  // Lost are also messages of other topics, and those of which nobody knows whether they arrived.
  t.ok(lost >= missing, `${lost} are declared`)
  t.ok(since < end)
  t.equal(own.log.filter(line => line.includes('were lost')).length, 1)
})

t.test('a broker that forgot everything is told everything', async t => {
  const broker = await Mosquitto.start(t)
  const own = station(t, broker, { homeAssistant: true })
  const first = await Client.connect(t, broker, ['lab/#'], 'first')
  await first.message(({ topic }) => topic === 'lab/plate/heater')
  await broker.kill('SIGKILL')
  await broker.start()
  const client = await Client.connect(t, broker, ['lab/#', 'homeassistant/#'], 'second')
  const again = await client.message(({ topic }) => topic === 'lab/plate/heater')
  t.equal(again.packet.properties?.userProperties?.again, '1', 'marked as said before')
  await client.message(
    ({ topic }) => topic === 'homeassistant/switch/lab/plate-heater/config' || topic.includes('plate-heater')
  )
  await client.message(({ topic }) => topic === 'lab/plate/$state')
  t.match(own.log.at(1), /^MQTT: no connection to .*What is to be said is kept/)
})

t.test('the daemon says good-bye; one that is killed is said to be offline, by the broker', async t => {
  const broker = await Mosquitto.start(t)
  const client = await Client.connect(t, broker, ['lab/status', 'lab/plate/temperature'])
  const config = { broker: broker.url, base: 'lab' }
  const station = { devices: { plate: { driver: 'plate', simulate: true } }, mqtt: config }
  broker.file('station.yaml', JSON.stringify(station))
  const start = () => new Running(t, ['--port', '0', '--config', broker.folder, '--data', join(broker.folder, 'data')])
  const polite = start()
  await client.message(({ topic }) => topic === 'lab/plate/temperature')
  polite.child.kill('SIGTERM')
  t.match((await client.message(({ text }) => text.includes('offline'))).text, /the daemon was stopped/)
  t.equal(await polite.exit, 0)
  const from = client.heard.length
  const doomed = start()
  await client.message(({ text }) => text.includes('online'), from)
  doomed.child.kill('SIGKILL')
  const { text } = await client.message(({ text: said }) => said.includes('offline'), from)
  t.same(JSON.parse(text), { state: 'offline', reason: 'the connection was lost' })
  t.match(JSON.parse((await retained(t, broker, 'lab/status', 'e'))!), { state: 'offline' })
})

t.test('requests come in, act, and are answered', async t => {
  const broker = await Mosquitto.start(t)
  const client = await Client.connect(t, broker, ['lab/+/+/result', 'lab/stop/result', 'me'])
  // From before: whoever retains a command has it repeated at each connection.
  await client.publish('lab/plate/target/set', '200', { retain: true })
  const own = station(t, broker, { commands: true })
  t.match(JSON.parse((await client.message(({ topic }) => topic === 'lab/plate/target/result')).text), {
    refused: 'stale',
    sentence: /retained/,
  })
  while (
    own.house.state.keys.get('plate.$link')?.value.value === undefined ||
    !own.house.state.keys.get('plate.target')?.value.sampled
  )
    await pause(20)
  const request = async (topic: string, payload: string, n: number, more = {}) => {
    const correlationData = Buffer.from(`${n}`)
    const properties = { messageExpiryInterval: 5, responseTopic: 'me', correlationData, ...more }
    await client.publish(`lab/${topic}`, payload, { properties })
    const answer = await client.message(({ packet }) => packet.properties?.correlationData?.toString() === `${n}`)
    return { at: answer.topic, ...(JSON.parse(answer.text) as object) }
  }
  t.match(await request('plate/target/set', '55', 1), { at: 'me', outcome: 'done' })
  t.match(await request('plate/tare/call', '', 2), { outcome: 'done' })
  await client.publish('lab/plate/target/set', '66', { retain: true, properties: { messageExpiryInterval: 5 } })
  await client.message(
    ({ topic }) => topic === 'lab/plate/target/result',
    client.heard.findIndex(({ topic }) => topic === 'me')
  )
  await client.publish('lab/plate/target/set', '77')
  await client.message(({ text }) => text.includes('Quote an expiry'))
  t.match(await request('plate/target/set', '500', 3), {
    refused: 'badArgs',
    sentence: 'Target takes 0 to 300 Cel; 500 Cel is outside.',
  })
  await client.publish('lab/stop', '')
  t.match(JSON.parse((await client.message(({ topic }) => topic === 'lab/stop/result')).text), { outcome: 'done' })
  t.match(await request('plate/target/set', '88', 4), { refused: 'latched', sentence: /^Stopped by MQTT/ })
  t.same(
    own.acts().filter(act => act !== '!'),
    ['S 55.00', 'TARE']
  )
})

t.test('StaleReplay: what was asked while the station was away is not done when it is back', async t => {
  const broker = await Mosquitto.start(t, persistent)
  const client = await Client.connect(t, broker, ['lab/#'])
  const first = station(t, broker, { commands: true })
  await client.message(({ topic }) => topic === 'lab/plate/heater')
  await first.close()
  await client.publish('lab/plate/heater/set', 'true', { properties: { messageExpiryInterval: 10 } })
  const from = client.heard.length
  const second = station(t, broker, { commands: true })
  await client.message(({ topic }) => topic === 'lab/plate/heater', from)
  const properties = { messageExpiryInterval: 5, correlationData: Buffer.from('x') }
  await client.publish('lab/plate/tare/call', '', { properties })
  await client.message(({ topic }) => topic === 'lab/plate/tare/result', from)
  t.same(second.acts(), ['TARE'], 'what came after it acted, and it did not')
})

t.test('what a broker has against us is named, and said once', async t => {
  const broker = await Mosquitto.start(t, ['allow_anonymous false'])
  const own = station(t, broker)
  while (own.log.length === 0) await pause(20)
  t.match(own.log, [/^MQTT: no connection to mqtt:\S+ it does not (let us do this|accept this user name)/])
  const missing = station(t, broker, { username: 'x', passwordFile: join(broker.folder, 'nowhere') })
  while (missing.log.length === 0) await pause(20)
  t.match(missing.log[0], /the password cannot be read from .*nowhere \(ENOENT\)/)
})

t.test('what a broker does not let us write is named, and holds nothing up', async t => {
  const acl = 'topic readwrite lab/counter/#\ntopic read #\ntopic write lab/status\n'
  const broker = await Mosquitto.start(t, ['allow_anonymous true', 'acl_file {folder}/acl'], { acl })
  const client = await Client.connect(t, broker, ['lab/#'])
  const own = station(t, broker)
  await client.message(({ topic }) => topic === 'lab/counter/n')
  while (!own.log.some(line => line.includes('does not take lab/plate/'))) await pause(20)
  const from = client.heard.length
  await client.message(({ topic }) => topic === 'lab/counter/n', from)
  t.equal(own.log.filter(line => line.includes('does not take lab/plate/temperature')).length <= 1, true)
  t.notOk(client.heard.some(({ topic }) => topic.startsWith('lab/plate')))
})
