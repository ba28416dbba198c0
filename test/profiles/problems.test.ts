import t from 'tap'
import { driverOf, type ProfileProblem, simulatorOf } from '../../drivers/profiles/index.ts'
import { yaml } from './rig.ts'

const problemsOf = (document: unknown): readonly ProfileProblem[] => {
  const made = driverOf(document)
  return 'problems' in made ? made.problems : []
}

const scpi = (property: string, more = '') => `{ kind: scpi, properties: { v: { ${property} } }, ${more} }`
const line = (value: string, more = '') => `{ kind: line, values: { v: { ${value} } }, ${more} }`

/** Document, where it is wrong, what is said of it, and what to do. */
const mistakes: readonly (readonly [string, string, RegExp, RegExp])[] = [
  ['', '', /lacks its "kind"/, /kind: scpi/],
  ['[1]', '', /lacks its "kind"/, /kind: line/],
  ['{ kind: modbus }', 'kind', /no kind "modbus"/, /kind: scpi/],
  ['{ kind: scpi }', '', /lacks "properties"/, /properties: \{ voltage/],
  ['{ kind: line }', '', /lacks "values"/, /values: \{ temperature/],
  ['{ kind: scpi, properties: 5 }', 'properties', /must be a group, each by its name, not 5/, /properties: /],
  ['{ kind: scpi, properties: {} }', 'properties', /nothing in it/, /voltage/],
  ['{ kind: line, values: {} }', 'values', /nothing in it/, /temperature/],
  ['{ kind: scpi, properties: { Volt: { read: "V?" } } }', 'properties.Volt', /"Volt" is no name/, /small letter/],
  ['{ kind: scpi, properties: { v: [] } }', 'properties.v', /group of settings, not a list/, /read/],
  [scpi('reed: "V?"'), 'properties.v.reed', /"reed" is no setting here/, /Did you mean "read"/],
  [scpi('unit: V'), 'properties.v', /neither read nor written/, /read: "MEAS:VOLT\?"/],
  [scpi('read: 5'), 'properties.v.read', /must be a question, not 5/, /MEAS:VOLT/],
  [scpi('read: "V?", every: 500'), 'properties.v.every', /must be a time, not 500/, /every: 500 ms/],
  [scpi('read: "V?", every: 1h'), 'properties.v.every', /must be a time, not "1h"/, /500 ms/],
  [scpi('read: "V?", range: [5, 1]'), 'properties.v.range', /two numbers, the least and the most/, /\[0, 30\]/],
  [scpi('read: "V?", step: 0'), 'properties.v.step', /number above 0/, /step: 0.001/],
  [scpi('read: "V?", look: round'), 'properties.v.look', /one of gauge, digits/, /look: digits/],
  [scpi('read: "V?", alarm: { top: 5 }'), 'properties.v.alarm.top', /no setting here/, /highHigh/],
  [scpi('read: "V?", alarm: { hysteresis: 5 }'), 'properties.v.alarm', /no limit/, /high: 12/],
  [scpi('read: "V?", pattern: "("'), 'properties.v.pattern', /regular expression/, /VOLT/],
  [scpi('read: "V?", toggle: [A]'), 'properties.v.toggle', /words for off and for on/, /\[OFF, ON\]/],
  [scpi('read: "V?", select: []'), 'properties.v.select', /list of words/, /RES: Resistance/],
  [scpi('read: "V?", toggle: true, unit: V'), 'properties.v.unit', /"unit" is of numbers/, /Leave out "unit"/],
  [scpi('read: "V?", toggle: true, text: true'), 'properties.v', /toggle and text at once/, /Leave only one/],
  [scpi('write: "V", range: [0, 1]'), 'properties.v.write', /does not contain \{value\}/, /"V \{value\}"/],
  [scpi('write: "V {value},{other}", range: [0, 1]'), 'properties.v.write', /"\{other\}" is nothing/, /\{value\}/],
  [scpi('write: "V {value}"'), 'properties.v', /any number whatever/, /range: \[0, 30\]/],
  [scpi('read: "V?", safe: 0'), 'properties.v.safe', /nothing is written/, /add "write"/],
  [scpi('write: "V {value}", range: [1, 2], safe: 0'), 'properties.v.safe', /0 is no value/, /from 1 to 2/],
  [scpi('write: "V {value}", toggle: [A, B], safe: C'), 'properties.v.safe', /"C" is no value/, /two words/],
  [scpi('write: "V {value}", select: [A, B], safe: C'), 'properties.v.safe', /"C" is no value/, /There are: A, B/],
  [scpi('write: "V {value}", range: [0, 1], verify: { within: 1 }'), 'properties.v.verify', /read back/, /verify: ack/],
  [scpi('write: "V {value}", range: [0, 1], verify: maybe'), 'properties.v.verify', /ack, none/, /within/],
  [scpi('write: "V {value}", range: [0, 1], maxRate: fast'), 'properties.v.maxRate', /a rate/, /10\/s/],
  [scpi('write: "V {value}", range: [0, 1], pattern: "x"'), 'properties.v.pattern', /nothing is read/, /add "read"/],
  [scpi('read: "V?"', 'identify: 7'), 'identify', /how the answer to \*IDN\? begins/, /RIGOL/],
  [scpi('read: "V?"', 'identify: { ask: "ID?" }'), 'identify', /how the answer .* begins, or its pattern/, /RIGOL/],
  [scpi('read: "V?"', 'end: "END"'), 'end', /end of a line/, /\\r\\n/],
  [scpi('read: "V?"', 'baudRate: fast'), 'baudRate', /number above 0/, /9600/],
  [scpi('read: "V?"', 'port: 70000'), 'port', /TCP port/, /5025/],
  [scpi('read: "V?"', 'opc: maybe'), 'opc', /true or false/, /opc: false/],
  [scpi('read: "V?"', 'stop: {}'), 'stop', /what stops it/, /OUTP OFF/],
  [scpi('read: "V?"', 'stop: { write: A, realtime: B }'), 'stop.realtime', /a request and by bytes/, /only one/],
  [scpi('read: "V?"', 'stop: { write: A, expect: { w: 1 } }'), 'stop.expect.w', /no "w"/, /There are: v/],
  [
    scpi('write: "V {value}", range: [0, 1]', 'stop: { write: A, expect: { v: 0 } }'),
    'stop.expect.v',
    /confirms no stop/,
    /how it is read/,
  ],
  [scpi('read: "V?"', 'stop: { write: A, expect: { v: OFF } }'), 'stop.expect.v', /"OFF" is no value/, /number/],
  [scpi('read: "V?"', 'actions: { v: { write: A } }'), 'actions.v', /is in "properties", too/, /Rename/],
  [scpi('read: "V?"', 'actions: { a: {} }'), 'actions.a', /lacks "write"/, /\*RST/],
  [scpi('read: "V?"', 'actions: { a: { write: "A {x}" } }'), 'actions.a.write', /"\{x\}" is no input/, /input: \{ x/],
  [scpi('read: "V?"', 'actions: { a: { write: A, input: { x: {} } } }'), 'actions.a.input.x', /not sent/, /\{x\}/],
  [
    scpi('read: "V?"', 'actions: { a: { write: "A {x}", input: { x: { range: [0, 1], default: 5 } } } }'),
    'actions.a.input.x.default',
    /5 is no value/,
    /from 0 to 1/,
  ],
  [line('unit: V'), 'values.v', /where "v" stands in a line/, /key: T/],
  [line('key: T, column: 1'), 'values.v.column', /a key and a column/, /only one/],
  [line('column: 0'), 'values.v.column', /whole number from 1/, /column: 1/],
  [line('column: 1.5'), 'values.v.column', /whole number/, /column: 1/],
  [line('key: T, reply: OK'), 'values.v.reply', /nothing is written/, /"write"/],
  [line('key: T, every: 1 s'), 'values.v.every', /nobody asks/, /"ask"/],
  [line('write: "V {value}", range: [0, 1]'), '', /Nothing tells that the board is there/, /identify/],
  [line('ask: "T?"', 'stream: true'), 'stream', /nothing to sample/, /"key"/],
  [line('key: T', 'events: { e: {} }'), 'events.e', /lacks "pattern"/, /BUTTON/],
  [line('key: T', 'events: { e: { pattern: E, data: { n: int } } }'), 'events.e.data.n', /one of number/, /number/],
  [line('key: T', 'boot: 20 s'), 'boot', /taken for dead/, /2 s/],
  ['{ kind: line, stream: true, values: { samples: { key: T } } }', 'stream.samples', /is in "values", too/, /Rename/],
]

for (const [document, path, what, fix] of mistakes) {
  t.test(document, t => {
    const problems = problemsOf(yaml(document))
    t.equal(problems.length, 1, JSON.stringify(problems))
    t.equal(problems[0]?.path.join('.'), path)
    t.match(problems[0]?.what, what)
    t.match(problems[0]?.fix, fix)
    t.match(problems[0]?.what, /[.]$/, 'a sentence')
    t.end()
  })
}

t.test('all mistakes are told at once', t => {
  const problems = problemsOf(
    yaml('{ kind: scpi, ports: 5, properties: { v: { read: 1 }, w: { range: 2, read: "W?" } } }')
  )
  t.same(
    problems.map(({ path }) => path.join('.')),
    ['properties.v.read', 'properties.w.range', 'ports']
  )
  t.end()
})

t.test('what is no profile is not simulated', t => {
  t.throws(() => simulatorOf({ kind: 'scpi' }), /This profile cannot be simulated: .* lacks "properties"/)
  t.end()
})
