import t from 'tap'
import { openStand } from './stand.ts'

t.test('HeaderCrash: nothing that arrives as a request ends the daemon', async t => {
  const { raw, port, alive, base } = await openStand(t)
  const host = `Host: localhost:${port}\r\n`
  const origin = `Origin: ${base}\r\n`
  const upgrade = `Connection: Upgrade\r\nUpgrade: websocket\r\n`
  const requests: [string, string | Buffer][] = [
    ['nothing of HTTP', 'hello\r\n\r\n'],
    ['bytes', Buffer.from([0, 255, 128, 13, 10, 13, 10])],
    ['TLS', Buffer.from('16030100c8010000c40303', 'hex')],
    ['an end before the end', 'GET'],
    ['no such version', `GET / HTTP/9.9\r\n${host}\r\n`],
    ['no such method', `FROB / HTTP/1.1\r\n${host}\r\n`],
    ['an unusual method', `PROPFIND / HTTP/1.1\r\n${host}${origin}\r\n`],
    ['CONNECT', `CONNECT evil.example:443 HTTP/1.1\r\n${host}\r\n`],
    ['OPTIONS *', `OPTIONS * HTTP/1.1\r\n${host}${origin}\r\n`],
    ['TRACE', `TRACE / HTTP/1.1\r\n${host}${origin}\r\n`],
    ['a host of brackets', 'GET / HTTP/1.1\r\nHost: [[[::\r\n\r\n'],
    ['a host of percents', 'GET / HTTP/1.1\r\nHost: %00%zz\r\n\r\n'],
    ['a host with bytes', Buffer.from(`GET / HTTP/1.1\r\nHost: \xff\xfe\r\n\r\n`, 'latin1')],
    ['an origin with bytes', Buffer.from(`POST /ticket HTTP/1.1\r\n${host}Origin: \xff\xfe\r\n\r\n`, 'latin1')],
    ['an address with two slashes', `GET // HTTP/1.1\r\n${host}\r\n`],
    ['an address like a host', `GET //[ HTTP/1.1\r\n${host}\r\n`],
    ['an address of broken escapes', `GET /%zz%c0%80 HTTP/1.1\r\n${host}\r\n`],
    ['an address upwards', `GET /../../etc/passwd HTTP/1.1\r\n${host}\r\n`],
    ['an address upwards, escaped', `GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\n${host}\r\n`],
    ['a name of objects', `GET /__proto__ HTTP/1.1\r\n${host}\r\n`],
    ['an escaped upgrade', `GET /%zz HTTP/1.1\r\n${host}${origin}${upgrade}\r\n`],
    ['an absolute address', `GET http://[ HTTP/1.1\r\n${host}\r\n`],
    ['an encoding nobody knows', `GET / HTTP/1.1\r\n${host}Accept-Encoding: ;q=zz,,\xff\r\n\r\n`],
    ['a range', `GET / HTTP/1.1\r\n${host}Range: bytes=9-1\r\nIf-None-Match: "\r\n\r\n`],
    ['headers without end', `GET / HTTP/1.1\r\n${host}${'X-Long: '.padEnd(20_000, 'x')}\r\n\r\n`],
    ['many headers', `GET / HTTP/1.1\r\n${host}${'A: b\r\n'.repeat(1_500)}\r\n`],
    ['two lengths', `POST /stop HTTP/1.1\r\n${host}${origin}Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}`],
    [
      'a length and chunks',
      `POST /stop HTTP/1.1\r\n${host}${origin}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}`,
    ],
    ['a negative length', `POST /stop HTTP/1.1\r\n${host}${origin}Content-Length: -1\r\n\r\n`],
    ['chunks that are none', `POST /stop HTTP/1.1\r\n${host}${origin}Transfer-Encoding: chunked\r\n\r\nzz\r\n`],
    ['an expectation', `POST /stop HTTP/1.1\r\n${host}${origin}Expect: the-unexpected\r\nContent-Length: 2\r\n\r\n{}`],
    ['a header folded', `GET / HTTP/1.1\r\n${host}X: a\r\n b\r\n\r\n`],
  ]
  for (const [name, request] of requests) {
    const answer = await raw(request, '\r\n\r\n')
    t.notMatch(answer, /root:/)
    t.ok(await alive(), name)
    if (answer !== '') t.match(answer, /^HTTP\/1\.1 (4\d\d|50[13]) /, name)
  }
})

t.test('a request that hangs up in the middle, and one that never ends, leave it alive', async t => {
  const { raw, port, alive, base } = await openStand(t)
  const head = `POST /stop HTTP/1.1\r\nHost: localhost:${port}\r\nOrigin: ${base}\r\n`
  await Promise.all([raw(`${head}Content-Length: 400\r\n\r\n{"scope":`), raw(head), raw('')])
  t.ok(await alive())
})
