import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import t from 'tap'
import { toBytes, toText } from '../../drivers/framing.ts'
import { TcpTransport } from '../../drivers/transports/tcp.ts'
import { lostBy, notConnected } from '../../drivers/transports/tcp-errors.ts'
import type { LinkError } from '../../drivers/transports/transport.ts'
import { Ear } from './ear.ts'

type Teardown = { teardown(fn: () => unknown): void }

/** Something that listens; what it does with who comes is the test's. */
async function peer(t: Teardown, serve: (socket: Socket) => void = () => {}, host = '127.0.0.1') {
  const sockets = new Set<Socket>()
  const server: Server = createServer({ allowHalfOpen: true }, socket => {
    sockets.add(socket)
    socket.on('error', () => {})
    serve(socket)
  })
  server.listen(0, host)
  await once(server, 'listening')
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { server, sockets, port: (server.address() as { port: number }).port }
}

const echo = (socket: Socket): void => void socket.on('data', bytes => socket.write(bytes))

const at = (port: number, host = '127.0.0.1', within = 5_000) => new TcpTransport({ host, port, within })

t.test('every byte goes there and back as it is, in order', async t => {
  const { port } = await peer(t, echo)
  const tcp = at(port)
  const ear = new Ear()
  await tcp.open(ear)
  t.equal(tcp.where, `tcp 127.0.0.1:${port}`)
  const all = toText(Uint8Array.from({ length: 256 }, (_, i) => i))
  for (let i = 0; i < 100; i++) tcp.write(toBytes(all))
  await ear.until(() => ear.text.length >= 100 * 256)
  t.equal(ear.text, all.repeat(100))
  await tcp.close()
  await tcp.close()
  tcp.write(toBytes('nobody'))
  t.same(ear.errors, [])
})

t.test('IPv6, and a name', async t => {
  for (const [host, listening, where] of [
    ['::1', '::1', '[::1]'],
    ['localhost', '127.0.0.1', 'localhost'],
  ] as const) {
    const { port } = await peer(t, echo, listening)
    const tcp = at(port, host)
    const ear = new Ear()
    await tcp.open(ear)
    t.equal(tcp.where, `tcp ${where}:${port}`)
    tcp.write(toBytes('hello'))
    await ear.until(() => ear.text === 'hello')
    await tcp.close()
  }
})

t.test('open already; closed while it is being opened; and again', async t => {
  const { port } = await peer(t, echo)
  const tcp = at(port)
  await tcp.open(new Ear())
  await t.rejects(tcp.open(new Ear()), { code: 'busy' } as LinkError)
  await tcp.close()
  const opening = tcp.open(new Ear())
  tcp.write(toBytes('too early'))
  await Promise.all([t.rejects(opening, { code: 'failed', message: /closed while/ }), tcp.close()])
  const ear = new Ear()
  await tcp.open(ear)
  tcp.write(toBytes('x'))
  await ear.until(() => ear.text === 'x')
  await tcp.close()
})

t.test('nothing listens', async t => {
  const { server, port } = await peer(t)
  server.close()
  await once(server, 'close')
  for (const host of ['127.0.0.1', 'localhost']) {
    const refused = {
      name: 'LinkError',
      code: 'missing',
      message: new RegExp(`^Nothing listens at ${host}:${port}\\. `),
    }
    await t.rejects(at(port, host).open(new Ear()), refused)
  }
})

t.test('it listens, and never takes the connection', async t => {
  // A process that stands still: the system takes as many connections as fit into its row, and then no more.
  const program = `
    const server = require('node:net').createServer()
    server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(server.address().port))`
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  t.teardown(() => child.kill('SIGKILL'))
  const port = Number(String((await once(child.stdout, 'data'))[0]))
  child.kill('SIGSTOP')
  const filling = Array.from({ length: 8 }, () => connect(port, '127.0.0.1').on('error', () => {}))
  t.teardown(() => filling.map(socket => socket.destroy()))
  await Promise.race(filling.map(socket => once(socket, 'connect')))
  await t.rejects(at(port, '127.0.0.1', 300).open(new Ear()), { code: 'missing', message: /does not answer\. Is the/ })
})

t.test('why there is no connection, in words', async t => {
  const of = { host: 'sampler.local', port: 8_266 }
  const table: [string, string, RegExp][] = [
    ['ECONNREFUSED', 'missing', /^Nothing listens at sampler\.local:8266\. .* is 8266 its port/],
    ['ENOTFOUND', 'missing', /called "sampler\.local"/],
    ['EAI_AGAIN', 'missing', /who "sampler\.local" is/],
    ['EHOSTUNREACH', 'missing', /no way to sampler\.local:8266/],
    ['ENETUNREACH', 'missing', /no way to/],
    ['ETIMEDOUT', 'missing', /does not answer/],
    ['ECONNRESET', 'missing', /breaks every connection off/],
    ['EACCES', 'permission', /firewall/],
    ['EWHATEVER', 'failed', /no connection to sampler\.local:8266: boom\./],
  ]
  for (const [code, kind, message] of table) {
    const cause = Object.assign(new Error('boom'), { code })
    t.match(notConnected(of, 'sampler.local:8266', cause), { code: kind, message, cause }, code)
  }
  const first = (code: string) => Object.assign(new Error('boom'), { code })
  for (const [errors, message] of [
    [[first('EWHATEVER'), first('ECONNREFUSED')], /no connection to sampler\.local:8266: boom\.$/],
    [[first('EHOSTUNREACH'), first('EWHATEVER')], /^There is no way to sampler/],
  ] as const) {
    const cause = new AggregateError(errors)
    t.match(notConnected(of, 'sampler.local:8266', cause), { message, cause }, 'of several addresses, the first')
  }
  for (const [code, kind, message] of [
    ['ECONNRESET', 'unplugged', /^The device at x:1 is gone: it broke/],
    ['ETIMEDOUT', 'unplugged', /is gone: it no longer answers/],
    ['EPIPE', 'unplugged', /it closed/],
    ['EWHATEVER', 'failed', /^The connection to x:1 failed: boom\./],
  ] as const) {
    t.match(lostBy('x:1', Object.assign(new Error('boom'), { code })), { code: kind, message }, code)
  }
})

t.test('a name that nobody has', async t => {
  // ".invalid" belongs to nobody (RFC 2606); without a name server it cannot even be asked for.
  await t.rejects(at(1, 'sampler.invalid').open(new Ear()), { code: 'missing', message: /"sampler\.invalid"/ })
})

t.test('the end of a connection: told once, whatever it was like', async t => {
  const ends: [string, RegExp, (socket: Socket) => void][] = [
    ['closed', /closed the connection/, socket => socket.destroy()],
    ['half closed: it says no more, and would still listen', /closed the connection/, socket => socket.end()],
    ['reset', /is gone: it broke the connection off/, socket => socket.resetAndDestroy()],
    ['in the middle of a reply', /closed the connection/, socket => socket.end('A 1.')],
  ]
  for (const [name, message, leave] of ends) {
    const { port } = await peer(t, socket => socket.on('data', () => leave(socket)))
    const tcp = at(port)
    const ear = new Ear()
    await tcp.open(ear)
    tcp.write(toBytes('x'))
    await ear.until(() => ear.errors.length > 0)
    t.match(ear.errors, [{ name: 'LinkError', code: 'unplugged', message }], name)
    t.equal(ear.text, name.endsWith('reply') ? 'A 1.' : '', 'what came before the end is heard')
    tcp.write(toBytes('still there?'))
    await t.resolves(tcp.open(ear), 'and it opens again')
    await tcp.close()
    t.equal(ear.errors.length, 1)
  }
})

t.test('nothing is told of an end that was wanted', async t => {
  const { port, sockets } = await peer(t)
  const tcp = at(port)
  const ear = new Ear()
  await tcp.open(ear)
  while (sockets.size === 0) await new Promise(resolve => setTimeout(resolve, 1))
  for (const socket of sockets) socket.destroy()
  await tcp.close()
  t.same(ear.errors, [])
})

t.test('a peer that reads nothing: what waits for it is bounded, and the link counts as lost', async t => {
  const { port } = await peer(t, socket => socket.pause())
  const tcp = at(port)
  const ear = new Ear()
  await tcp.open(ear)
  tcp.write(toBytes('W 1\n'))
  t.equal(tcp.waiting, 0, 'what the system takes does not wait here')
  let written = 0
  let waited = 0
  while (ear.errors.length === 0 && written < 64 * 1024 * 1024) {
    tcp.write(new Uint8Array(16 * 1024))
    written += 16 * 1024
    waited = Math.max(waited, tcp.waiting)
    t.same(ear.errors, ear.errors.slice(0, 0), 'nothing is told within a call')
    await new Promise(resolve => setImmediate(resolve))
  }
  t.match(ear.errors, [{ code: 'failed', message: /takes nothing any more/ }])
  t.ok(waited > 0, 'and what waits is said to')
  t.equal(tcp.waiting, 0)
  t.ok(written < 64 * 1024 * 1024, `after ${written} bytes, most of them in the buffers of the system`)
})

t.test('given up with bytes unread: an end for the peer, no reset', async t => {
  const errors: Error[] = []
  let left: () => void
  const over = new Promise<void>(resolve => {
    left = resolve
  })
  const { port } = await peer(t, socket => {
    socket.write(Buffer.alloc(16 * 1024 * 1024))
    socket.on('error', error => errors.push(error))
    socket.on('end', () => socket.destroy()).resume()
    socket.on('close', () => left())
  })
  const tcp = at(port)
  let leaving: Promise<void> | undefined
  await tcp.open({
    // The first of much more that is here already.
    heard() {
      leaving ??= tcp.close()
    },
    closed: error => errors.push(error),
  })
  await over
  await leaving
  t.same(errors, [])
})
