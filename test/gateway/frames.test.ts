import t from 'tap'
import { LIMITS, PROTOCOL_VERSION } from '../../protocol/index.ts'
import { type Client, hex, openStand, type Stand } from './stand.ts'

async function attached(stand: Stand): Promise<Client> {
  const client = await stand.open()
  client.hello(stand.ticket())
  await client.heard('at')
  return client
}

t.test('the first flush is whole: welcome, snapshot, at', async t => {
  const stand = await openStand(t)
  const client = await attached(stand)
  t.same(
    client.frames.map(({ t: kind }) => kind),
    ['welcome', 'snap', 'at']
  )
  client.say({ t: 'ping', id: 7 })
  t.match(await client.heard('pong'), { id: 7 })
})

t.test('before hello', async t => {
  const stand = await openStand(t)
  const table: [string, string | Buffer, RegExp][] = [
    ['no JSON', '{', /not JSON/],
    ['nothing', '', /not JSON/],
    ['no object', 'null', /no message of kind/],
    ['no such kind', '{"t":"sing"}', /no message of kind "sing"/],
    ['another kind', '{"t":"ping","id":1}', /first frame must be "hello"/],
    ['too long', `{"t":"hello","x":"${'x'.repeat(LIMITS.frameBeforeHello)}"}`, /characters long; 1024 are allowed/],
    ['a key twice', '{"t":"ping","t":"hello"}', /"t" occurs twice/],
    ['a field too few', '{"t":"hello"}', /field "version"/],
    ['binary', Buffer.from([1, 2, 3]), /binary/],
  ]
  for (const [name, frame, reason] of table) {
    const client = await stand.open()
    client.say(frame)
    t.match(await client.heard('bye'), { code: 'protocol', reason }, name)
    await client.closed
    t.equal(client.frames.length, 1, 'and not a word more')
  }
  t.equal(stand.house.sessions.size, 0)
})

t.test('after hello', async t => {
  const stand = await openStand(t)
  const table: [string, string | Buffer, RegExp][] = [
    ['no JSON', 'plate.target=40', /not JSON/],
    ['no such kind', '{"t":"snap"}', /no message of kind "snap"/],
    ['a field too many', '{"t":"ping","id":1,"urgent":true}', /field "urgent"/],
    ['a key twice', '{"t":"ping","id":1,"id":2}', /"id" occurs twice/],
    ['a wrong type', '{"t":"ping","id":"1"}', /field "id"/],
    ['too long', `{"t":"ping","id":${'1'.repeat(LIMITS.frame)}}`, /characters long; 65536 are allowed/],
    ['binary', Buffer.from('{"t":"ping","id":1}'), /binary/],
    ['an ack of more than was sent', '{"t":"ack","frames":99,"revision":1}', /99 frames/],
  ]
  for (const [name, frame, reason] of table) {
    const client = await attached(stand)
    client.say(frame)
    t.match(await client.heard('bye'), { code: 'protocol', reason }, name)
    await client.closed
  }
  t.ok(await stand.alive())
})

t.test('a second hello', async t => {
  const stand = await openStand(t)
  const client = await attached(stand)
  client.hello(stand.ticket())
  t.match(await client.heard('bye'), { code: 'protocol', reason: /said hello before/ })
})

t.test('another version, and an older connection', async t => {
  const stand = await openStand(t)
  const other = await stand.open()
  other.hello(stand.ticket(), { version: PROTOCOL_VERSION + 1 })
  t.match(await other.heard('bye'), { code: 'version', reason: /reload the page/ })
  const session = hex()
  const newer = await stand.open()
  newer.hello(stand.ticket(), { session, connection: 2 })
  await newer.heard('welcome')
  const older = await stand.open()
  older.hello(stand.ticket(), { session, connection: 1 })
  t.match(await older.heard('bye'), { code: 'connection' })
})

t.test('a frame far too long is cut off, and takes nobody along', async t => {
  const stand = await openStand(t)
  const bystander = await attached(stand)
  const client = await stand.open()
  client.say('x'.repeat(8 * LIMITS.frame))
  t.equal(await client.closed, 1009)
  const broken = await attached(stand)
  const wire = (broken.socket as unknown as { _socket: { write(bytes: Buffer): void } })._socket
  wire.write(Buffer.from([0xff, 0xff, 0xff, 0xff]))
  t.equal(await broken.closed, 1002)
  bystander.say({ t: 'ping', id: 1 })
  await bystander.heard('pong')
  t.equal(stand.house.sessions.size, 1)
})

t.test('a client that vanishes is detached', async t => {
  const stand = await openStand(t)
  const client = await attached(stand)
  t.equal(stand.house.sessions.size, 1)
  client.socket.terminate()
  await client.closed
  while (stand.house.sessions.size > 0) await new Promise(resolve => setTimeout(resolve, 5))
  t.ok([...stand.house.state.sessions.values()].every(session => !session.attached))
})

t.test('who hung and speaks before it has read all still finds why it was sent away', async t => {
  const stand = await openStand(t)
  const client = await attached(stand)
  client.socket.pause()
  for (let i = 0; i < 40; i++) client.say({ t: 'resync' })
  client.say({ t: 'ack', frames: 9_999, revision: 1 })
  while (stand.house.sessions.size > 0) await new Promise(resolve => setTimeout(resolve, 5))
  await new Promise(resolve => setTimeout(resolve, 1_500))
  client.socket.on('message', () => client.say({ t: 'ping', id: 1 }))
  client.socket.resume()
  t.match(await client.heard('bye'), { code: 'protocol', reason: /9999 frames/ })
  await client.closed
})
