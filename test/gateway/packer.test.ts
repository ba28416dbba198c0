import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { WebSocket } from 'ws'
import { Packer } from '../../daemon/gateway/packer.ts'

/** Lengths at which the head of a frame changes, and what takes more than a byte. */
const TEXTS = [0, 1, 125, 126, 127, 65_535, 65_536, 200_000]
  .map(n => 'x'.repeat(n))
  .concat('Grüße, °C, 𝄞', 'é'.repeat(63))

t.test('what is packed is read by a WebSocket as it was, each frame by itself', async t => {
  const server = createServer()
  server.on('upgrade', async (request, socket) => {
    const { createHash } = await import('node:crypto')
    const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`
    const accept = createHash('sha1').update(key).digest('base64')
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`
    )
    socket.write(new Packer().pack(TEXTS))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const heard: string[] = []
  await new Promise<void>((resolve, reject) => {
    client.on('error', reject)
    client.on('message', (data: Buffer, binary) => {
      heard.push(binary ? 'binary' : data.toString())
      if (heard.length === TEXTS.length) resolve()
    })
  })
  client.terminate()
  server.close()
  t.same(heard, TEXTS)
})

t.test('packed once for all who are sent the same, in one turn', async t => {
  const packer = new Packer()
  const [a, b] = [
    ['one', 'two'],
    ['one', 'three'],
  ]
  const first = packer.pack(a)
  t.not(packer.pack(b), first)
  t.equal(packer.pack([...a]), first)
  await new Promise(resolve => setImmediate(resolve))
  t.not(packer.pack(a), first, 'and kept no longer')
})
