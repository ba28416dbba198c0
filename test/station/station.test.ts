import { join } from 'node:path'
import t from 'tap'
import { findPlaces } from '../../daemon/cli/places.ts'
import { loadStation, StationError } from '../../daemon/station/index.ts'
import { drivers, simulators } from '../../drivers/catalog/index.ts'
import type { Driver } from '../../drivers/contract.ts'
import { driverOf } from '../../drivers/profiles/index.ts'
import { catalog } from './catalog.ts'

function errorOf(folder: string): StationError {
  try {
    loadStation(folder, catalog())
  } catch (error) {
    if (error instanceof StationError) return error
    throw error
  }
  throw new Error('This station should not have been taken.')
}

t.test('the stations that come with Lockstep', async t => {
  const root = join(import.meta.dirname, '../..')
  const { profiles } = findPlaces()
  const all = catalog({ simulators, profiles: { driverOf, shipped: profiles } })
  const station = loadStation(join(root, 'config'), all)
  t.match(station, {
    title: 'Heat lab',
    hosts: [],
    devices: [
      {
        name: 'plate',
        driverName: 'plate',
        connection: { kind: 'simulated', by: { kind: 'serial', baudRate: 115_200 } },
      },
      { name: 'supply', driverName: 'scpi', connection: { kind: 'simulated', bench: 'bench' } },
      { name: 'meter', driverName: 'scpi', connection: { kind: 'simulated', bench: 'bench' } },
      { name: 'computer', connection: { kind: 'file' } },
    ],
  })
  t.equal(loadStation(join(root, 'config'), all, { allSimulated: true }).devices.length, 4, 'it can be published')
  for (const example of ['sampler', 'big']) t.ok(loadStation(join(root, 'examples', example), all).devices.length > 0)
})

t.test('a station with everything in it', async t => {
  const folder = t.testdir({
    'station.yaml': `# a comment
title: "Left: wing"
hosts: [lab-pi.local, 'panel.example:8443', '[fd00::1]']
devices:
  left-plate: { driver: plate, port: /dev/ttyACM0, baudRate: 9600, title: Left }
  b2:
    driver: daq
    simulate: true
  c: { driver: daq, address: sampler.local }
  d: { driver: daq, address: 192.168.1.20:5025 }
  e: { driver: daq, address: '[fd00::1]:5025', title: Far }
  f: { driver: daq, port: /dev/ttyUSB0 }
`,
  })
  const { title, hosts, devices } = loadStation(folder, catalog())
  t.equal(title, 'Left: wing')
  t.same(hosts, ['lab-pi.local', 'panel.example:8443', '[fd00::1]'])
  t.match(devices, [
    { name: 'left-plate', title: 'Left' },
    { name: 'b2', driverName: 'daq' },
    ...['c', 'd', 'e', 'f'].map(name => ({ name })),
  ])
  t.same(
    devices.map(({ connection }) => connection),
    [
      { kind: 'serial', path: '/dev/ttyACM0', baudRate: 9_600 },
      { kind: 'simulated', by: { kind: 'tcp', port: 8_266 } },
      { kind: 'tcp', host: 'sampler.local', port: 8_266 },
      { kind: 'tcp', host: '192.168.1.20', port: 5_025 },
      { kind: 'tcp', host: 'fd00::1', port: 5_025 },
      { kind: 'serial', path: '/dev/ttyUSB0', baudRate: 115_200 },
    ]
  )
})

const good = 'driver: plate, simulate: true'

/** What is written; line and column of the complaint; what is wrong; how to mend it. */
const table: [string, string, [number, number], RegExp, RegExp][] = [
  ['empty', '', [1, 1], /file is empty/, /devices: \{ plate/],
  ['only comments', '# soon\n', [1, 1], /file is empty/, /devices: \{ plate/],
  ['a list', '- plate\n', [1, 1], /file must be the settings of a station, not a list/, /devices:/],
  ['a word', 'plate', [1, 1], /file must be .* not "plate"/, /devices:/],
  ['an open bracket', 'devices: { plate: { driver: plate \n', [2, 1], /not YAML/, /bracket/],
  ['an open quote', 'title: "Heat lab\ndevices: {}\n', [3, 1], /not YAML|"/, /quote/],
  ['a tab', 'devices:\n\tplate: {}\n', [2, 1], /not YAML/, /Indent with blanks/],
  ['a wrong indentation', 'title: a\n  devices: {}\n', [1, 8], /not YAML/, /indentation|column/],
  ['a key twice', `title: a\ndevices: {}\ntitle: b\n`, [3, 1], /not YAML: Map keys must be unique/, /Leave one/],
  ['two documents', 'devices: {}\n---\ndevices: {}\n', [2, 1], /not YAML/, /---/],
  ['an alias of nothing', 'title: *x\ndevices: {}\n', [1, 8], /alias, \*x, is not taken/, /Write the value out/],
  ['no devices', 'title: a\n', [1, 1], /station lacks "devices"/, /devices: \{ plate/],
  ['nothing in devices', 'devices:\n', [1, 9], /"devices" must be the devices by their names, not nothing/, /plate/],
  ['a list of devices', 'devices: [plate]\n', [1, 10], /"devices" must be .* not a list/, /Write/],
  ['a typo on top', `titel: a\ndevices: {}\n`, [1, 1], /"titel" is no setting of a station/, /Did you mean "title"\?/],
  ['a typo below', `devices:\n  plate:\n    drvier: plate\n`, [3, 5], /"drvier" is no setting/, /mean "driver"\?/],
  ['a name with a meaning', `devices:\n  constructor: { ${good} }\n`, [2, 3], /"constructor" is no name/, /another/],
  [
    'a port twice',
    'devices:\n  a: { driver: plate, port: /dev/x }\n  b: { driver: plate, port: /dev/x }\n',
    [3, 29],
    /"b" has the port of "a"/,
    /of its own/,
  ],
  [
    'a setting nobody knows',
    `devices: { plate: { ${good}, colour: red } }\n`,
    [1, 52],
    /"colour" is no setting of a device/,
    /^There are: driver, profile, port, address, baudRate, simulate, title, group, calibrate, alarms, derive\.$/,
  ],
  [
    'a name of objects',
    `devices: { plate: { ${good}, __proto__: 1 } }\n`,
    [1, 52],
    /"__proto__" is no setting/,
    /There are/,
  ],
  ['no driver', 'devices:\n  plate:\n    simulate: true\n', [3, 5], /"plate" lacks "driver"/, /driver: plate/],
  [
    'an unknown driver',
    'devices:\n  p:\n    simulate: true\n    driver: oven\n',
    [4, 13],
    /no driver "oven"/,
    /There are: plate/,
  ],
  [
    'nearly a driver',
    `devices: { p: { driver: palte, simulate: true } }\n`,
    [1, 25],
    /no driver "palte"/,
    /mean "plate"\?/,
  ],
  [
    'a driver of objects',
    `devices: { p: { driver: toString, simulate: true } }`,
    [1, 25],
    /no driver "toString"/,
    /plate/,
  ],
  [
    'a driver of numbers',
    `devices: { p: { driver: 7, simulate: true } }`,
    [1, 25],
    /must be the name of a driver, not 7/,
    /plate/,
  ],
  [
    'a rate in words',
    `devices: { p: { driver: plate, port: /dev/x, baudRate: fast } }`,
    [1, 56],
    /whole number .* "fast"/,
    /115200/,
  ],
  [
    'a rate with a fraction',
    `devices: { p: { driver: plate, port: /x, baudRate: 9600.5 } }`,
    [1, 52],
    /not 9600\.5/,
    /115200/,
  ],
  [
    'a port by its last name',
    `devices: { p: { driver: plate, port: ttyACM0 } }`,
    [1, 38],
    /path of a serial port/,
    /\/dev\/ttyACM0/,
  ],
  ['no', `devices: { p: { driver: plate, simulate: no } }`, [1, 42], /true or false.* not "no"/, /simulate: true/],
  ['yes', `devices: { p: { driver: plate, simulate: yes } }`, [1, 42], /true or false.* not "yes"/, /simulate: true/],
  [
    'neither port nor simulated',
    `devices: { p: { driver: plate } }`,
    [1, 12],
    /does not say where it is, nor that it is simulated/,
    /^Write {2}port: \/dev\/ttyACM0 {2}or {2}simulate: true$/,
  ],
  [
    'not simulated',
    `devices: { p: { driver: plate, simulate: false } }`,
    [1, 12],
    /does not say where it is, nor that it is simulated/,
    /simulate: true/,
  ],
  [
    'both',
    `devices: { p: { ${good}, port: /dev/x } }`,
    [1, 32],
    /has a port and is simulated/,
    /Leave only one: "port" or/,
  ],
  [
    'a capital',
    `devices: { Plate: { ${good} } }`,
    [1, 12],
    /"Plate" is no name for a device/,
    /begins with a small letter/,
  ],
  ['a number for a name', `devices: { 1: { ${good} } }`, [1, 12], /"1" is no name/, /small letter/],
  ['the name of the house', `devices: { station: { ${good} } }`, [1, 12], /"station" is no name/, /not "station"/],
  ['a dot in a name', `devices: { a.b: { ${good} } }`, [1, 12], /"a\.b" is no name/, /letters, digits/],
  ['an address for a host', `devices: {}\nhosts: [http://lab]\n`, [2, 9], /host name, without http/, /lab-pi\.local/],
  ['one host without a list', `devices: {}\nhosts: lab\n`, [2, 8], /list of .*host names, not "lab"/, /hosts: \[/],
  ['a title of nothing', `title:\ndevices: {}\n`, [1, 7], /"title" must be a text .* not nothing/, /title: Heat lab/],
]

t.test('each mistake is told with its place and its remedy', async t => {
  for (const [name, text, [line, column], what, fix] of table) {
    const folder = t.testdir({ 'station.yaml': text })
    const error = errorOf(folder)
    const problem = error.problems[0]
    t.match(problem?.what, what, name)
    t.match(problem?.fix, fix, `${name}: fix`)
    t.same([problem?.line, problem?.column], [line, column], `${name}: place`)
    t.ok(error.message.startsWith(`${join(folder, 'station.yaml')}:${line}:${column}: `), `${name}: message`)
    t.equal(error.exitCode, 78)
  }
})

t.test('all mistakes are told at once, an unknown driver beside a misspelt setting', async t => {
  const folder = t.testdir({
    'station.yaml': 'devices:\n  a: { driver: palte, prot: /dev/x }\n  b: { driver: oven, simulate: true }\n  c: 7\n',
  })
  const all = errorOf(folder).problems.map(({ line, column, what }) => `${line}:${column} ${what}`)
  t.same(all, [
    '2:16 There is no driver "palte".',
    '2:23 "prot" is no setting of a device.',
    '3:16 There is no driver "oven".',
    '4:6 "devices.c" must be the settings of a device, not 7.',
  ])
})

t.test('all mistakes are told at once', async t => {
  const folder = t.testdir({
    'station.yaml': 'titel: a\ndevices:\n  P: { driver: plate }\n  q: { driver: 1, prot: 2 }\n',
  })
  const lines = errorOf(folder).problems.map(({ line }) => line)
  t.same([...new Set(lines)], [1, 3, 4])
})

t.test('a driver without a simulator cannot be simulated', async t => {
  const folder = t.testdir({ 'station.yaml': `devices: { plate: { ${good} } }\n` })
  t.throws(() => loadStation(folder, catalog({ simulators: {} })), /1:4\d.*"plate" has no simulator/s)
})

t.test('where all is simulated, each driver needs a simulator', async t => {
  const folder = t.testdir({
    'station.yaml': 'devices:\n  plate: { driver: plate, port: /dev/x }\n  oven: { driver: oven, port: /dev/y }\n',
  })
  const two = { ...drivers, oven: drivers.plate as Driver }
  t.equal(loadStation(folder, catalog({ drivers: two })).devices.length, 2, 'elsewhere it does not')
  const message =
    /yaml:3:19: The driver "oven" has no simulator, so "oven" cannot be in a published page\.\n.*without it/
  t.throws(() => loadStation(folder, catalog({ drivers: two }), { allSimulated: true }), { message, exitCode: 78 })
})

t.test('a billion laughs', async t => {
  const laughs = Array.from({ length: 9 }, (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i},`.repeat(9)}]`).join('\n')
  const folder = t.testdir({ 'station.yaml': `l0: &l0 [lol]\n${laughs}\n` })
  t.match(errorOf(folder).problems[0], { line: 2, column: 10, what: /alias, \*l0/ })
})

t.test('a station that is not there', async t => {
  const folder = join(t.testdir({}), 'nowhere')
  t.match(errorOf(folder), {
    message: /no station in .*nowhere.*station\.yaml is missing\.\n.*--config DIR/,
    exitCode: 78,
  })
  t.match(
    errorOf(t.testdir({ 'station.yaml': {} })).message,
    /station\.yaml cannot be read.*\n.*a file that Lockstep may read/
  )
})
