import t from 'tap'
import { openHouse } from '../../daemon/house.ts'
import { Deriver } from '../../daemon/station/deriver.ts'
import { readStation } from '../../daemon/station/index.ts'
import plate from '../../drivers/catalog/plate/driver.ts'
import plateSimulator from '../../drivers/catalog/plate/simulator.ts'
import { seededRandom } from '../../drivers/simulation/random.ts'
import { FakeTransport } from '../../drivers/transports/fake.ts'
import { VirtualClock } from '../virtual-clock.ts'
import { catalog } from './catalog.ts'

/** A house of plates with derived values, in virtual time. */
function lab(folder: string) {
  const clock = new VirtualClock()
  const { station, problems } = readStation(folder, catalog({ drivers: { plate } }))
  if (problems.length > 0) throw new Error(JSON.stringify(problems))
  const transports = new Map<string, FakeTransport>()
  const house = openHouse({
    turn: { clock, endOfTurn: fn => void clock.after(0, fn) },
    epoch: '1.1',
    station: { title: 'Lab', version: '0' },
    devices: station.devices.map(({ name, driver, driverName }) => {
      const transport = new FakeTransport({ clock, random: seededRandom(3), machine: plateSimulator, where: 'here' })
      transports.set(name, transport)
      return { name, driver, driverName, transport, simulated: true }
    }),
    latches: [],
    persist: () => {},
    admit: () => ({}),
    wallClock: () => 0,
    fatal: error => {
      throw error
    },
  })
  const deriver = new Deriver(house, clock)
  deriver.arrange(station.devices.flatMap(({ derived }) => derived))
  const key = (name: string) => house.state.keys.get(name)?.value ?? {}
  return { clock, house, deriver, key, transports }
}

t.test('computed with each reading, also from another that is computed, limits and all', async t => {
  const folder = t.testdir({
    'station.yaml': `devices:
  a:
    driver: plate
    simulate: true
    derive:
      rise: { from: temperature - b.temperature, unit: Cel }
      twice: { from: 2 * rise + 1 }
      warm: { from: temperature > 10 }
      odd: { from: power / (power - power) }
    alarms: { twice: { high: 0.5 }, warm: { on: minor } }
  b: { driver: plate, simulate: true }
`,
  })
  const { clock, key } = lab(folder)
  await clock.pass(3_000)
  const rise = key('a.rise').value as number
  t.equal(typeof rise, 'number')
  t.equal(key('a.twice').value, 2 * rise + 1)
  t.match(key('a.warm'), { value: true, severity: 'minor' })
  t.equal(key('a.twice').severity, 2 * rise + 1 >= 0.5 ? 'minor' : undefined)
  const times = ['a', 'b'].map(name => key(`${name}.temperature`).sampled as number)
  t.ok(Math.abs((key('a.rise').sampled as number) - Math.max(...times)) <= 250, 'as new as its newest source')
  t.match(key('a.odd'), { value: undefined, quality: 'bad', reason: /computes to (NaN|Infinity)/ })
})

t.test('a source that falls silent makes it bad when it is stale, and good again', async t => {
  const folder = t.testdir({
    'station.yaml': `devices:
  a: { driver: plate, simulate: true, derive: { far: { from: b.temperature } } }
  b: { driver: plate, simulate: true }
`,
  })
  const { clock, house, key } = lab(folder)
  await clock.pass(3_000)
  t.equal(key('a.far').quality, undefined)
  t.equal(key('a.far').value, key('b.temperature').value)
  // Its owner is gone without a word: nothing says that its link is lost, and nothing is read.
  const { sampled } = key('b.temperature') as { sampled: number }
  const state = house.state.devices.get('b')
  if (state) for (const poll of state.polls) poll.due = Number.POSITIVE_INFINITY
  await clock.pass(sampled + 900 - clock.now())
  const before = key('a.far').quality
  await clock.pass(400)
  t.same([before, key('a.far').quality], [undefined, 'bad'])
  t.equal(key('a.far').reason, 'b.temperature is stale')
  t.equal(key('a.far').value, key('b.temperature').value, 'what it was stays')
  if (state) for (const poll of state.polls) poll.due = clock.now()
  house.post({ type: 'tick' })
  await clock.pass(1_000)
  t.equal(key('a.far').quality, undefined)
})

t.test('a source whose link is lost makes it uncertain', async t => {
  const folder = t.testdir({
    'station.yaml': `devices:
  a: { driver: plate, simulate: true, derive: { far: { from: b.target } } }
  b: { driver: plate, simulate: true }
`,
  })
  const { clock, house, key } = lab(folder)
  await clock.pass(3_000)
  house.post({ type: 'link', device: 'b', link: { state: 'lost', reason: 'unplugged' } })
  await clock.pass(10)
  t.match(key('a.far'), { quality: 'uncertain', reason: 'b.target: unplugged' })
  house.post({ type: 'link', device: 'a', link: { state: 'lost', reason: 'cut' } })
  t.match(key('a.far'), { quality: 'uncertain', reason: 'cut' }, 'and its own link says so of itself')
})
