import { rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { Event, Job } from '../../daemon/core/index.ts'
import { describe as describeDevice, Owner } from '../../daemon/devices/index.ts'
import host from '../../drivers/catalog/host/driver.ts'
import simulator from '../../drivers/catalog/host/simulator.ts'
import { realClock } from '../../drivers/hosts/real-clock.ts'
import { seededRandom } from '../../drivers/simulation/random.ts'
import { FakeTransport } from '../../drivers/transports/fake.ts'
import { FileTransport } from '../../drivers/transports/file.ts'
import type { Clock, Transport } from '../../drivers/transports/transport.ts'
import type { Scalar } from '../../protocol/index.ts'
import { VirtualClock } from '../virtual-clock.ts'
import { lay, PI } from './fixtures.ts'

type Property = keyof typeof host.properties
type Files = Parameters<typeof lay>[1]

/** The driver's owner on a link, and what it reads. */
class Reader {
  readonly owner: Owner
  readonly #events: Event[] = []
  #wake: () => void = () => {}

  constructor(transport: Transport, clock: Clock = realClock) {
    const post = (event: Event): void => {
      this.#events.push(event)
      this.#wake()
    }
    this.owner = new Owner({ name: 'host', driver: host, transport, clock, post, release: () => true })
  }

  /** Resolves with how it is called. */
  async open(): Promise<string | undefined> {
    this.owner.open()
    const { link } = await this.#until(event => event.type === 'link' && /up|waiting/.test(event.link.state), 'link')
    return link.identity ?? link.reason
  }

  /** What it reads; a sentence where it cannot. */
  async read(property: Property): Promise<Scalar> {
    const job: Job = { kind: 'read', property }
    this.owner.converse(job)
    const { answer } = await this.#until(event => event.type === 'answered', 'answered')
    if (answer.is === 'read') return answer.reading.value
    return 'why' in answer ? answer.why : answer.is
  }

  async #until<T extends Event['type']>(is: (event: Event) => boolean, _: T): Promise<Event & { type: T }> {
    for (;;) {
      const found = this.#events.splice(0).find(is)
      if (found) return found as Event & { type: T }
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
    }
  }
}

/** A computer of files, which a test may change. */
async function computer(t: Test, files: Files = PI) {
  const base = lay(t.testdir({}), files)
  const reader = new Reader(new FileTransport({ ...host.transport, base }))
  t.teardown(() => reader.owner.close())
  const identity = await reader.open()
  return {
    reader,
    identity,
    change: (changed: Files) => lay(base, changed),
    gone: (path: string) => rmSync(join(base, path)),
  }
}

const without = (files: Files, part: RegExp): Files =>
  Object.fromEntries(Object.entries(files).filter(([path]) => !part.test(path)))

const FIRST = 'it is measured between two readings, and this was the first'

t.test('a Raspberry Pi: who it is, and what its files say', async t => {
  const { reader, identity } = await computer(t)
  t.equal(identity, 'lab-pi, Raspberry Pi 4 Model B Rev 1.4, Linux 6.6.31+rpt-rpi-v8')
  const table: [Property, Scalar][] = [
    ['loadAverage', 0.52],
    ['temperature', 48.686],
    ['memoryTotal', 977],
    ['memoryAvailable', 500],
    ['memoryUsed', 477],
    ['swap', 50],
    ['uptime', 600],
    ['undervoltage', false],
    ['throttled', false],
  ]
  for (const [property, value] of table) t.equal(await reader.read(property), value, property)
  t.equal((await reader.read('memory'))?.toString().slice(0, 5), '48.82')
})

t.test('the load is that of the time since the reading before', async t => {
  const { reader, change } = await computer(t)
  t.equal(await reader.read('load'), FIRST, 'one reading of a counter says nothing')
  t.equal(await reader.read('load'), FIRST, 'nor do two within one tick')
  // 400 ticks more: 100 of them busy, 20 waited for a disk. What guests took is in user already.
  change({ '/proc/stat': 'cpu  4785 150 1140 16530 540 0 30 0 70 0\ncpu0 1 2 3 4 5\n' })
  t.equal(await reader.read('load'), 25)
  change({ '/proc/stat': 'cpu  4785 150 1140 16900 530 0 30 0 70 0\n' })
  t.equal(await reader.read('load'), 0, 'what is corrected downwards is no load below 0')
  change({ '/proc/stat': 'nonsense\n' })
  t.match(await reader.read('load'), /does not begin with the ticks/)
})

t.test('a fresh link begins anew, and two computers are not mixed', async t => {
  const one = await computer(t)
  const other = await computer(t)
  await one.reader.read('load')
  t.equal(await other.reader.read('load'), FIRST)
  one.change({ '/proc/stat': 'cpu  4805 150 1120 16550 520 0 30 0 0 0\n' })
  t.equal(await one.reader.read('load'), 25)
  await one.reader.owner.close()
  await one.reader.open()
  t.equal(await one.reader.read('load'), FIRST)
})

t.test('traffic is that of physical interfaces, each compared with itself', async t => {
  const { reader, change, gone } = await computer(t)
  t.equal(await reader.read('networkIn'), FIRST)
  t.equal(await reader.read('networkOut'), FIRST, 'each way by itself')
  change({
    '/proc/uptime': '602.25 2108.11\n',
    '/sys/class/net/eth0/statistics/rx_bytes': '1040000\n',
    '/sys/class/net/wlan0/statistics/rx_bytes': '2010000\n',
    '/sys/class/net/br0/statistics/rx_bytes': '9000000\n',
    '/sys/class/net/lo/statistics/rx_bytes': '99000000\n',
  })
  t.equal(await reader.read('networkIn'), 25, '50 kB in 2 s; what passes a bridge is counted once')
  t.equal(await reader.read('networkOut'), 0)
  change({
    '/proc/uptime': '604.25 2116.11\n',
    '/sys/class/net/eth0/statistics/rx_bytes': '1060000\n',
    '/sys/class/net/wlan0/statistics/rx_bytes': '7\n',
    '/sys/class/net/usb0/device/uevent': 'DRIVER=cdc_ether\n',
    '/sys/class/net/usb0/statistics/rx_bytes': '8000000\n',
  })
  t.equal(await reader.read('networkIn'), 10, 'who is new, or counts anew, says nothing this time')
  for (const name of ['eth0', 'wlan0', 'usb0']) gone(`/sys/class/net/${name}/device/uevent`)
  t.equal(await reader.read('networkIn'), null, 'no interface, no traffic')
})

t.test('the best thermometer there is', async t => {
  const none = without(PI, /thermal|hwmon/)
  const table: [string, Files, Scalar][] = [
    ['none: that is no fault', {}, null],
    [
      'a battery is not the processor',
      { '/sys/class/hwmon/hwmon0/name': 'BAT0\n', '/sys/class/hwmon/hwmon0/temp1_input': '30000\n' },
      null,
    ],
    ['a zone without a temperature', { '/sys/class/thermal/thermal_zone0/type': 'cpu-thermal\n' }, null],
    [
      'the package of a PC before its board',
      {
        '/sys/class/thermal/thermal_zone0/type': 'acpitz\n',
        '/sys/class/thermal/thermal_zone0/temp': '27800\n',
        '/sys/class/hwmon/hwmon0/name': 'nvme\n',
        '/sys/class/hwmon/hwmon0/temp1_input': '39850\n',
        '/sys/class/hwmon/hwmon3/name': 'k10temp\n',
        '/sys/class/hwmon/hwmon3/temp1_input': '55125\n',
      },
      55.125,
    ],
    [
      'the next one where the best says nothing',
      {
        '/sys/class/thermal/thermal_zone0/type': 'acpitz\n',
        '/sys/class/thermal/thermal_zone0/temp': '27800\n',
        '/sys/class/hwmon/hwmon3/name': 'coretemp\n',
      },
      27.8,
    ],
    [
      'below zero',
      { '/sys/class/thermal/thermal_zone0/type': 'soc-thermal\n', '/sys/class/thermal/thermal_zone0/temp': '-5000\n' },
      -5,
    ],
  ]
  for (const [name, files, value] of table) {
    const { reader } = await computer(t, { ...none, ...files })
    t.equal(await reader.read('temperature'), value, name)
  }
  const { reader, gone, change } = await computer(t)
  t.equal(await reader.read('temperature'), 48.686)
  change({ '/sys/devices/virtual/thermal/thermal_zone0/temp': '50000\n' })
  t.equal(await reader.read('temperature'), 50, 'the same again')
  gone('/sys/devices/virtual/thermal/thermal_zone0/temp')
  t.equal(await reader.read('temperature'), 48, 'one that vanishes is replaced')
})

t.test(
  'the power of a Raspberry Pi, from its monitor, else from its firmware; on any other computer there is none',
  async t => {
    const throttled = '/sys/devices/platform/soc/soc:firmware/get_throttled'
    const pi = await computer(t)
    pi.change({ '/sys/class/hwmon/hwmon1/in0_lcrit_alarm': '1\n', [throttled]: '0\n' })
    t.equal(await pi.reader.read('undervoltage'), true, 'of both, the monitor')
    const old = await computer(t, without(PI, /hwmon1/))
    const table: [string, boolean, boolean][] = [
      ['0\n', false, false],
      ['50005\n', true, true],
      ['50000\n', false, false],
      ['1\n', true, false],
      ['2\n', false, true],
      ['4\n', false, true],
      ['e0008\n', false, true],
      ['0x50005\n', true, true],
    ]
    for (const [bits, low, slow] of table) {
      old.change({ [throttled]: bits })
      t.equal(await old.reader.read('undervoltage'), low, `${bits} undervoltage`)
      t.equal(await old.reader.read('throttled'), slow, `${bits} throttled`)
    }
    const pc = await computer(t, without(PI, /hwmon1|platform/))
    t.equal(await pc.reader.read('undervoltage'), null)
    t.equal(await pc.reader.read('throttled'), null)
  }
)

t.test('a PC is called by its maker’s name, where somebody wrote one', async t => {
  const pc = { ...without(PI, /device-?tree/), '/sys/class/dmi/id/product_name': 'ThinkCentre M720q\n' }
  t.equal((await computer(t, pc)).identity, 'lab-pi, ThinkCentre M720q, Linux 6.6.31+rpt-rpi-v8')
  const nameless = { ...pc, '/sys/class/dmi/id/product_name': 'To Be Filled By O.E.M.\n' }
  t.equal((await computer(t, nameless)).identity, 'lab-pi, Linux 6.6.31+rpt-rpi-v8')
})

t.test('this very computer', async t => {
  const reader = new Reader(new FileTransport(host.transport))
  t.teardown(() => reader.owner.close())
  t.match(await reader.open(), `${hostname()}, `)
  const properties = Object.keys(host.properties) as Property[]
  for (const property of properties) await reader.read(property)
  // Until the kernel has counted one tick more.
  let load: Scalar
  do load = await reader.read('load')
  while (load === FIRST)
  for (const property of properties.filter(name => !/^(load|network)/.test(name))) {
    const value = await reader.read(property)
    const { range } = host.properties[property].description
    if (typeof value === 'number')
      t.ok(value >= (range?.[0] ?? 0) && value <= (range?.[1] ?? 0), `${property} ${value}`)
    else t.ok(value === null || typeof value === 'boolean', `${property} ${value}`)
  }
  t.ok(typeof load === 'number' && load >= 0 && load <= 100, `load ${load}`)
  t.equal((await reader.read('memory')) !== null, true)
})

t.test('its simulator answers the same requests', async t => {
  const clock = new VirtualClock()
  const random = seededRandom(7)
  const transport = new FakeTransport({ clock, random, machine: simulator })
  const reader = new Reader(transport, clock)
  const passing = async <T>(promise: Promise<T>): Promise<T> => {
    await clock.pass(50)
    return promise
  }
  t.equal(await passing(reader.open()), 'simulated, A board that does not exist, Linux 6.6.0-simulated')
  for (const name of ['load', 'networkIn', 'networkOut'] as const) t.equal(await passing(reader.read(name)), FIRST)
  transport.machine.order({ order: 'set', name: 'load', value: 60 })
  transport.machine.order({ order: 'set', name: 'disk', value: 95 })
  transport.machine.order({ order: 'set', name: 'undervoltage', value: 1 })
  await passing(reader.read('load'))
  await clock.pass(2_000)
  t.equal(Math.round(Number(await passing(reader.read('load')))), 60)
  t.ok(Number(await passing(reader.read('networkIn'))) > 0)
  t.equal(await passing(reader.read('undervoltage')), true)
  t.equal(await passing(reader.read('throttled')), true)
  t.ok(Number(await passing(reader.read('disk'))) >= 95)
  for (const [property, { description }] of Object.entries(host.properties)) {
    const value = await passing(reader.read(property as Property))
    t.equal(typeof value, description.type, `${property} ${value}`)
    const [least, most] = description.range ?? [0, 1]
    if (typeof value === 'number') t.ok(value >= least && value <= most, `${property} ${value}`)
  }
  t.throws(() => transport.machine.order({ order: 'set', name: 'door', value: 1 }), /has load, temperature/)
  await clock.pass(3_600_000)
  const temperature = Number(await passing(reader.read('temperature')))
  t.ok(temperature > 60 && temperature < 66, `it settles at ${temperature}`)
  transport.machine.stop()
})

t.test('what everybody is told of it', t => {
  const about = describeDevice(host, { driverName: 'host', where: 'this computer', simulated: false })
  t.equal(about.stop, 'none')
  const { load, memory, disk, temperature, undervoltage } = about.properties
  t.same([load?.look, memory?.look, disk?.look], ['gauge', 'bar', 'bar'])
  t.same(temperature?.alarm, { high: 80, highHigh: 90, hysteresis: 2 })
  t.same(undervoltage?.alarm, { on: 'major' })
  for (const [name, { section, every, staleAfter }] of Object.entries(about.properties))
    t.ok(section && every && staleAfter > 2 * every, name)
  t.end()
})
