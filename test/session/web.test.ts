import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import WebSocket, { WebSocketServer } from 'ws'
import { webSurroundings } from '../../ui/session/index.ts'
import { VirtualClock } from '../virtual-clock.ts'

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return JSON.parse(Buffer.concat(parts).toString())
}

t.test('the surroundings of a program: ticket, both paths of stop, socket, time', async t => {
  const asked: unknown[] = []
  const server = createServer(async (request, response) => {
    asked.push([request.method, request.url, request.headers.origin, await bodyOf(request)])
    response.end(JSON.stringify(request.url === '/ticket' ? { ticket: 'abc' } : { confirmed: true }))
  })
  const sockets = new WebSocketServer({ server, path: '/ws' })
  sockets.on('connection', (socket, request) => {
    asked.push(['socket', socket.protocol, request.headers.origin])
    socket.on('message', data => socket.send(`you said ${data}`))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    sockets.close()
    server.close()
  })
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const around = webSurroundings({ origin, world: globalThis, WebSocket, sayOrigin: true })

  t.equal(await around.ticket(), 'abc')
  const body = { session: 's', nonce: 'n', scope: 'station' }
  t.equal(await around.postStop(body), true)
  const heard = await new Promise(resolve => {
    const socket = around.connect({
      opened: () => socket.send('hello'),
      heard: text => {
        resolve(text)
        socket.close()
      },
      closed: () => {},
    })
  })
  t.equal(heard, 'you said hello')
  t.same(asked, [
    ['POST', '/ticket', origin, {}],
    ['POST', '/stop', origin, body],
    ['socket', 'lockstep.1', origin],
  ])
  t.match(around.randomHex(), /^[0-9a-f]{32}$/)
  t.not(around.randomHex(), around.randomHex())
  const from = around.clock.now()
  const forget = around.clock.after(1, () => t.fail('it was forgotten'))
  forget()
  await new Promise<void>(resolve => around.clock.after(5, resolve))
  t.ok(around.clock.now() > from)
})

t.test('a request that hangs is given up after four seconds', async t => {
  const timers = new VirtualClock()
  const asked: { path: string; keepalive: boolean; signal: AbortSignal }[] = []
  const world = {
    ...{ AbortController, crypto, performance },
    fetch: (url: string, { keepalive, signal }: { keepalive: boolean; signal: AbortSignal }) => {
      asked.push({ path: new URL(url).pathname, keepalive, signal })
      return new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))))
    },
    setTimeout: (fn: () => void, ms: number) => timers.after(ms, fn),
    clearTimeout: (forget: () => void) => forget(),
  }
  const around = webSurroundings({ origin: 'http://nowhere', world, WebSocket })
  const ends: Promise<unknown>[] = [around.ticket(), around.postStop({ session: 's', nonce: 'n', scope: 'station' })]
  const rejected = Promise.all(ends.map(end => t.rejects(end, /aborted/)))
  await timers.pass(3_999)
  t.same(
    asked.map(({ path, keepalive, signal }) => [path, keepalive, signal.aborted]),
    [
      ['/ticket', false, false],
      ['/stop', true, false],
    ]
  )
  await timers.pass(1)
  await rejected
  t.equal(timers.next, undefined, 'no timer is left')
})

t.test('a program shows its token everywhere; who is not let in is told to log in', async t => {
  const seen: unknown[] = []
  let status = 200
  const world = {
    ...{ AbortController, crypto, performance, setTimeout, clearTimeout },
    fetch: async (_: string, { headers }: { headers: Record<string, string> }) => {
      seen.push(headers.authorization)
      return { ok: status === 200, status, json: async () => ({ ticket: 'abc', confirmed: true }) }
    },
  }
  class Socket {
    onopen = null
    onclose = null
    onerror = null
    onmessage = null
    constructor(_url: string, _protocol: string, options?: { headers?: { authorization?: string } }) {
      seen.push(options?.headers?.authorization)
    }
    send(): void {}
    close(): void {}
  }
  const around = webSurroundings({ origin: 'http://nowhere', world, WebSocket: Socket, token: 'secret' })
  await around.ticket()
  await around.postStop({ session: 's', nonce: 'n', scope: 'station' })
  around.connect({ opened: () => {}, heard: () => {}, closed: () => {} })
  t.same(seen, ['Bearer secret', 'Bearer secret', 'Bearer secret'])
  status = 401
  await t.rejects(around.ticket(), { name: 'LoginNeeded' })
  status = 503
  await t.rejects(around.ticket(), { message: /refused/ })
})

t.test('a daemon that is not there: a rejection and a closed socket, nothing thrown', async t => {
  const around = webSurroundings({ origin: 'http://127.0.0.1:1', world: globalThis, WebSocket })
  await t.rejects(around.ticket())
  await new Promise<void>(resolve => {
    around.connect({ opened: () => {}, heard: () => {}, closed: resolve })
  })
})
