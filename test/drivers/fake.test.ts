import t from 'tap'
import plate from '../../drivers/catalog/plate/driver.ts'
import simulator from '../../drivers/catalog/plate/simulator.ts'
import { toText } from '../../drivers/framing.ts'
import type { MachineMaker } from '../../drivers/machine.ts'
import { seededRandom } from '../../drivers/simulation/random.ts'
import { FakeTransport } from '../../drivers/transports/fake.ts'
import type { LinkError, TransportListener } from '../../drivers/transports/transport.ts'
import { VirtualClock } from '../virtual-clock.ts'

/** Says at once whatever it hears. */
const parrot: MachineMaker = host => ({ receive: bytes => host.send(bytes), order() {}, stop() {} })

function link(machine = parrot, latency = 0) {
  const clock = new VirtualClock()
  const seen: string[] = []
  const wire: string[] = []
  const transport = new FakeTransport({
    clock,
    random: seededRandom(1),
    machine,
    latency,
    wire: (way, bytes) => wire.push(`${clock.now()} ${way} ${toText(bytes)}`),
  })
  const listener: TransportListener = {
    heard: bytes => seen.push(`${clock.now()} ${toText(bytes)}`),
    closed: error => seen.push(`${clock.now()} ${error.code}`),
  }
  const write = (text: string) => transport.write(Uint8Array.from(text, character => character.charCodeAt(0)))
  return { clock, seen, wire, transport, listener, write }
}

t.test('nothing is heard before it is open, nothing after it is closed', async t => {
  const { clock, seen, wire, transport, listener, write } = link()
  write('too early')
  await clock.pass(10)
  await transport.open(listener)
  write('a')
  t.same(seen, [], 'nothing happens inside a call')
  await clock.pass(10)
  t.same(seen, ['10 a'])
  write('b')
  await transport.close()
  write('c')
  await transport.close()
  await clock.pass(10)
  t.same(seen, ['10 a'], 'and a close is not told to who asked for it')
  t.same(wire, ['10 out a', '10 in a', '20 out b'])
})

t.test('what was under way in one life does not arrive in the next', async t => {
  const { clock, seen, transport, listener, write } = link(parrot, 5)
  await transport.open(listener)
  write('old')
  await clock.pass(7)
  await transport.close()
  await transport.open(listener)
  write('new')
  await clock.pass(100)
  t.same(seen, ['17 new'])
})

t.test('order is kept, and each way takes its time', async t => {
  const { clock, seen, transport, listener, write } = link(parrot, 5)
  await transport.open(listener)
  for (const text of ['a', 'b', 'c']) write(text)
  await clock.pass(9)
  t.same(seen, [])
  await clock.pass(1)
  t.same(seen, ['10 a', '10 b', '10 c'])
})

t.test('open twice is busy; unplugged is missing', async t => {
  const { transport, listener } = link()
  await transport.open(listener)
  await t.rejects(transport.open(listener), { name: 'LinkError', code: 'busy' } as LinkError)
  await transport.close()
  transport.unplug()
  await t.rejects(transport.open(listener), { name: 'LinkError', code: 'missing' } as LinkError)
  transport.replug()
  await t.resolves(transport.open(listener))
})

t.test('unplug: told once, later; bytes under way are lost; comes back after its time', async t => {
  const { clock, seen, transport, listener, write } = link(parrot, 1)
  await transport.open(listener)
  write('lost')
  transport.unplug(100)
  transport.unplug(200)
  write('nobody')
  t.same(seen, [])
  await clock.pass(199)
  t.same(seen, ['1 unplugged'])
  t.notOk(transport.plugged)
  await clock.pass(1)
  await transport.open(listener)
  write('back')
  await clock.pass(5)
  t.same(seen, ['1 unplugged', '202 back'])
})

t.test('a close overtakes the news of the unplugging', async t => {
  const { clock, seen, transport, listener } = link()
  await transport.open(listener)
  transport.unplug(10)
  await transport.close()
  await clock.pass(10)
  await transport.open(listener)
  await clock.pass(10)
  t.same(seen, [])
})

t.test('the plate, and its plug pulled in the middle of a reply', async t => {
  const { clock, seen, transport, listener } = link(simulator)
  await transport.open(listener)
  transport.write(plate.framing.encode('ID?', '01'))
  await clock.pass(50)
  t.match(seen, [/ 01 PLATE 3\.1/])
  transport.machine.order({ order: 'hang', for: 1_000 })
  transport.write(plate.framing.encode('ID?', '02'))
  await clock.pass(500)
  transport.machine.order({ order: 'unplug', for: 100 })
  await clock.pass(200)
  await transport.open(listener)
  await clock.pass(1_000)
  t.match(seen.slice(1), [/ 02 PLATE$/, / unplugged$/])
  t.equal(seen.length, 3, 'the rest of the reply went with the plug')
})
