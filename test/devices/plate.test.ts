import t from 'tap'
import { openHouse } from '../../daemon/house.ts'
import driver from '../../drivers/catalog/plate/driver.ts'
import simulator from '../../drivers/catalog/plate/simulator.ts'
import { toText } from '../../drivers/framing.ts'
import { seededRandom } from '../../drivers/simulation/random.ts'
import { FakeTransport } from '../../drivers/transports/fake.ts'
import type { Cmd, StopState } from '../../protocol/index.ts'
import { VirtualClock } from '../virtual-clock.ts'

/** The plate in its house: everything shipped but the gateway and the serial port. */
async function oven() {
  const clock = new VirtualClock(1_000)
  const bytes: string[] = []
  const transport = new FakeTransport({
    clock,
    random: seededRandom(3),
    machine: simulator,
    latency: 1,
    wire: (way, b) => way === 'out' && bytes.push(toText(b).replace(/^.. |\*..\s*$/g, '')),
  })
  transport.machine.order({ order: 'refuse', chance: 0 })
  const house = openHouse({
    turn: { clock, endOfTurn: () => undefined },
    epoch: 'e1',
    station: { title: 'Test', version: '1' },
    devices: [{ name: 'plate', driver, driverName: 'plate', transport, simulated: true }],
    latches: [],
    persist: () => undefined,
    admit: () => ({}),
    wallClock: () => 0,
    fatal: error => {
      throw error
    },
  })
  house.loop.post({ type: 'attached', session: 's', connection: 1 })
  await clock.pass(3_000)
  let command = 0
  const send = (control: string, patch: Partial<Cmd>) => {
    const { revision, stopGeneration } = house.state
    const seen = clock.now()
    const cmd: Cmd = {
      t: 'cmd',
      epoch: 'e1',
      command: ++command,
      control,
      op: 'set',
      gesture: command,
      basis: revision,
      seen,
      elapsed: 0,
      stopGeneration,
      ...patch,
    }
    house.loop.post({ type: 'requested', session: 's', connection: 1, cmd })
    return () => house.state.sessions.get('s')?.ended.get(cmd.command)?.out
  }
  return { house, clock, transport, bytes, send }
}

t.test('everything of it is read, set and called', async t => {
  const { house, clock, bytes, send } = await oven()
  for (const name of ['temperature', 'target', 'power', 'heater', 'fan', 'door']) {
    const { value, received, sampled, locked } = house.state.keys.get(`plate.${name}`)!.value
    t.ok(value !== undefined && received! > sampled! && locked === undefined, name)
  }
  const ends = [
    send('plate.target', { value: 120.5 }),
    send('plate.heater', { value: true }),
    send('plate.tare', { op: 'call' }),
  ]
  await clock.pass(6_000)
  for (const end of ends) t.match(end(), { outcome: 'done' })
  t.match(
    bytes.filter(text => /^(S \d|H \d|TARE)/.test(text)),
    ['S 120.50', 'H 1', 'TARE'],
    'once each, in their order'
  )
  t.ok((house.state.keys.get('plate.temperature')?.value.value as number) > 30, 'and it gets warm')
})

t.test('stop: one byte, at once, and the plate confirms it', async t => {
  const { house, clock, bytes, send } = await oven()
  const on = send('plate.heater', { value: true })
  await clock.pass(3_000)
  t.match(on(), { outcome: 'done' })
  const stop = { t: 'stop', nonce: '0'.repeat(32), scope: 'station' } as const
  house.loop.post({ type: 'stopRequested', session: 's', stop })
  t.same(bytes.slice(-2), ['!', 'H?'], 'and its heater is read in the same turn, behind it')
  await clock.pass(2_000)
  t.match(house.state.keys.get('station.$stop')?.value.value as StopState, { latched: true, wrote: 0, confirmed: true })
  t.equal(house.state.keys.get('plate.heater')?.value.value, false)
})

t.test(
  'its plug is pulled in the middle of everything: it comes back by itself, and every command has ended',
  async t => {
    const { house, clock, transport, send } = await oven()
    const ends: ReturnType<typeof send>[] = []
    for (let i = 0; i < 50; i++) {
      ends.push(send('plate.target', { value: i, final: i % 7 === 0 }))
      if (i === 25) transport.unplug(700)
      await clock.pass(40)
    }
    await clock.pass(5_000)
    for (const end of ends) t.ok(end())
    t.equal(house.state.devices.get('plate')?.link.state, 'up')
    const last = send('plate.target', { value: 77 })
    await clock.pass(2_000)
    t.match(last(), { outcome: 'done' })
  }
)
