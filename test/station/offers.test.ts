import { mkdirSync, readdirSync, readlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { parse } from 'yaml'
import { devicesJson, devicesText } from '../../daemon/cli/devices.ts'
import { BOARDS, KINDS } from '../../daemon/station/boards.ts'
import { readStation } from '../../daemon/station/index.ts'
import { type Placed, PortWatch, seenPorts, surveyPorts } from '../../daemon/station/offers.ts'
import { startPty } from '../../drivers/hosts/start-pty.ts'
import { driverOf } from '../../drivers/profiles/index.ts'
import { type FoundPort, listPorts, realOf } from '../../drivers/transports/ports.ts'
import { SerialTransport } from '../../drivers/transports/serial.ts'
import type { Offer } from '../../protocol/index.ts'
import { Ear } from '../drivers/ear.ts'
import { VirtualClock } from '../virtual-clock.ts'
import { catalog } from './catalog.ts'
import { Desk, UNO, UNO_NAME } from './desk.ts'

const at = (name: string, path: string): Placed => ({ name, connection: { kind: 'serial', path, baudRate: 9_600 } })

t.test('ports with their lasting names, and none of a PC that are not there', async t => {
  const desk = new Desk(t)
  desk.kernelSays('ttyS0', 4)
  desk.kernelSays('ttyS1', 0)
  for (const name of ['ttyS1', 'ttyS0', 'ttyAMA0']) desk.plug(name)
  const uno = desk.plug('ttyACM0', UNO)
  const ten = desk.plug('ttyUSB10', { vendorId: '1A86', productId: '7523' })
  const two = desk.plug('ttyUSB2', { vendorId: '1a86', productId: '7523' })
  const lasting = desk.name('by-id', UNO_NAME, '../../ttyACM0')
  desk.name('by-path', 'pci-0000:00:14.0-usb-0:1:1.0', '../../ttyACM0')
  // Of two without a serial number udev can name one.
  const one = desk.name('by-id', 'usb-1a86_USB_Serial-if00-port0', '../../ttyUSB2')
  const socket = desk.name('by-path', 'pci-0000:00:14.0-usb-0:3:1.0-port0', '../../ttyUSB10')
  t.strictSame(await listPorts(desk.places), [
    { path: uno, lasting, id: '2341:0043', serial: '7543', maker: 'Arduino (www.arduino.cc)' },
    { path: desk.path('ttyAMA0') },
    { path: desk.path('ttyS0') },
    { path: two, lasting: one, id: '1a86:7523' },
    { path: ten, lasting: socket, id: '1a86:7523' },
  ])
  desk.broken = true
  const names = (await listPorts(desk.places)).map(({ path }) => path)
  t.same(
    names,
    ['ttyACM0', 'ttyAMA0', 'ttyS0', 'ttyUSB2', 'ttyUSB10'].map(name => desk.path(name)),
    'without udev'
  )
})

t.test('this computer’s own list is taken as it is', async t => {
  for (const port of await listPorts()) t.match(port.path, /^\/dev\//)
  t.pass('and nothing is thrown')
})

t.test('who uses a port, by whatever name it is called', async t => {
  const desk = new Desk(t)
  const uno = desk.plug('ttyACM0', UNO)
  const lasting = desk.name('by-id', UNO_NAME, '../../ttyACM0')
  const ports = await listPorts(desk.places)
  for (const path of [uno, lasting]) t.match(seenPorts(ports, [at('weather', path)]), [{ usedBy: 'weather' }], path)
  t.notOk('yaml' in (seenPorts(ports, [at('weather', uno)])[0] ?? {}), 'what is used is offered to nobody')
  t.match(seenPorts(ports, []), [{ title: 'Arduino Uno', guess: { driver: 'line' } }])
  const { missing } = await surveyPorts([at('a', lasting), at('b', desk.path('ttyUSB7'))], desk.places)
  t.same(missing, [{ device: 'b', port: desk.path('ttyUSB7') }])
})

t.test('a port that the system does not list is there all the same', async t => {
  const desk = new Desk(t)
  const pty = desk.path('board')
  writeFileSync(pty, '')
  desk.kernelSays('ttyS4', 0)
  const nothing = desk.plug('ttyS4')
  const { missing } = await surveyPorts([at('a', pty), at('b', nothing)], desk.places)
  t.same(missing, [{ device: 'b', port: nothing }], 'but for a name of what is not soldered on')
})

t.test('a port has one owner, also under two names', t => {
  const desk = new Desk(t)
  const uno = desk.plug('ttyACM0', UNO)
  const lasting = desk.name('by-id', UNO_NAME, '../../ttyACM0')
  const config = join(desk.places.dev, 'config')
  mkdirSync(config)
  const device = (name: string, port: string) => `  ${name}: { driver: plate, port: "${port}" }\n`
  writeFileSync(join(config, 'station.yaml'), `devices:\n${device('a', uno)}${device('b', lasting)}`)
  t.match(readStation(config, catalog()).problems, [{ what: '"b" has the port of "a".', line: 3 }])
  unlinkSync(lasting)
  desk.plug('ttyACM1', UNO)
  desk.name('by-id', UNO_NAME, '../../ttyACM1')
  t.same(readStation(config, catalog()).problems, [])
  t.end()
})

t.test('what would be written into the config is what the config takes', t => {
  const ports = [...BOARDS.map(({ id }) => (id.includes(':') ? id : `${id}:ffff`)), 'dead:beef'].map(
    (id, n): FoundPort => ({ path: `/dev/ttyUSB${n}`, lasting: `/dev/serial/by-id/usb-${n}:x`, id, maker: 'Prologix' })
  )
  const seen = seenPorts(ports, [at('arduino-uno', '/dev/ttyS9')])
  t.match(seen[0], { title: 'Prologix GPIB-USB', guess: { driver: 'scpi' } })
  const devices = parse(`devices:\n${seen.map(({ yaml }) => yaml).join('')}`).devices as Record<
    string,
    { port: string }
  >
  t.same(
    Object.values(devices).map(({ port }) => port),
    ports.map(({ lasting }) => lasting),
    'each has a name of its own'
  )
  t.ok('arduino-uno-2' in devices, 'and none that is taken')
  for (const name of Object.keys(devices)) t.match(name, /^[a-z][\w-]{0,63}$/)
  for (const { driver, profile } of Object.values(KINDS)) {
    const made = driverOf(parse(profile))
    t.ok('driver' in made, `${driver}: ${JSON.stringify(made)}`)
    t.equal(parse(profile).kind, driver)
  }
  t.notOk('guess' in (seen.at(-1) ?? {}), 'of what nobody knows nothing is guessed')
  t.end()
})

t.test('an identity that many chips share is known by its name', t => {
  const titles = (maker: string, id = '0403:6001') => seenPorts([{ path: '/dev/ttyUSB0', id, maker }], [])[0]?.title
  t.equal(titles('Prologix'), 'Prologix GPIB-USB')
  t.equal(titles('FTDI'), 'FTDI adapter')
  t.equal(titles('FTDI', '0403:6015'), 'FTDI adapter')
  t.equal(titles('Acme', 'dead:beef'), 'Acme')
  t.end()
})

/** A watch whose looks are the test's. */
function watching(t: Test, desk: Desk, devices: () => readonly Placed[] = () => []) {
  const told: (readonly Offer[] | undefined)[] = []
  const clock = new VirtualClock()
  const watch = new PortWatch({ clock, devices, places: desk.places, offer: offers => told.push(offers) })
  t.teardown(() => watch.close())
  return { watch, told, clock }
}

t.test('plugged in: offered; written into the config: no longer; unplugged: gone', async t => {
  const desk = new Desk(t)
  let devices: readonly Placed[] = []
  const { watch, told } = watching(t, desk, () => devices)
  await watch.look()
  t.same(told, [], 'nothing to offer is nothing to tell')
  t.equal(desk.lists, 0, 'nor is anybody asked')
  desk.plug('ttyACM0', UNO)
  await watch.look()
  t.match(told.at(-1), [{ path: desk.path('ttyACM0'), title: 'Arduino Uno', id: '2341:0043', serial: '7543' }])
  const lasting = desk.name('by-id', UNO_NAME, '../../ttyACM0')
  await watch.look()
  t.match(told.at(-1), [{ path: lasting }], 'its lasting name comes a moment later')
  t.match(told.at(-1)?.[0]?.yaml, `port: ${lasting}\n`)
  await watch.look()
  t.same([told.length, desk.lists], [2, 2], 'as long as nothing changes nobody is asked, and nothing told')
  devices = [at('weather', lasting)]
  await watch.look()
  t.equal(told.at(-1), undefined)
  devices = []
  await watch.look()
  t.equal(told.at(-1)?.length, 1)
  desk.unplug('ttyACM0', lasting)
  await watch.look()
  t.same([told.length, told.at(-1)], [5, undefined])
})

t.test('what is soldered on is not offered', async t => {
  const desk = new Desk(t)
  desk.plug('ttyS0')
  desk.plug('ttyAMA0')
  desk.plug('ttyUSB0', { vendorId: '10c4', productId: 'ea60' })
  const { watch, told } = watching(t, desk)
  await watch.look()
  t.match(told, [[{ title: 'CP210x adapter' }]])
  t.equal(told[0]?.length, 1)
})

t.test('it looks by itself, again and again, until it is closed', async t => {
  const desk = new Desk(t)
  const { watch, told, clock } = watching(t, desk)
  desk.plug('ttyACM0', UNO)
  const turn = async () => {
    await clock.pass(2_000)
    // The system answers in its own time.
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  while (told.length === 0) await turn()
  desk.unplug('ttyACM0')
  while (told.length === 1) await turn()
  t.equal(told[1], undefined)
  watch.close()
  desk.plug('ttyACM0', UNO)
  await turn()
  await turn()
  t.equal(told.length, 2)
  await watch.look()
  t.equal(told.length, 2, 'a look that was under way tells nobody')
})

/** What this process has open. */
const openHere = (): string[] =>
  readdirSync('/proc/self/fd').flatMap(fd => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)]
    } catch {
      return []
    }
  })

t.test('a real port: offered by its lasting name and never opened; then opened by that name', async t => {
  const desk = new Desk(t)
  const pty = await startPty({ machine: 'plate', link: desk.path('plate') })
  t.teardown(() => pty.stop())
  const real = realOf(pty.link)
  desk.plug('ttyACM0', UNO, real)
  const lasting = desk.name('by-id', UNO_NAME, '../../ttyACM0')
  const { watch, told } = watching(t, desk)
  await watch.look()
  t.match(told, [[{ path: lasting }]])
  t.notOk(openHere().includes(real), 'nobody had a hand on it')
  const ear = new Ear()
  const transport = new SerialTransport({ path: lasting, baudRate: 115_200 })
  await transport.open(ear)
  t.ok(openHere().includes(real))
  transport.write(new TextEncoder().encode('07 ID?*37\r\n'))
  await ear.until(() => ear.text.includes('\n'))
  t.ok(ear.text.length > 0)
  await transport.close()
  t.match(seenPorts(await listPorts(desk.places), [at('plate', real)]), [{ usedBy: 'plate' }], 'the same by any name')
})

t.test('the list for a person', async t => {
  const desk = new Desk(t)
  desk.kernelSays('ttyS0', 4)
  desk.plug('ttyS0')
  desk.plug('ttyACM0', UNO)
  desk.plug('ttyUSB0', { vendorId: '0403', productId: '6015', manufacturer: 'FTDI' })
  const lasting = desk.name('by-id', UNO_NAME, '../../ttyACM0')
  const devices = [at('oven', desk.path('ttyUSB0')), at('lost', '/dev/ttyUSB7')]
  const of = await surveyPorts(devices, desk.places)
  t.equal(
    devicesText(of).replaceAll(desk.places.dev, '/dev'),
    `/dev/ttyACM0  Arduino Uno (2341:0043, serial number 7543, Arduino (www.arduino.cc))
  /dev/serial/by-id/${UNO_NAME}
  Try the driver "line": a board that is programmed mostly prints lines.
  Write below "devices:" in station.yaml:

  arduino-uno:
    port: /dev/serial/by-id/${UNO_NAME}
    baudRate: 9600
    profile: { kind: line, values: { line: { text: true, pattern: ".+" } } }

/dev/ttyS0  a port of this computer's board

/dev/ttyUSB0  FTDI adapter (0403:6015, FTDI)
  used by "oven"

"lost" has the port /dev/ttyUSB7, and nothing is there.
`
  )
  t.match(JSON.parse(devicesJson(of)), { ports: [{ lasting, id: '2341:0043' }, {}, { usedBy: 'oven' }], missing: [{}] })
  t.match(devicesText({ ports: [], missing: [] }), /^No serial port is there\./)
  const trouble = 'You may not open /dev/ttyACM0: it belongs to the group "dialout".'
  t.match(devicesText({ ports: [{ path: '/dev/ttyACM0', title: 'X', trouble }], missing: [] }), `  ${trouble}\n`)
})
