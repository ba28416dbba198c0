import { join } from 'node:path'
import t from 'tap'
import { findPlaces } from '../../daemon/cli/places.ts'
import { type House, openHouse } from '../../daemon/house.ts'
import { Connections, loadStation } from '../../daemon/station/index.ts'
import { drivers, simulators } from '../../drivers/catalog/index.ts'
import { realClock } from '../../drivers/hosts/real-clock.ts'
import { driverOf } from '../../drivers/profiles/index.ts'

const folder = new URL('../../examples/bench', import.meta.url).pathname

/** The example in its house, on real processes: all of the daemon but its gateway. */
async function bench(t: { testdir(): string; teardown(fn: () => unknown): void }) {
  const station = loadStation(folder, { drivers, simulators, profiles: { driverOf, shipped: findPlaces().profiles } })
  const connections = new Connections(join(t.testdir(), 'data'))
  const house: House = openHouse({
    turn: { clock: realClock, endOfTurn: fn => void setImmediate(fn) },
    epoch: 'e1',
    station: { title: station.title, version: '1' },
    devices: station.devices.map(device => connections.connect(device)),
    latches: [],
    persist: () => undefined,
    admit: () => ({}),
    wallClock: () => 0,
    fatal: error => {
      throw error
    },
  })
  t.teardown(async () => {
    await house.close('done')
    await connections.end()
  })
  const value = (key: string) => house.state.keys.get(key)?.value.value
  const until = async (condition: () => boolean): Promise<void> => {
    while (!condition()) await new Promise<void>(resolve => realClock.after(20, resolve))
  }
  house.post({ type: 'attached', session: 's', connection: 1 })
  let command = 0
  const set = async (control: string, wanted: number | boolean) => {
    const { revision, stopGeneration } = house.state
    const own = { t: 'cmd', op: 'set', epoch: 'e1', command: ++command, gesture: command, elapsed: 0 } as const
    const cmd = { ...own, control, value: wanted, basis: revision, seen: realClock.now(), stopGeneration }
    house.post({ type: 'requested', session: 's', connection: 1, cmd })
    const out = () => house.state.sessions.get('s')?.ended.get(own.command)?.out
    await until(() => out() !== undefined)
    return out()
  }
  /** An instrument refuses now and then, of itself: then it is asked again, as a person would. */
  const insist = async (control: string, wanted: number | boolean): Promise<void> => {
    for (let i = 0; i < 5; i++) {
      const out = await set(control, wanted)
      if (out && 'outcome' in out && out.outcome === 'done') return
    }
    throw new Error(`${control} could not be set to ${wanted}`)
  }
  return { station, value, until, insist }
}

t.test('in the daemon, too, the multimeter measures what the supply does', async t => {
  const { station, value, until, insist } = await bench(t)
  t.match(
    station.devices.map(({ name, driverName, connection }) => ({ name, driverName, connection })),
    [
      { name: 'psu', driverName: 'scpi', connection: { kind: 'simulated', bench: 'bench' } },
      { name: 'dmm', driverName: 'scpi', connection: { kind: 'simulated', bench: 'bench' } },
      { name: 'weather', driverName: 'line', connection: { kind: 'simulated', by: { kind: 'serial' } } },
    ]
  )
  await until(() => ['psu.voltage', 'dmm.reading', 'weather.temperature'].every(key => value(key) !== undefined))
  await until(() => value('psu.output') === false && value('psu.current') !== undefined)
  await insist('psu.voltage', 8)
  await insist('psu.current', 2)
  await insist('psu.output', true)
  await until(() => Math.abs(Number(value('dmm.reading')) - 8) < 0.01)
  t.ok(Math.abs(Number(value('dmm.reading')) - 8) < 0.01)
})
