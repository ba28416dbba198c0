import t from 'tap'
import { outcomeSentence, refusalSentence } from '../../protocol/index.ts'
import { openStand } from './stand.ts'

t.test('a value set: it waits for the outcome, which is that of a page, in its words', async t => {
  const { ask, house } = await openStand(t)
  const { status, body } = await ask('PUT', '/api/devices/plate/properties/target', { value: 80 })
  t.equal(status, 200)
  t.match(body, { outcome: 'done', sentence: outcomeSentence('done'), detail: {}, epoch: '3.test' })
  t.ok(body.revision > 0 && body.revision <= house.state.revision)
  const { body: read } = await ask('GET', '/api/devices/plate/properties/target')
  t.match(read, { key: 'plate.target', unit: 'Cel', value: 80, asked: 80, by: 'REST', stale: false, epoch: '3.test' })
  t.match(read.at, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
  t.ok(read.age >= 0 && read.revision >= body.revision)
  t.equal((await ask('GET', '/api/devices/plate/properties/target/value')).text, '80')
  t.match(await ask('PUT', '/api/devices/plate/properties/target/value', '90.5'), {
    status: 200,
    body: { outcome: 'done' },
  })
  t.equal((await ask('GET', '/api/devices/plate/properties/target/value')).body, 90.5)
})

t.test('each way to end has its status and its sentence', async t => {
  const { ask } = await openStand(t)
  const cases: [string, string, string, unknown, number, object][] = [
    ['confirmed', 'PUT', 'plate/properties/fan', { value: 40 }, 200, { outcome: 'done' }],
    ['nobody can confirm it', 'PUT', 'cart/properties/mode', { value: 'fast' }, 202, { outcome: 'doneUnverified' }],
    ['a colour', 'PUT', 'cart/properties/lamp', { value: '#ff8800' }, 200, { outcome: 'done' }],
    ['no colour', 'PUT', 'cart/properties/lamp', { value: 'red' }, 422, { refused: 'badArgs', sentence: /#ff8800/ }],
    ['out of range', 'PUT', 'plate/properties/target', { value: 301 }, 422,
      { refused: 'badArgs', sentence: 'Target takes 0 to 300 Cel; 301 Cel is outside.' }],
    ['of another type', 'PUT', 'plate/properties/heater', { value: 1 }, 422, { refused: 'badArgs', sentence: /boolean/ }],
    ['no such choice', 'PUT', 'cart/properties/mode', { value: 'medium' }, 422, { sentence: /slow, fast/ }],
    ['too long a life', 'PUT', 'plate/properties/target', { value: 1, ttl: 20_000 }, 422, { sentence: /10000 ms at most/ }],
    ['what only reads', 'PUT', 'plate/properties/power', { value: 1 }, 405, { refused: 'noSuchControl' }],
    ['the device says no', 'PUT', 'cart/properties/speed', { value: 95 }, 502,
      { outcome: 'failed', detail: { reason: 'refused' }, sentence: /too fast/ }],
    ['of another life', 'PUT', 'plate/properties/target', { value: 1, basis: 1, epoch: '2.old' }, 412,
      { refused: 'epoch', sentence: refusalSentence('epoch') }],
    ['a stop it did not see', 'PUT', 'plate/properties/target', { value: 1, stopGeneration: 9, epoch: '3.test' }, 423,
      { refused: 'staleStop' }],
    ['an action', 'POST', 'plate/actions/tare', undefined, 200, { outcome: 'done' }],
    ['an action without a body that says so', 'POST', 'plate/actions/tare', {}, 200, { outcome: 'done' }],
    ['an action with input', 'POST', 'cart/actions/move', { input: { to: 20 } }, 200, { outcome: 'done' }],
    ['input that is missing', 'POST', 'cart/actions/move', {}, 422, { sentence: 'Move needs "to" (To).' }],
    ['input that nobody asked for', 'POST', 'cart/actions/move', { input: { to: 1, fro: 2 } }, 422, { sentence: /no "fro"/ }],
    ['read afresh', 'POST', 'plate/properties/target/read', {}, 200, { outcome: 'done', reading: { stale: undefined } }],
    ['nothing answers', 'PUT', 'cart/properties/speed', { value: 66 }, 504, { outcome: 'unknown' }],
    ['not known since', 'PUT', 'cart/properties/speed', { value: 10 }, 409, { refused: 'needsReread' }],
    ['read, and known again', 'POST', 'cart/properties/speed/read', {}, 200, { outcome: 'done' }],
    ['so that it can be set', 'PUT', 'cart/properties/speed', { value: 10 }, 200, { outcome: 'done' }],
  ] // biome-ignore format: a table
  for (const [name, method, path, body, status, expected] of cases) {
    const answer = await ask(method, `/api/devices/${path}`, body)
    t.equal(answer.status, status, `${name}: ${answer.text}`)
    t.match(answer.body, { sentence: String, detail: Object, revision: Number, epoch: '3.test', ...expected }, name)
    t.equal('outcome' in answer.body, !('refused' in answer.body), `${name}: one of the two`)
  }
})

t.test('what another changed since one looked is not overwritten', async t => {
  const { ask } = await openStand(t)
  const path = '/api/devices/plate/properties/target'
  const asAnna = { 'x-person': 'Anna operator' }
  const asBen = { 'x-person': 'Ben operator' }
  const { body: seen } = await ask('GET', path, undefined, asAnna)
  t.equal((await ask('PUT', path, { value: 50 }, asBen)).status, 200)
  const { status, body } = await ask('PUT', path, { value: 60, basis: seen.revision, epoch: seen.epoch }, asAnna)
  t.equal(status, 409)
  t.match(body, {
    refused: 'changedMeanwhile',
    sentence: 'Ben changed this meanwhile to 50.',
    detail: { by: 'Ben', current: 50 },
  })
  const { body: again } = await ask('GET', path, undefined, asAnna)
  t.match(again, { value: 50, asked: 50, by: 'Ben' })
  const { epoch, revision: basis } = again
  t.equal((await ask('PUT', path, { value: 60, basis, epoch }, asAnna)).status, 200, 'having looked again, it is taken')
})

t.test('one person is one session; another is in use by name; what was replaced is told so', async t => {
  const { ask, house } = await openStand(t)
  const path = '/api/devices/plate/properties/target'
  const before = house.state.sessions.size
  const all = await Promise.all([10, 20, 30, 40].map(value => ask('PUT', path, { value })))
  t.equal(house.state.sessions.size, before + 1, 'four requests, one session')
  const last = all.at(-1)
  t.match(last, { status: 200, body: { outcome: 'done' } }, 'the last one stands')
  for (const { status, body } of all)
    t.ok(status === 200 || (status === 409 && body.outcome === 'superseded'), body.sentence)
  t.ok(
    all.some(({ status }) => status === 409),
    'one that waited was replaced'
  )
  const [anna, ben] = await Promise.all([
    ask('PUT', path, { value: 50 }, { 'x-person': 'Anna operator' }),
    ask('PUT', path, { value: 60 }, { 'x-person': 'Ben operator' }),
  ])
  t.match([anna?.status, ben?.status].sort(), [200, 409])
  const refused = anna?.status === 409 ? anna : ben
  t.match(refused?.body, { refused: 'inUse', sentence: /^(Anna|Ben) is setting this\.$/ })
})

t.test('an action that runs is busy', async t => {
  const { ask } = await openStand(t)
  const path = '/api/devices/cart/actions/move'
  const long = ask('POST', path, { input: { to: 400 } })
  const second = await ask('POST', path, { input: { to: 1 } }, { 'x-person': 'Ben operator' })
  t.match(second, { status: 409, body: { refused: 'busy', sentence: refusalSentence('busy') } })
  t.match(await ask('GET', path), { status: 200, body: { key: 'cart.move', running: true } })
  t.match(await long, { status: 200, body: { outcome: 'done' } })
})

t.test('a device that is away', async t => {
  const { ask, cartWire, until, house } = await openStand(t)
  cartWire.unplug()
  await until(() => house.state.devices.get('cart')?.link.state !== 'up')
  const { status, headers, body } = await ask('PUT', '/api/devices/cart/properties/speed', { value: 10 })
  t.equal(status, 503)
  t.match(body, { refused: 'offline', sentence: /^The device is not connected: / })
  t.ok(headers.get('retry-after'))
  t.match(await ask('GET', '/api/devices/cart/properties/mode/value'), { status: 503, body: { error: 'noValue' } })
  t.match(await ask('GET', '/api/devices/cart'), { status: 200, body: { link: { state: String } } })
})

t.test('a viewer reads, stops, and nothing else', async t => {
  const { ask, house } = await openStand(t)
  const viewer = { 'x-person': 'Vera viewer' }
  t.equal((await ask('GET', '/api/devices/plate', undefined, viewer)).status, 200)
  const forbidden = { status: 403, body: { refused: 'forbidden', sentence: refusalSentence('forbidden') } }
  t.match(await ask('PUT', '/api/devices/plate/properties/target', { value: 1 }, viewer), forbidden)
  t.match(await ask('POST', '/api/devices/plate/actions/tare', {}, viewer), forbidden)
  t.match(await ask('POST', '/api/devices/plate/properties/target/read', {}, viewer), forbidden)
  const stopped = await ask('POST', '/api/stop', { scope: 'plate', reason: 'smoke' }, viewer)
  t.match(stopped, { status: 200, body: { latched: true, scope: 'plate', by: 'Vera', sentence: /^Stopped: plate\./ } })
  const { generation: stopGeneration, epoch } = stopped.body
  t.match(await ask('POST', '/api/rearm', { scope: 'plate', stopGeneration, epoch }, viewer), forbidden)
  t.equal(house.state.stops.get('plate')?.latched, true)
})

t.test('stop, what it holds back, and how it is lifted', async t => {
  const { ask, house, until } = await openStand(t)
  const path = '/api/devices/plate/properties/heater'
  t.equal((await ask('PUT', path, { value: true })).status, 200)
  t.match(await ask('POST', '/api/stop'), { status: 200, body: { scope: 'station', latched: true, by: 'REST' } })
  await until(() => house.state.keys.get('plate.heater')?.value.value === false)
  t.match(await ask('PUT', path, { value: true }), {
    status: 423,
    body: { refused: 'latched', sentence: 'Stopped by REST. Re-arm before you go on.', detail: { by: 'REST' } },
  })
  const { body: about } = await ask('GET', '/api/devices/plate')
  const { stopGeneration, epoch } = about
  const rearm = (body: object) => ask('POST', '/api/rearm', { scope: 'station', ...body })
  t.match(await rearm({ stopGeneration: stopGeneration - 1, epoch }), { status: 423, body: { refused: 'staleStop' } })
  t.match(await rearm({ stopGeneration, epoch: '2.old' }), { status: 412, body: { refused: 'epoch' } })
  t.equal(house.state.stops.get('station')?.latched, true, 'still stopped')
  t.match(await rearm({ stopGeneration, epoch }), {
    status: 200,
    body: { outcome: 'done', sentence: 'station is re-armed.' },
  })
  t.match(await rearm({ stopGeneration, epoch }), { status: 200, body: { sentence: 'station was not stopped.' } })
  const stale = { value: true, stopGeneration: stopGeneration - 1, epoch }
  t.match(await ask('PUT', path, stale), { status: 423, body: { refused: 'staleStop' } }, 'nobody gets behind a stop')
  t.equal((await ask('PUT', path, { value: true, stopGeneration, epoch })).status, 200)
})

t.test('a stop is one by its nonce, and needs no room for one more session', async t => {
  const { ask, house, api } = await openStand(t)
  const nonce = 'ab'.repeat(16)
  const first = await ask('POST', '/api/stop', { scope: 'plate', nonce })
  const again = await ask('POST', '/api/stop', { scope: 'plate', nonce })
  t.equal(again.body.generation, first.body.generation)
  t.match(await ask('POST', '/api/stop', { scope: 'cart', nonce }), { status: 409, body: { error: 'nonce' } })
  const employ = api.sessions.employ.bind(api.sessions)
  Object.assign(api.sessions, {
    employ: (id: string, person: never) => {
      const agent = employ(id, person)
      house.state.sessions.delete(id)
      return agent
    },
  })
  const anna = { 'x-person': 'Anna operator' }
  t.match(await ask('PUT', '/api/devices/cart/properties/speed', { value: 5 }, anna), {
    status: 503,
    body: { error: 'full' },
  })
  const stopped = await ask('POST', '/api/stop', { scope: 'cart' }, anna)
  t.match(stopped, { status: 200, body: { latched: true, by: 'Anna' } })
})
