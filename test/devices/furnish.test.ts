import t from 'tap'
import { type Furnished, openHouse } from '../../daemon/house.ts'
import { toText } from '../../drivers/framing.ts'
import { FakeTransport } from '../../drivers/transports/fake.ts'
import { VirtualClock } from '../virtual-clock.ts'
import { answerTo, machine, thing } from './rig.ts'

/** A house without devices; each that comes is named by its port, and has one that takes its time to be given back. */
function bench() {
  const clock = new VirtualClock(1_000)
  const opened: string[] = []
  const said: string[] = []
  const ends: (() => void)[] = []
  const device = (port: string, givesBackAfter = 50): Furnished => {
    const make = machine((line, say) => say(answerTo(line)))
    const transport = new FakeTransport({
      clock,
      random: () => 0.5,
      machine: make,
      where: port,
      wire: (way, b) => way === 'out' && said.push(`${port} ${toText(b).trim()}`),
    })
    const open = transport.open.bind(transport)
    const close = transport.close.bind(transport)
    Object.assign(transport, {
      open: (listener: Parameters<typeof open>[0]) => {
        opened.push(port)
        return open(listener)
      },
      close: () => new Promise<void>(done => void clock.after(givesBackAfter, () => close().then(done))),
    })
    return { name: 'x', driver: thing(), driverName: 'thing', transport, simulated: true }
  }
  const house = openHouse({
    turn: { clock, endOfTurn: fn => ends.push(fn) },
    epoch: 'e1',
    station: { title: 'Test', version: '1' },
    devices: [device('first')],
    latches: [],
    persist: () => undefined,
    admit: () => ({}),
    wallClock: () => 0,
    fatal: error => {
      throw error
    },
  })
  const spoken = (port: string) => said.filter(line => line.startsWith(`${port} `)).length
  return { clock, house, device, opened, spoken }
}

t.test('two edits in a row: a device has one owner, that of the last one', async t => {
  const { clock, house, device, opened, spoken } = bench()
  await clock.pass(1_000)
  const second = house.furnish(device('second'))
  const third = house.furnish(device('third'))
  await clock.pass(10)
  t.same(opened, ['first'], 'nobody opens before the first was given back')
  await clock.pass(100)
  await Promise.all([second, third])
  await clock.pass(1_000)
  t.same(opened, ['first', 'third'])
  t.equal(spoken('second'), 0)
  t.equal(house.state.devices.get('x')?.description.where, 'third')
})

t.test('an edit, and the end of it: what was taken out meanwhile is not opened', async t => {
  for (const end of ['dissolve', 'close'] as const) {
    const { clock, house, device, opened } = bench()
    await clock.pass(1_000)
    const comes = house.furnish(device('second'))
    const goes = end === 'close' ? house.close('The end.') : house.dissolve('x')
    await clock.pass(1_000)
    await Promise.all([comes, goes])
    await clock.pass(1_000)
    t.same(opened, ['first'], end)
  }
})
