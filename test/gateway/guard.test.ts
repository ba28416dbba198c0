import t from 'tap'
import { Guard } from '../../daemon/gateway/guard.ts'
import { ownNames } from '../../daemon/gateway/names.ts'
import { SUBPROTOCOL } from '../../protocol/index.ts'
import { hex, openStand } from './stand.ts'

const stop = () => JSON.stringify({ session: hex(), nonce: hex(), scope: 'station' })

function request(line: string, headers: Record<string, string | undefined>, body = ''): string {
  const all = { Connection: 'close', 'Content-Length': String(body.length), ...headers }
  const lines = Object.entries(all).filter(([, value]) => value !== undefined)
  return `${line} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`
}

const upgrade = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Protocol': SUBPROTOCOL,
  'Content-Length': undefined,
}

t.test('RebindTakeover: a foreign Host reaches no handler, whatever its Origin says', async t => {
  const stand = await openStand(t)
  const foreign = ['evil.example', `evil.example:${stand.port}`, 'localhost', 'localhost:1', `localhost.:${stand.port}`]
  for (const Host of [...foreign, `127.0.0.2:${stand.port}`, '', ' ', '[::1', `localhost:${stand.port}@evil.example`]) {
    const Origin = `http://${Host}`
    for (const [line, more] of [
      ['GET /', {}],
      ['GET /health', {}],
      ['POST /ticket', {}],
      ['GET /ws', upgrade],
    ] as const) {
      const answer = await stand.raw(request(line, { Host, Origin, ...more }))
      t.match(answer, /^HTTP\/1\.1 421 Misdirected Request\r\n/, `${line} to "${Host}"`)
      t.match(answer, /not known as .*station\.yaml/)
    }
    t.match(await stand.raw(request('POST /stop', { Host, Origin }, stop())), /^HTTP\/1\.1 421 /)
  }
  t.equal(stand.house.state.stops.get('station')?.latched, false)
  t.ok(await stand.alive())
})

t.test('a Host is named once', async t => {
  const stand = await openStand(t)
  const host = `Host: localhost:${stand.port}\r\n`
  t.match(await stand.raw('GET /health HTTP/1.1\r\n\r\n'), /^HTTP\/1\.1 400 .*names its Host, once/s)
  t.match(await stand.raw('GET /health HTTP/1.0\r\n\r\n'), /^HTTP\/1\.1 400 .*names its Host, once/s)
  const twice = `GET /health HTTP/1.1\r\n${host}Host: evil.example\r\n\r\n`
  t.match(await stand.raw(twice), /^HTTP\/1\.1 400 /)
  const absolute = `GET http://evil.example/health HTTP/1.1\r\n${host}\r\n`
  t.match(await stand.raw(absolute), /^HTTP\/1\.1 400 .*begins with a slash/s)
})

t.test("this computer's own names are known, by the port that is really open", async t => {
  const stand = await openStand(t, { hosts: ['lab-pi.local', 'Panel.Example:8443'] })
  for (const name of ['localhost', '127.0.0.1', '[::1]', 'LOCALHOST', 'lab-pi.local']) {
    const Host = `${name}:${stand.port}`
    t.match(await stand.raw(request('GET /health', { Host })), /^HTTP\/1\.1 200 /, Host)
  }
  t.match(await stand.raw(request('GET /health', { Host: 'panel.example:8443' })), /^HTTP\/1\.1 200 /)
  const far = { Host: `localhost:${stand.port}`, Origin: 'http://panel.example:8443' }
  t.match(await stand.raw(request('POST /ticket', far)), /^HTTP\/1\.1 200 /)
})

t.test('a browser leaves out port 80', async t => {
  const guard = new Guard([], 80)
  const of = (host: string) =>
    guard.refusal({ method: 'GET', url: '/', headers: { host }, rawHeaders: ['Host', host] } as never)
  t.equal(of('localhost'), undefined)
  t.equal(of('[::1]'), undefined)
  t.match(of('evil.example'), { status: 421 })
})

t.test('the address that was reached is ours, whatever it is; another one is not', async t => {
  const of = (localAddress: string, host: string, origin?: string, port = 8_400) =>
    new Guard(ownNames('0.0.0.0', 'Lab-Pi.example'), port).refusal({
      ...{ method: 'POST', url: '/ticket', socket: { localAddress }, rawHeaders: ['Host', host] },
      headers: { host, origin: origin ?? `http://${host}` },
    } as never)?.status
  t.equal(of('192.168.1.5', '192.168.1.5:8400'), undefined)
  t.equal(of('::ffff:192.168.1.5', '192.168.1.5:8400'), undefined)
  t.equal(of('fd00::5', '[fd00::5]:8400'), undefined)
  t.equal(of('192.168.1.5', '192.168.1.5', undefined, 80), undefined)
  for (const name of ['lab-pi.example', 'lab-pi.local', 'LAB-PI.local', 'localhost']) {
    t.equal(of('192.168.1.5', `${name}:8400`), undefined, name)
  }
  t.equal(of('192.168.1.5', '192.168.1.6:8400'), 421)
  t.equal(of('192.168.1.5', '192.168.1.5'), 421)
  t.equal(of('192.168.1.5', 'evil.example:8400'), 421)
  t.equal(of('192.168.1.5', '192.168.1.5:8400', 'http://192.168.1.6:8400'), 403)
  t.same(ownNames('127.0.0.1', 'lab-pi'), ['127.0.0.1'], 'who listens on loopback is known by no other name')
  t.same(ownNames('192.168.1.5', 'lab-pi'), ['lab-pi', 'lab-pi.local', '192.168.1.5'])
  t.same(ownNames('::', ''), [])
})

t.test('what changes something must come from a page of ours', async t => {
  const stand = await openStand(t)
  const Host = `127.0.0.1:${stand.port}`
  const foreign = [
    undefined,
    'null',
    '',
    'http://evil.example',
    `http://evil.example:${stand.port}`,
    `https://127.0.0.1:${stand.port}`,
    `file://127.0.0.1:${stand.port}`,
    `http://127.0.0.1:${stand.port}/`,
    `http://127.0.0.1:${stand.port}, http://evil.example`,
    `http://127.0.0.1:${stand.port + 1}`,
    'http://127.0.0.1',
    'http://[',
  ]
  for (const Origin of foreign) {
    for (const answer of [
      await stand.raw(request('POST /ticket', { Host, Origin })),
      await stand.raw(request('POST /stop', { Host, Origin }, stop())),
      await stand.raw(request('GET /ws', { Host, Origin, ...upgrade })),
      await stand.raw(request('DELETE /stop', { Host, Origin })),
    ]) {
      t.match(answer, /^HTTP\/1\.1 403 Forbidden\r\n/, `Origin ${Origin}`)
      t.match(answer, /may not do this/)
    }
  }
  const reading = await stand.raw(request('GET /health', { Host, Origin: 'http://evil.example' }))
  t.match(reading, /^HTTP\/1\.1 403 /, 'nor is a foreign page told anything')
  t.equal(stand.house.state.stops.get('station')?.latched, false)
  t.equal(stand.house.sessions.size, 0)
})

t.test('no answer invites other sites', async t => {
  const stand = await openStand(t)
  const { headers } = await fetch(`${stand.base}/health`)
  t.equal(headers.get('access-control-allow-origin'), null)
  t.match(headers.get('content-security-policy'), /default-src 'self'.*frame-ancestors 'none'/)
  t.equal(headers.get('x-content-type-options'), 'nosniff')
  t.equal(headers.get('referrer-policy'), 'no-referrer')
})
