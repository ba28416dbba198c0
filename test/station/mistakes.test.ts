import t from 'tap'
import { readStation } from '../../daemon/station/index.ts'
import { catalog } from './catalog.ts'

const plate = (more: string): string =>
  `devices:\n  a-b: { driver: plate, simulate: true }\n  p: { driver: plate, simulate: true, ${more} }\n`

/** What is written beside a plate in the third line; where the complaint is; what is wrong; how to mend it. */
const table: readonly [string, number, RegExp, RegExp][] = [
  ['calibrate: { temprature: { gain: 2 } }', 52, /"temprature" is no number/, /mean "temperature"\?/],
  ['calibrate: { heater: { gain: 2 } }', 52, /"heater" is no number/, /There are: temperature/],
  ['calibrate: { power: {} }', 52, /neither a gain nor an offset nor a table/, /gain: 1\.002/],
  ['calibrate: { power: { gain: 0 } }', 67, /every value would be the same/, /gain: 1\.002/],
  ['calibrate: { power: { gain: high } }', 67, /must be a number, not "high"/, /gain: 1\.002/],
  ['calibrate: { power: { gian: 2 } }', 61, /"gian" is no setting of a calibration/, /mean "gain"\?/],
  ['calibrate: { power: { gain: 1, table: [[0, 0], [1, 1]] } }', 70, /has a table, and a gain/, /Leave out/],
  ['calibrate: { power: { table: [[0, 0]] } }', 68, /list of at least two points/, /table: \[ \[ 0, 0\.02 \]/],
  [
    'calibrate: { power: { table: [[0, 0], [1]] } }',
    77,
    /power\.table\.1\.1" must be a number, not nothing/,
    /table: \[/,
  ],
  ['calibrate: { power: { table: [[0, 0], [1, 2], [2, 1]] } }', 85, /goes one way/, /Order the points/],
  ['calibrate: { power: { table: [[1, 0], [0, 1]] } }', 77, /increases from point to point/, /Order the points/],
  ['calibrate: { power: { table: [[0, 1], [1, 1]] } }', 77, /goes one way/, /there twice/],
  ['alarms: { temp: { high: 1 } }', 49, /"temp" is no value of this device/, /There are: temperature/],
  ['alarms: { heater: { high: 1 } }', 59, /A boolean has no limit "high"/, /on: minor/],
  ['alarms: { power: { on: minor } }', 58, /A number is never on/, /high: 12/],
  ['alarms: { power: { on: bad } }', 62, /one of minor, major, not "bad"/, /on: minor/],
  ['alarms: { power: { low: 5, high: 4 } }', 66, /"high" \(4\) is below "low" \(5\)/, /increase/],
  ['alarms: { temperature: { high: 390 } }', 64, /"highHigh" \(380\) is below "high" \(390\)/, /the driver's/],
  ['derive: { 1x: { from: power } }', 49, /"1x" is no name for a value/, /begins with a letter/],
  ['derive: { power: { from: power } }', 49, /name of a property of this device already/, /another/],
  ['derive: { x: { unit: W } }', 52, /"x" lacks "from": an expression/, /from: voltage \* current/],
  ['derive: { x: { from: powr * 2 } }', 60, /"p" has no value "powr"/, /mean "power"\?/],
  ['derive: { x: { from: "2 * powr" } }', 65, /"p" has no value "powr"/, /mean "power"\?/],
  ['derive: { x: { from: a-b.power } }', 60, /"p" has no value "a"/, /'a-b\.power'/],
  ['derive: { x: { from: q.power } }', 60, /no device "q"/, /There are: a-b, p/],
  ['derive: { x: { from: power * } }', 60, /"power \*" ends too early/, /voltage \* current/],
  ['derive: { x: { from: power power } }', 60, /makes no sense after "power"/, /if temperature/],
  ['derive: { x: { from: power % 2 } }', 66, /"%" is not served/, /mod/],
  ['derive: { x: { from: sin(power) } }', 60, /no function "sin"/, /min/],
  ['derive: { x: { from: power of p } }', 66, /"of" is not served/, /plate\.power/],
  ['derive: { x: { from: heater * 2 } }', 60, /cannot be computed: Expected a number/, /do not mix/],
  ['derive: { x: { from: y }, y: { from: z }, z: { from: x } }', 60, /p\.x <- p\.y <- p\.z <- p\.x/, /Take one/],
  ['derive: { x: { from: power, range: [5, 1] } }', 74, /least and the greatest/, /range: \[ 0, 100 \]/],
  ['profile: nowhere', 1, /no profile "nowhere"/, /profiles\/nowhere\.yaml/],
  ['profile: ../x', 48, /name of a profile/, /bench-supply/],
  ['profile: folder', 48, /folder\.yaml cannot be read: EISDIR/, /a file that Lockstep may read/],
  ['derive: { x: { from: \'"a" ~= "(a+)+$"\' } }', 65, /"~=" is not served/, /==/],
  ['group: ""', 46, /text of 1 to 80/, /group: Bench/],
]

t.test('mistakes in what a device may have', async t => {
  for (const [text, column, what, fix] of table) {
    const folder = t.testdir({ 'station.yaml': plate(text), profiles: { 'folder.yaml': {} } })
    const { station, problems } = readStation(folder, catalog())
    const [problem] = problems
    t.match(problem?.what, what, text)
    t.match(problem?.fix, fix, `${text}: fix`)
    t.match(problem, { line: 3 }, `${text}: line`)
    if (column > 1) t.equal(problem?.column, column, `${text}: column`)
    t.same(
      station.devices.map(({ name }) => name),
      ['a-b'],
      `${text}: the other runs`
    )
  }
})

t.test('a name with a meaning', async t => {
  const folder = t.testdir({ 'station.yaml': plate('derive: { constructor: { from: power } }') })
  t.match(readStation(folder, catalog()).problems, [
    { line: 3, column: 49, what: /"constructor" is no name for a value/ },
  ])
})

t.test('mistakes beside the devices leave them all', async t => {
  const beside: readonly [string, RegExp, RegExp][] = [
    ['listen: { port: 99999 }', /from 1 to 65535/, /port: 8400/],
    ['listen: 8400', /where the page is served, not 8400/, /listen: \{ host: 0\.0\.0\.0, port: 8400 \}/],
    ['mqtt: { brokr: x }', /"brokr" is no setting of mqtt/, /mean "broker"\?/],
    ['mqtt: {}', /"mqtt" lacks "broker"/, /mqtt:\/\/broker\.local/],
    ['mqtt: { broker: broker.local }', /URL of a broker/, /mqtt:\/\/broker\.local/],
    ['mqtt: { broker: "mqtt://me:secret@b" }', /without a user name/, /broker/],
    ['mqtt: { broker: mqtt://b, base: a/# }', /without # and \+/, /lockstep\/heat-lab/],
    ['mqtt: { broker: mqtt://b, publish: { plate: {} } }', /"plate" is no name for a value/, /plate\.temperature/],
    ['mqtt: { broker: mqtt://b, publish: { "p.*": { maxHz: 0 } } }', /number above 0/, /maxHz: 1/],
    ['metrics: yes', /true or false, not "yes"/, /metrics: true/],
    ['title: ""', /text of 1 to 80/, /title: Heat lab/],
  ]
  for (const [text, what, fix] of beside) {
    const folder = t.testdir({ 'station.yaml': `${text}\ndevices: { p: { driver: plate, simulate: true } }\n` })
    const { station, problems } = readStation(folder, catalog())
    t.match(problems, [{ line: 1, what, fix }], text)
    t.equal(station.devices.length, 1, `${text}: what is right runs`)
  }
})

t.test('what a published page does not do is not left out in silence', async t => {
  const folder = t.testdir({ 'station.yaml': plate('group: Heat, derive: { x: { from: power } }') })
  t.same(readStation(folder, catalog()).problems, [])
  const { problems } = readStation(folder, catalog(), { allSimulated: true })
  t.match(problems, [{ line: 3, column: 52, what: /"derive" cannot be in a published page/, fix: /leave this out/ }])
})

t.test('what others read of it', async t => {
  const folder = t.testdir({
    'station.yaml': `listen: { host: 0.0.0.0, port: 8500 }
metrics: true
mqtt: { broker: mqtt://b, base: lockstep/lab, commands: true, role: viewer, publish: { 'p.*': { maxHz: 2, deadband: 0 } } }
devices:
  p: { driver: plate, simulate: true, group: Bench, derive: { hot: { title: Hot, from: temperature > 60 } } }
  q: { driver: daq, simulate: true, derive: { far: { from: "'p.temperature' + v1 + pi", unit: Cel, precision: 0.1 } } }
`,
  })
  const { station, problems } = readStation(folder, catalog())
  t.same(problems, [])
  t.match(station, {
    listen: { host: '0.0.0.0', port: 8500 },
    metrics: true,
    mqtt: { broker: 'mqtt://b', role: 'viewer', publish: { 'p.*': { maxHz: 2, deadband: 0 } } },
    devices: [
      {
        name: 'p',
        group: 'Bench',
        driver: { properties: { hot: { description: { title: 'Hot', type: 'boolean' } } } },
      },
      {
        name: 'q',
        derived: [{ name: 'far', sources: { 'p.temperature': 'p.temperature', v1: 'q.v1' } }],
        driver: { properties: { far: { description: { title: 'far', type: 'number', unit: 'Cel', precision: 0.1 } } } },
      },
    ],
  })
})
