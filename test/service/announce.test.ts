import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import Bonjour from 'bonjour-service'
import t from 'tap'
import { announce } from '../../daemon/service/announce.ts'

/** Multicast DNS among ourselves: on loopback, at a port that nobody else has. */
async function quietCorner() {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  return { port, interface: '127.0.0.1', bind: '224.0.0.251' }
}

t.test('a station is found by its title, with its name and its port, and gone when it ends', async t => {
  const mdns = await quietCorner()
  const log: string[] = []
  const announced = announce({
    title: 'Heat lab',
    port: 8_400,
    names: ['heat-lab.local'],
    log: sentence => log.push(sentence),
    mdns,
  })
  const looker = new Bonjour(mdns)
  t.teardown(() => looker.destroy())
  const browser = looker.find({ type: 'http' })
  const [found] = (await once(browser, 'up')) as [{ name: string; host: string; port: number; txt: unknown }]
  t.match(found, { name: 'Heat lab', host: 'heat-lab.local', port: 8_400, txt: { path: '/' } })
  const down = once(browser, 'down')
  await announced.close()
  const [gone] = (await down) as [{ name: string }]
  t.equal(gone.name, 'Heat lab')
  t.same(log, [])
})

t.test('a network that takes nothing is said once, and ends nothing', async t => {
  const log: string[] = []
  const wrong = { port: 1, interface: '203.0.113.1' }
  const announced = announce({
    title: 'x',
    port: 1,
    names: ['x.local'],
    log: sentence => log.push(sentence),
    mdns: wrong,
  })
  await new Promise(resolve => setTimeout(resolve, 300))
  await announced.close()
  t.equal(log.length, 1)
  t.match(log[0], /cannot be announced as x\.local/)
})

t.test('without a name nothing is announced', async () => {
  await announce({ title: 'x', port: 1, names: [], log: () => {} }).close()
})
