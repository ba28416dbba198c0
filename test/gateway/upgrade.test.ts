import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import t from 'tap'
import { WebSocket } from 'ws'
import { SUBPROTOCOL } from '../../protocol/index.ts'
import { openStand } from './stand.ts'

async function refused(
  address: string,
  protocols: string[],
  origin: string
): Promise<{ status: number; text: string }> {
  const socket = new WebSocket(address, protocols, { origin })
  socket.on('error', () => {})
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage]
  let text = ''
  for await (const piece of response) text += String(piece)
  return { status: response.statusCode ?? 0, text }
}

t.test('a socket speaks our subprotocol', async t => {
  const { base, port } = await openStand(t)
  const ws = `ws://127.0.0.1:${port}`
  t.match(await refused(`${ws}/ws`, [], base), { status: 400, text: /subprotocol lockstep\.1 only/ })
  t.match(await refused(`${ws}/ws`, ['lockstep.0'], base), { status: 400, text: /subprotocol/ })
  t.match(await refused(`${ws}/ws`, ['chat', 'lockstep.11'], base), { status: 400, text: /subprotocol/ })
  t.match(await refused(`${ws}/elsewhere`, [SUBPROTOCOL], base), { status: 404, text: /there is one at \/ws/ })
  const socket = new WebSocket(`${ws}/ws?x=1`, ['lockstep.2', SUBPROTOCOL], { origin: base })
  await once(socket, 'open')
  t.equal(socket.protocol, SUBPROTOCOL)
  t.equal(socket.extensions, '', 'nothing is compressed')
  socket.terminate()
})

t.test('what begins like a WebSocket and is none gets a sentence', async t => {
  const { raw, port, alive, base } = await openStand(t)
  const head = `Host: localhost:${port}\r\nOrigin: ${base}\r\nConnection: Upgrade\r\n`
  const socket = `Upgrade: websocket\r\nSec-WebSocket-Protocol: ${SUBPROTOCOL}\r\n`
  const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'
  const table: [string, RegExp][] = [
    [`GET /ws HTTP/1.1\r\n${head}Upgrade: h2c\r\n\r\n`, /400 .*WebSocket only/s],
    [`GET /ws HTTP/1.1\r\n${head}${socket}\r\n`, /400 .*Sec-WebSocket-Key/s],
    [`GET /ws HTTP/1.1\r\n${head}${socket}${key}\r\n`, /400 .*Sec-WebSocket-Version/s],
    [`GET /ws HTTP/1.1\r\n${head}${socket}${key}Sec-WebSocket-Version: 99\r\n\r\n`, /400 .*Sec-WebSocket-Version/s],
    [`POST /ws HTTP/1.1\r\n${head}${socket}${key}Sec-WebSocket-Version: 13\r\n\r\n`, /400 .*method/s],
    [
      `GET /ws HTTP/1.1\r\n${head}${socket}Sec-WebSocket-Protocol: ,,;\r\n${key}Sec-WebSocket-Version: 13\r\n\r\n`,
      /400 /,
    ],
  ]
  for (const [request, answer] of table) t.match(await raw(request), answer)
  t.ok(await alive())
})
