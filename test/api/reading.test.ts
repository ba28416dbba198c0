import t from 'tap'
import { openStand } from './stand.ts'

t.test('the index, the devices, one device', async t => {
  const { ask } = await openStand(t)
  const { body: index, headers } = await ask('GET', '/api')
  t.match(index, { title: 'Test', version: '0', epoch: '3.test', links: { devices: '/api/devices' } })
  t.notOk(headers.get('access-control-allow-origin'))
  const { body } = await ask('GET', index.links.devices)
  t.match(body.devices, [
    { name: 'plate', title: 'Thermal plate', driver: 'plate', simulated: true, link: { state: 'up' }, href: String },
    { name: 'cart', group: 'Rails', td: '/api/devices/cart/td' },
  ])
  const { body: plate } = await ask('GET', body.devices[0].href)
  t.match(plate, {
    link: { state: 'up', identity: String },
    stop: { latched: false },
    stopGeneration: 0,
    properties: { temperature: { value: Number, age: Number, at: String, stale: Boolean } },
    actions: { tare: {} },
    description: { properties: { target: { range: [0, 300], unit: 'Cel' } } },
  })
})

t.test('what is not there, not so, or not understood: a status and a sentence', async t => {
  const { ask, base } = await openStand(t)
  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`
  const put = '/api/devices/plate/properties/target'
  const cases: [string, string, unknown, number, RegExp][] = [
    ['GET', '/api/devices/plat', undefined, 404, /There is no device "plat"\. Did you mean "plate"\? This station has: plate, cart\./],
    ['GET', '/api/devices/plate/properties/temprature', undefined, 404, /Did you mean "temperature"\?/],
    ['GET', '/api/devices/plate/properties/constructor', undefined, 404, /There is no property "constructor"/],
    ['PUT', '/api/devices/plate/properties/taget', { value: 1 }, 404, /Did you mean "target"\?/],
    ['POST', '/api/devices/plate/actions/tear', {}, 404, /no action "tear"\. .*plate has: tare/],
    ['GET', '/api/devices/cart/events/bumb', undefined, 404, /Did you mean "bump"\?/],
    ['POST', '/api/stop', { scope: 'plat' }, 404, /no scope "plat"\. Did you mean "plate"\?/],
    ['GET', `/api/devices/${'x'.repeat(5_000)}`, undefined, 404, /^There is no device "x{64}"/],
    ['GET', '/api/devises', undefined, 404, /There is no \/api\/devises here; \/api says what there is\./],
    ['GET', '/api/devices/plate/%E0%A4%A', undefined, 404, /There is no/],
    ['DELETE', put, undefined, 405, /takes HEAD, GET, PUT; not DELETE/],
    ['POST', put, { value: 1 }, 405, /not POST/],
    ['PUT', '/api', {}, 405, /takes HEAD, GET; not PUT/],
    ['PUT', put, '{"value":1', 400, /not JSON/],
    ['PUT', put, '{"value":1,"value":2}', 400, /The key "value" occurs twice/],
    ['PUT', put, { value: 1, tll: 5 }, 400, /There is no field "tll" here; there are value, ttl, /],
    ['PUT', put, {}, 400, /The field "value" is missing\./],
    ['PUT', put, '', 400, /"value"/],
    ['PUT', put, { value: [1] }, 400, /The field "value"/],
    ['PUT', put, { value: 1, ttl: -1 }, 400, /The field "ttl"/],
    ['PUT', put, { value: 1, basis: 5 }, 400, /quotes the "epoch"/],
    ['PUT', put, '[]', 400, /not an array/],
    ['POST', '/api/stop', '["plate"]', 400, /not an array/],
    ['PUT', put, 'null', 400, /Object/],
    ['PUT', put, deep, 400, /./],
    ['PUT', put, `{"value":${'9'.repeat(70_000)}}`, 413, /at most 65536 bytes/],
    ['POST', '/api/rearm', { scope: 'plate', stopGeneration: 1 }, 400, /"epoch"/],
    ['GET', '/api/history/plate/temprature', undefined, 404, /no stream "temprature"\. Did you mean "temperature"/],
    ['GET', '/api/history/cart/mode', undefined, 404, /no stream "mode"/],
    ['GET', '/api/history/plate/temperature?samples=0', undefined, 400, /"samples": expected at least 1/],
    ['GET', '/api/history/plate/temperature?samples=many', undefined, 400, /whole number/],
    ['GET', '/api/history/plate/temperature?since=yesterday', undefined, 400, /expected a time/],
    ['GET', '/api/history/plate/temperature?form=csv', undefined, 400, /no parameter "form" here; there are samples, since/],
    ['GET', '/api/events?select=plate..x', undefined, 400, /expected \*, device\.\* or device\.name/],
  ] // biome-ignore format: a table
  for (const [method, path, body, status, sentence] of cases) {
    const answer = await ask(method, path, body)
    const name = `${method} ${path.slice(0, 60)} ${JSON.stringify(body ?? '').slice(0, 40)}`
    t.equal(answer.status, status, `${name}: ${answer.text.slice(0, 200)}`)
    t.match(answer.body, { error: String, sentence }, name)
    t.match(answer.headers.get('content-type'), /^application\/json/)
  }
  const plain = await fetch(base + put, {
    method: 'PUT',
    body: '{"value":1}',
    headers: { 'Content-Type': 'text/plain' },
  })
  t.match([plain.status, await plain.json()], [415, { error: 'notJson', sentence: /Content-Type: application\/json/ }])
  const packed = { 'Content-Encoding': 'gzip' }
  t.equal((await ask('PUT', put, { value: 1 }, packed)).status, 415)
  const bytes = await fetch(base + put, {
    method: 'PUT',
    body: new Uint8Array([0x22, 0xff, 0x22]),
    headers: { 'Content-Type': 'application/json' },
  })
  t.match([bytes.status, await bytes.json()], [400, { sentence: 'This body is not text in UTF-8.' }])
})

t.test('HEAD says what GET would, OPTIONS what may be asked', async t => {
  const { ask, base } = await openStand(t)
  for (const path of ['/api', '/api/devices/plate', '/api/events', '/api/history/plate/temperature?format=csv']) {
    const head = await fetch(base + path, { method: 'HEAD' })
    t.equal(head.status, 200, path)
    t.equal(await head.text(), '')
  }
  const options = await ask('OPTIONS', '/api/devices/plate/properties/target')
  t.equal(options.status, 204)
  t.equal(options.headers.get('allow'), 'HEAD, GET, PUT, OPTIONS')
  t.notOk(options.headers.get('access-control-allow-methods'))
  t.equal((await ask('OPTIONS', '/api/nothing')).status, 404)
})

t.test('bare values are told as long as they are worth something', async t => {
  const { ask } = await openStand(t)
  t.match(await ask('GET', '/api/devices/cart/properties/mode/value'), { status: 200, text: '"slow"' })
  t.match(await ask('GET', '/api/devices/cart/properties/note/value'), {
    status: 503,
    body: { error: 'noValue', sentence: 'cart.note has no value that may be relied on: it was not read yet.' },
  })
  const { body } = await ask('GET', '/api/devices/cart/properties/note')
  t.notOk('value' in body, 'unknown is neither null nor zero')
})

t.test('history: what the ring holds, numbered, page by page', async t => {
  const { ask, house } = await openStand(t)
  await new Promise<void>(resolve => {
    const end = house.sessions.tap(stream => {
      if (stream !== 'plate.temperature' || (house.sessions.past(stream, 1)?.last ?? 0) < 7) return
      end()
      resolve()
    })
  })
  const { body: newest } = await ask('GET', '/api/history/plate/temperature?samples=3')
  t.match(newest, { stream: 'plate.temperature', channels: [{ name: 'temperature', unit: 'Cel' }], epoch: '3.test' })
  t.equal(newest.samples.length, 3)
  t.same(
    newest.samples.map((s: { number: number }) => s.number),
    [newest.first, newest.first + 1, newest.last]
  )
  for (const { ms, at, values } of newest.samples) {
    t.equal(new Date(ms).toISOString(), at)
    t.ok(Math.abs(Date.now() - ms) < 60_000, 'by the clock on the wall')
    t.equal(typeof values[0], 'number')
  }
  const { body: same } = await ask('GET', `/api/history/plate/temperature?after=${newest.first - 1}&samples=3`)
  t.same(same.samples, newest.samples, 'a sample has one time, whenever it is asked for')
  const numbers: number[] = []
  let path: string | undefined = '/api/history/plate/temperature?after=0&samples=4'
  for (let page = 0; path !== undefined && page < 3; page++) {
    const { body }: { body: { samples: { number: number }[]; next?: string; lost: number } } = await ask('GET', path)
    t.equal(body.lost, 0)
    numbers.push(...body.samples.map(({ number }) => number))
    path = body.next
  }
  t.same(
    numbers,
    numbers.map((_, i) => i + 1),
    'each once, in order'
  )
  t.ok(numbers.length >= 7)
  const { ms } = newest.samples[1]
  const { body: since } = await ask('GET', `/api/history/plate/temperature?since=${Math.floor(ms)}`)
  t.equal(since.first, newest.first + 1)
  const { body: sinceIso } = await ask('GET', `/api/history/plate/temperature?since=${newest.samples[1].at}`)
  t.equal(sinceIso.first, newest.first + 1)
  t.match((await ask('GET', '/api/history/plate/temperature?since=2999-01-01')).body, {
    first: null,
    last: null,
    samples: [],
  })
  const csv = await ask('GET', `/api/history/plate/temperature?after=0&samples=2&format=csv`)
  t.match(csv.headers.get('content-type'), /^text\/csv/)
  t.match(csv.text, /^number,at,ms,temperature\r\n1,\d{4}-[^,]+Z,\d+(\.\d+)?,-?\d+(\.\d+)?\r\n2,.+\r\n$/)
  const door = await ask('GET', '/api/history/plate/door')
  t.same(door.body.samples[0]?.values, [0], 'a truth is 0 or 1')
})

t.test('what the ring has lost is said', async t => {
  const { ask, house } = await openStand(t)
  const most = 5_000
  const room = house.sessions.past('plate.fan', Number.MAX_SAFE_INTEGER)
  t.ok(room)
  const rings = 1024 * 1024
  for (let i = 0; i < rings / 16 + most; i++) house.sessions.sample('plate.fan', i, [i % 7])
  const { body } = await ask('GET', '/api/history/plate/fan?after=2&samples=2')
  t.ok(body.lost > 0)
  t.equal(body.first, 2 + body.lost + 1)
})
