import t, { type Test } from 'tap'
import type { House } from '../../daemon/house.ts'
import type { Description } from '../../daemon/published/description.ts'
import { Door } from '../../daemon/published/door.ts'
import { type Ground, openPublished } from '../../daemon/published/house.ts'
import { drivers, simulators } from '../../drivers/catalog/index.ts'
import { realClock } from '../../drivers/hosts/real-clock.ts'
import type { MachineMaker } from '../../drivers/machine.ts'
import { driverOf, simulatorOf } from '../../drivers/profiles/index.ts'
import { seededRandom } from '../../drivers/simulation/random.ts'
import type { Session, Surroundings } from '../../ui/session/api.ts'
import { openSession } from '../../ui/session/index.ts'
import { type PortLike, portSurroundings, type ToStation } from '../../ui/session/port.ts'

const lab: Description = {
  lockstepPublication: 1,
  version: '1.2.3',
  title: 'Heat lab',
  devices: [{ name: 'plate', driver: 'plate', title: 'Left plate' }],
  files: [],
}

const ground = (): Ground => ({
  drivers,
  simulators,
  profiles: { driverOf, simulatorOf },
  turn: { clock: realClock, endOfTurn: fn => void setImmediate(fn) },
  random: seededRandom(3),
  wallClock: () => 1_000,
  fatal: error => t.fail(String(error)),
})

/** A worker without a worker: the same messages, the same ports. */
class Stand {
  readonly door: Door
  onerror: ((event: never) => unknown) | null = null
  terminated = false

  constructor(opening: Promise<House>) {
    this.door = new Door(opening)
  }

  postMessage(message: ToStation, ports: never[]): void {
    if (!this.terminated) void this.door.enter(message, ports[0] as unknown as PortLike<unknown, unknown>)
  }

  terminate(): void {
    this.terminated = true
  }
}

function opened(t: Test): House {
  const house = openPublished(lab, ground())
  t.teardown(() => house.close('The test is over.'))
  return house
}

const around = (start: () => Stand): Surroundings => portSurroundings({ world: globalThis, start })

function visit(t: Test, surroundings: Surroundings): Session {
  const session = openSession(surroundings, {})
  t.teardown(() => session.close())
  return session
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(resolve => setTimeout(resolve, 5))
}

const ready = (session: Session): Promise<void> =>
  until(() => session.link.state === 'live' && session.blocked('plate.target') === undefined)

t.test('a station of data: its device, by its title, simulated', async t => {
  const stand = new Stand(Promise.resolve(opened(t)))
  const session = visit(
    t,
    around(() => stand)
  )
  await ready(session)
  t.same(session.key('station.$about')?.value, { title: 'Heat lab', version: '1.2.3' })
  t.match(session.key('plate.$about')?.value, {
    title: 'Left plate',
    driver: 'plate',
    simulated: true,
    where: 'a simulator in this page',
  })
  t.match(session.epoch, /^1\.[0-9a-f]+$/)
})

t.test('who comes before the house is open waits at the door', async t => {
  let open = (_: House): void => {}
  const stand = new Stand(
    new Promise(resolve => {
      open = resolve
    })
  )
  const session = visit(
    t,
    around(() => stand)
  )
  await new Promise(resolve => setTimeout(resolve, 20))
  t.equal(session.link.state, 'connecting')
  open(opened(t))
  await ready(session)
  t.pass('and comes in')
})

t.test('the second path of Stop', async t => {
  const stand = new Stand(Promise.resolve(opened(t)))
  const surroundings = around(() => stand)
  const session = visit(t, surroundings)
  await ready(session)
  const stop = { session: '0'.repeat(32), nonce: 'f'.repeat(32), scope: 'station', reason: 'a test' }
  t.equal(await surroundings.postStop(stop), true, 'confirmed, for a session that nobody knows, too')
  await until(() => session.stopOf('station')?.latched === true)
  t.match(session.stopOf('station'), { nonce: stop.nonce, reason: 'a test' })
  t.equal(await surroundings.postStop({ ...stop, scope: 'nothing' }), false)
})

t.test('a house that fails: everybody is told, nobody gets in any more, the devices are off', async t => {
  const off: string[] = []
  const plate: MachineMaker = host => {
    const machine = (simulators.plate as MachineMaker)(host)
    const stop = (): void => {
      off.push('plate')
      machine.stop()
    }
    return { receive: bytes => machine.receive(bytes), order: order => machine.order(order), stop }
  }
  const house = openPublished(lab, { ...ground(), simulators: { plate } })
  const stand = new Stand(Promise.resolve(house))
  const surroundings = around(() => stand)
  const session = visit(t, surroundings)
  await ready(session)
  stand.door.close('It has failed.')
  await until(() => session.link.state === 'given up')
  t.match(session.link, { reason: 'It has failed.' })
  t.same(off, ['plate'])
  t.equal(await surroundings.postStop({ session: '0'.repeat(32), nonce: 'f'.repeat(32), scope: 'station' }), false)
})

t.test('a house that is wrong about itself is closed from within its own step', async t => {
  let stand: Stand | undefined
  const fatal = (error: unknown) => stand?.door.close(`It has failed: ${(error as Error).message}`)
  const house = openPublished(lab, { ...ground(), fatal })
  stand = new Stand(Promise.resolve(house))
  const session = visit(
    t,
    around(() => stand as Stand)
  )
  await ready(session)
  Object.defineProperty(house.state, 'devices', {
    get() {
      throw new Error('poisoned')
    },
  })
  t.throws(() => house.loop.post({ type: 'tick' }), /poisoned/)
  await until(() => session.link.state === 'given up')
  t.match(session.link, { reason: 'It has failed: poisoned' })
})

t.test('a house that cannot be opened says why', async t => {
  const nothing = { ...lab, devices: [{ name: 'oven', driver: 'oven' }] }
  const opening = (async () => openPublished(nothing, ground()))()
  const session = visit(
    t,
    around(() => new Stand(opening))
  )
  await until(() => session.link.state === 'given up')
  t.match(session.link, {
    reason: 'This station could not be opened. The device "oven" has the driver "oven", which is not here.',
  })
})

t.test('a worker that cannot be loaded is loaded again', async t => {
  const broken = new Stand(new Promise(() => {}))
  const stands = [broken, new Stand(Promise.resolve(opened(t)))]
  let started = 0
  const session = visit(
    t,
    around(() => stands[started++] as Stand)
  )
  await until(() => broken.onerror !== null)
  broken.onerror?.(undefined as never)
  await until(() => session.link.state === 'waiting')
  t.match(session.link, { reason: 'The connection to the station broke.' })
  t.ok(broken.terminated)
  await ready(session)
  t.equal(started, 2)
})
