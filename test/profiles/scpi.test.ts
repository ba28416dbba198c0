import t from 'tap'
import type { Scalar } from '../../protocol/index.ts'
import { machine, Rig } from '../devices/rig.ts'
import { madeOf, yaml } from './rig.ts'

type Answers = Readonly<Record<string, string | readonly string[]>>

/** An instrument of a table: each answer in its turn, the last one for ever; silence for what is not in it. */
function instrument(answers: Answers, end = '\n') {
  const turns = new Map<string, number>()
  return machine((line, say) => {
    const answer = answers[line.trim()]
    const turn = turns.get(line) ?? 0
    turns.set(line, turn + 1)
    const text = typeof answer === 'string' ? answer : answer?.[Math.min(turn, answer.length - 1)]
    if (text !== undefined) say(text + end)
  })
}

const up = (document: string, answers: Answers, end?: string): Promise<Rig> =>
  new Rig(madeOf(yaml(document)), instrument({ '*IDN?': 'ACME,PS30,123,1.0', '*OPC?': '1', ...answers }, end)).up()

const set = (property: string, value: Scalar) => ({ kind: 'set', property, value, command: 's#1' }) as const
const read = (property: string) => ({ kind: 'read', property }) as const

const SUPPLY = `
kind: scpi
errors: SYST:ERR?
properties: { voltage: { unit: V, range: [0, 30], step: 0.001, read: "VOLT?", write: "VOLT {value}" } }
`

t.test('what is set is done when the instrument says so, and complains of nothing', async t => {
  const rig = await up(SUPPLY, { 'SYST:ERR?': '0,"No error"', 'VOLT?': '5.000' })
  t.match(await rig.converse(set('voltage', 5)), { is: 'acknowledged' })
  t.same(rig.out, ['VOLT 5.000', '*OPC?', 'SYST:ERR?'])
  const { control } = madeOf(yaml(SUPPLY)).properties.voltage!.description
  t.match(control, { kind: 'setpoint', verify: { by: 'readback' } })
  t.ok(control?.verify.by === 'readback' && control.verify.within < 0.001, 'the next step is another value')
})

t.test('what it complains of is its refusal, in its words; and its queue is empty then', async t => {
  const errors = ['0,"No error"', '-222,"Data out of range;VOLT"', '-221,"Settings conflict"', '+0,"No error"']
  const rig = await up(SUPPLY, { 'SYST:ERR?': errors })
  t.match(await rig.converse(set('voltage', 5)), { is: 'refused', why: 'Data out of range;VOLT (-222)' })
  t.same(rig.out, ['VOLT 5.000', '*OPC?', 'SYST:ERR?', 'SYST:ERR?', 'SYST:ERR?'])
  t.match(await rig.converse(set('voltage', 6)), { is: 'acknowledged' })
})

t.test('complaints that are older than the link refuse nothing', async t => {
  const errors = ['-113,"Undefined header"', '-350,"Queue overflow"', '0,"No error"']
  const rig = await up(SUPPLY, { 'SYST:ERR?': errors })
  t.match(await rig.converse(set('voltage', 5)), { is: 'acknowledged' })
})

t.test('errors as instruments write them', async t => {
  const words = {
    '0': undefined,
    '+0,"No error"': undefined,
    '"0,No error"': undefined,
    '-102': 'error -102',
    '"-222, Data out of range"': 'Data out of range (-222)',
    '+1,"Local"': 'Local (1)',
  }
  for (const [said, why] of Object.entries(words)) {
    const rig = await up(SUPPLY, { 'SYST:ERR?': ['0', said, '0'] })
    t.match(
      await rig.converse(set('voltage', 1)),
      why === undefined ? { is: 'acknowledged' } : { is: 'refused', why },
      said
    )
  }
})

t.test('readings as instruments write them', async t => {
  const document = `
kind: scpi
properties:
  number: { read: "N?" }
  named: { read: "H?", pattern: "^:?VOLT(?:AGE)? (.+)$" }
  flag: { toggle: [OFF, ON], read: "F?" }
  valve: { toggle: [SHUT, OPEN], read: "W?" }
  mode: { select: { VOLT: Voltage, RES: Resistance }, read: "S?" }
  level: { select: [1, 2], read: "L?" }
  label: { text: true, read: "T?" }
`
  const cases: readonly (readonly [string, string, string, unknown])[] = [
    ['number', 'N?', '+1.2300E+01', 12.3],
    ['number', 'N?', '-.5', -0.5],
    ['number', 'N?', '12.34 V', 12.34],
    ['number', 'N?', '12.34V', 12.34],
    ['number', 'N?', '"7"', 7],
    ['number', 'N?', '+9.90000000E+37', /overload/],
    ['number', 'N?', '-9.9E37', /overload/],
    ['number', 'N?', '9.91E+37', /nothing to measure/],
    ['number', 'N?', 'NAN', /nothing to measure/],
    ['number', 'N?', 'OVLD', /overload/],
    ['number', 'N?', 'O.L', /overload/],
    ['number', 'N?', 'VOLT', /no number/],
    ['named', 'H?', ':VOLT 1.5', 1.5],
    ['named', 'H?', '1.5', /does not fit/],
    ['flag', 'F?', '1', true],
    ['flag', 'F?', '+0', false],
    ['flag', 'F?', 'ON', true],
    ['flag', 'F?', 'off', false],
    ['flag', 'F?', 'MAYBE', /neither OFF nor ON/],
    ['valve', 'W?', '"OPEN"', true],
    ['mode', 'S?', '"VOLT"', 'VOLT'],
    ['mode', 'S?', 'res', 'RES'],
    ['mode', 'S?', '"FREQ"', 'FREQ'],
    ['level', 'L?', '+2.0E+00', '2'],
    ['label', 'T?', '"say ""hello"""', 'say "hello"'],
  ]
  for (const [property, question, answer, expected] of cases) {
    const rig = await up(document, { [question]: answer })
    const wanted = expected instanceof RegExp ? { why: expected } : { is: 'read', reading: { value: expected } }
    t.match(await rig.converse(read(property)), wanted, `${property}: ${answer}`)
  }
})

t.test('overload is a quality of the value, and no fault of the driver', async t => {
  const rig = await up('{ kind: scpi, properties: { r: { read: "R?" } } }', { 'R?': '9.9E37' })
  t.match(await rig.converse(read('r')), { is: 'refused', why: 'overload' })
  t.equal(rig.links.at(-1), 'up')
})

t.test('without *OPC? and errors it is told and nothing more', async t => {
  const rig = await up('{ kind: scpi, opc: false, properties: { v: { range: [0, 1], write: "V {value}" } } }', {})
  t.match(await rig.converse(set('v', 0.25)), { is: 'acknowledged' })
  t.same(rig.out, ['V 0.25'])
})

t.test('how a set is verified', t => {
  const verify = (property: string, more = '') => {
    const { properties } = madeOf(yaml(`{ kind: scpi, ${more} properties: { v: { range: [0, 9], ${property} } } }`))
    return properties.v?.description.control?.verify
  }
  t.match(verify('read: "V?", write: "V {value}"'), { by: 'readback', within: 0 })
  t.match(verify('write: "V {value}"'), { by: 'ack' })
  t.match(verify('write: "V {value}"', 'opc: false, errors: "ERR?",'), { by: 'ack' })
  t.match(verify('write: "V {value}"', 'opc: false,'), { by: 'none' })
  t.match(verify('read: "V?", write: "V {value}", verify: ack'), { by: 'ack' })
  t.match(verify('read: "V?", write: "V {value}", verify: { within: 0.5, window: 4 s }'), {
    by: 'readback',
    within: 0.5,
    window: 4_000,
  })
  t.end()
})

t.test('an old instrument is given its time, in lines that end as it wants them', async t => {
  const document = `
kind: scpi
end: "\\r\\n"
after: 20 ms
connect: [SYST:REM]
properties: { v: { range: [0, 9], read: "V?", write: ["CHAN 1", "V {value}"] } }
`
  const rig = await up(document, { 'V?': '3' }, '\r\n')
  await rig.clock.pass(100)
  rig.owner.converse(set('v', 3))
  await rig.clock.pass(100)
  t.match(rig.answers(), [{ is: 'acknowledged' }])
  const out = rig.records.filter(({ way }) => way === 'out')
  t.same(
    out.slice(-3).map(({ bytes }) => String.fromCharCode(...bytes)),
    ['CHAN 1\r\n', 'V 3\r\n', '*OPC?\r\n']
  )
  const [first = 0, second = 0, third = 0] = out.slice(-3).map(({ at }) => at)
  t.ok(second - first >= 20 && third - second >= 20)
})

t.test('who it is', async t => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ['identify: "ACME,PS30"', 'ACME,PS30,123,1.0', true],
    ['identify: "Acme, ps"', 'ACME,PS30,123,1.0', true],
    ['identify: "ACME,DP832"', 'ACME,PS30,123,1.0', false],
    ['identify: { pattern: "PS\\\\d0" }', 'ACME,PS30,123,1.0', true],
    ['identify: { pattern: "^PS" }', 'ACME,PS30,123,1.0', false],
    ['', 'anything at all', true],
  ]
  for (const [identify, answer, isIt] of cases) {
    const document = `{ kind: scpi, properties: { v: { read: "V?" } }, ${identify} }`
    const rig = await up(document, { '*IDN?': answer })
    t.equal(rig.links.at(-1) === 'up', isIt, identify)
  }
})

t.test('stop: after the conversation under way, or by bytes at once', async t => {
  const after = await up(`${SUPPLY}\nstop: { write: [VOLT 0, OUTP OFF] }`, { 'SYST:ERR?': '0' })
  after.owner.converse(read('voltage'))
  after.owner.halt()
  t.same(after.out, ['VOLT?'])
  await after.clock.pass(3_000)
  t.same(after.out.slice(0, 2), ['VOLT?', 'VOLT 0\nOUTP OFF'], 'it did not answer: the stop follows all the same')
  const atOnce = await up(`${SUPPLY}\nstop: { realtime: "!" }`, { 'SYST:ERR?': '0' })
  atOnce.owner.converse(read('voltage'))
  atOnce.owner.halt()
  t.same(atOnce.out, ['VOLT?', '!'])
})

t.test('actions with what they are told', async t => {
  const document = `
kind: scpi
properties: { v: { read: "V?" } }
actions:
  apply:
    write: "APPL {volts},{state}"
    input: { volts: { unit: V, range: [0, 30], step: 0.01, default: 1 }, state: { toggle: [OFF, ON] } }
`
  const rig = await up(document, {})
  const job = { kind: 'call', action: 'apply', input: { volts: 12.5, state: true }, command: 's#1' } as const
  t.match(await rig.converse(job), { is: 'acknowledged' })
  t.same(rig.out, ['APPL 12.50,ON', '*OPC?'])
  t.match(madeOf(yaml(document)).actions.apply?.description, {
    title: 'Apply',
    input: { volts: { title: 'Volts', type: 'number', range: [0, 30], default: 1 }, state: { type: 'boolean' } },
  })
})

t.test('by the network or by a serial port', t => {
  const { transport } = madeOf(yaml('{ kind: scpi, properties: { v: { read: "V?" } } }'))
  t.same(transport, [
    { kind: 'tcp', port: 5_025 },
    { kind: 'serial', baudRate: 9_600 },
  ])
  const other = madeOf(yaml('{ kind: scpi, port: 5555, baudRate: 115200, properties: { v: { read: "V?" } } }'))
  t.match(other.transport, [{ port: 5_555 }, { baudRate: 115_200 }])
  t.end()
})

t.test('a question that the instrument does not know is named where the link is given up for it', async t => {
  const rig = await up('{ kind: scpi, properties: { p: { read: "MEAS:POW?" } } }', {})
  t.match(await rig.converse(read('p'), 3_000), { is: 'silent', why: 'timeout' })
  t.match(rig.log, [/connected/, /The device did not answer "MEAS:POW\?" as expected/])
})
