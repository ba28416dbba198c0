import t from 'tap'
import { loadStation, StationError } from '../../daemon/station/index.ts'
import { drivers } from '../../drivers/catalog/index.ts'
import { type Driver, tcp } from '../../drivers/contract.ts'
import { catalog } from './catalog.ts'

const scope: Driver = { ...(drivers.plate as Driver), transport: tcp({ port: 5_025 }) }

/** What is written; line and column of the complaint; what is wrong; how to mend it. */
const table: [string, string, [number, number], RegExp, RegExp][] = [
  [
    'all three',
    `devices: { p: { driver: daq, port: /dev/x, address: x, simulate: true } }`,
    [1, 56],
    /has a port and has an address and is simulated/,
    /Leave only one/,
  ],
  [
    'an address twice',
    'devices:\n  a: { driver: daq, address: x:1 }\n  b: { driver: daq, address: X:1 }\n',
    [3, 30],
    /"b" has the address of "a"/,
    /an address of its own/,
  ],
  ...[
    ['10.0.0.5', '10.0.0.5:8266'],
    ['10.0.0.5:8266', '10.0.0.5'],
    ['"[fd00::1]"', '"[FD00::1]:8266"'],
  ].map(([a, b]): [string, string, [number, number], RegExp, RegExp] => [
    `an address twice, once without its usual port: ${a}`,
    `devices:\n  a: { driver: daq, address: ${a} }\n  b: { driver: daq, address: ${b} }\n`,
    [3, 30],
    /"b" has the address of "a"/,
    /an address of its own/,
  ]),
  [
    'a baud rate in the network',
    `devices: { p: { driver: daq, address: x, baudRate: 9600 } }`,
    [1, 42],
    /has an address, and no baud rate/,
    /Leave out "baudRate"/,
  ],
  [
    'an address for a serial device',
    `devices: { p: { driver: plate, address: 192.168.1.20 } }`,
    [1, 32],
    /"plate" is not connected by an address/,
    /port: \/dev\/ttyACM0 {2}instead of "address"/,
  ],
  ...[
    'http://x',
    'x:0',
    'x:65536',
    'x:y',
    ':80',
    'fd00::1',
    '"[fd00::1"',
    '"[x]:1"',
    '[fd00]',
    '5025',
    '""',
    'a b',
  ].map((text): [string, string, [number, number], RegExp, RegExp] => [
    `address: ${text}`,
    `devices:\n  p:\n    driver: daq\n    address: ${text}\n`,
    [4, 14],
    /"devices\.p\.address" must be a host and/,
    /192\.168\.1\.20:5025 .*"\[fd00::1\]:5025"/,
  ]),
  [
    'a serial port for a device of the network',
    'devices:\n  p: { driver: scope, port: /dev/ttyACM0 }\n',
    [2, 23],
    /"scope" is not connected by a serial port/,
    /address: 192\.168\.1\.20:5025 {2}instead of "port"/,
  ],
]

t.test('each mistake about an address is told with its place and its remedy', async t => {
  for (const [name, text, [line, column], what, fix] of table) {
    const folder = t.testdir({ 'station.yaml': text })
    try {
      loadStation(folder, catalog({ drivers: { ...drivers, scope } }))
      t.fail(`${name}: should not have been taken`)
    } catch (error) {
      if (!(error instanceof StationError)) throw error
      t.match(error.problems, [{ what, fix }], name)
      t.same(error.problems, [{ ...error.problems[0], line, column }], `${name}: place`)
    }
  }
})

t.test('IPv6 without quotes is a list for YAML: told as what it is', async t => {
  for (const address of ['[fd00::1]', '[fd00::1]:5025']) {
    const folder = t.testdir({ 'station.yaml': `devices:\n  p:\n    driver: daq\n    address: ${address}\n` })
    t.throws(() => loadStation(folder, catalog()), { message: /station\.yaml:4:\d+: (.|\n)*quote/ })
  }
})

t.test('the ports of one host are as many addresses', t => {
  const text = 'devices:\n  a: { driver: daq, address: 10.0.0.5 }\n  b: { driver: daq, address: 10.0.0.5:8267 }\n'
  t.equal(loadStation(t.testdir({ 'station.yaml': text }), catalog()).devices.length, 2)
  t.end()
})
