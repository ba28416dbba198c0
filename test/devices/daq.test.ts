import t from 'tap'
import { openHouse } from '../../daemon/house.ts'
import driver from '../../drivers/catalog/daq/driver.ts'
import simulator from '../../drivers/catalog/daq/simulator.ts'
import { seededRandom } from '../../drivers/simulation/random.ts'
import { FakeTransport } from '../../drivers/transports/fake.ts'
import type { StopState } from '../../protocol/index.ts'
import { VirtualClock } from '../virtual-clock.ts'

t.test('its stop is confirmed by what its output reads, and not where somebody turns the knob', async t => {
  const clock = new VirtualClock(1_000)
  const transport = new FakeTransport({ clock, random: seededRandom(3), machine: simulator, latency: 1 })
  const house = openHouse({
    turn: { clock, endOfTurn: () => undefined },
    epoch: 'e1',
    station: { title: 'Test', version: '1' },
    devices: [{ name: 'daq', driver, driverName: 'daq', transport, simulated: true }],
    latches: [],
    persist: () => undefined,
    admit: () => ({}),
    wallClock: () => 0,
    fatal: error => {
      throw error
    },
  })
  const value = (key: string) => house.state.keys.get(key)?.value.value
  const turn = (volts: number) => transport.machine.order({ order: 'set', name: 'output', value: volts })
  await clock.pass(2_000)
  turn(2.5)
  await clock.pass(100)
  t.equal(value('daq.output'), 2.5)
  house.loop.post({ type: 'stopRequested', session: 's', stop: { t: 'stop', nonce: '1'.repeat(32), scope: 'daq' } })
  await clock.pass(300)
  t.equal(value('daq.output'), 0)
  t.equal((value('daq.$stop') as unknown as StopState).confirmed, true)
  turn(1)
  await clock.pass(2_000)
  t.equal((value('daq.$stop') as unknown as StopState).confirmed, false, 'it is asked again, once a second')
  await house.close('done')
})
