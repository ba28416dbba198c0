/**
 * The whole station in a worker of a browser: the modules of the daemon, the
 * driver and the plate itself, without a server. Only ports, transport and ledger differ.
 */
import { openHouse } from '../../../daemon/house.ts'
import plate from '../../../drivers/catalog/plate/driver.ts'
import machine from '../../../drivers/catalog/plate/simulator.ts'
import { realClock } from '../../../drivers/hosts/real-clock.ts'
import { seededRandom } from '../../../drivers/simulation/random.ts'
import { FakeTransport } from '../../../drivers/transports/fake.ts'

interface Scope {
  onmessage: (event: { readonly ports: readonly MessagePort[] }) => void
}

const transport = new FakeTransport({ clock: realClock, random: seededRandom(5), machine, where: 'this page' })
const house = openHouse({
  turn: { clock: realClock, endOfTurn: fn => void setTimeout(fn, 0) },
  epoch: '1.worker',
  station: { title: 'A station in a page', version: '0' },
  devices: [{ name: 'plate', driver: plate, driverName: 'plate', transport, simulated: true }],
  latches: [],
  persist: () => undefined,
  admit: () => true,
  wallClock: () => Date.now(),
  fatal: error => {
    throw error
  },
})

// Each page that comes is a port: text frames, and null for "closed".
;(globalThis as unknown as Scope).onmessage = ({ ports: [port] }) => {
  if (!port) return
  const receiver = house.sessions.open({
    send: frames => {
      for (const frame of frames) port.postMessage(frame)
    },
    close: () => port.postMessage(null),
  })
  port.onmessage = ({ data }) => (data === null ? receiver.closed() : receiver.heard(data as string))
}
