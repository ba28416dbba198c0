import t from 'tap'
import type { Driver } from '../../drivers/contract.ts'
import type { Scalar } from '../../protocol/index.ts'
import { machine, Rig } from '../devices/rig.ts'
import { madeOf, yaml } from './rig.ts'

/** What a driver makes of a line that answers nothing. */
function hears(driver: Driver, line: string) {
  const values: Record<string, Scalar> = {}
  const samples: (readonly number[])[] = []
  const events: (readonly [string, object])[] = []
  driver.heard?.(line, {
    value: (name, value) => {
      values[name] = value
    },
    sample: (_, numbers) => samples.push(numbers),
    event: (name, data) => events.push([name, data]),
  })
  return { values, samples, events }
}

const TH = 'kind: line\nvalues: { temperature: { key: T, unit: Cel }, humidity: { key: H, unit: "%" } }'

t.test('values by their names', t => {
  const driver = madeOf(yaml(TH))
  const cases: Readonly<Record<string, object>> = {
    'T=23.4 H=41': { temperature: 23.4, humidity: 41 },
    'T: 23.4, H: 41': { temperature: 23.4, humidity: 41 },
    'T = 23.4C;H = 41%': { temperature: 23.4, humidity: 41 },
    '{"T": 23.4, "H": 41, "n": [1, 2]}': { temperature: 23.4, humidity: 41 },
    '{"T": null, "H": 41}': { temperature: null, humidity: 41 },
    'H=41': { humidity: 41 },
    'T=nan H=41': { temperature: null, humidity: 41 },
    'T= H=41': { humidity: 41 },
    'temp T': {},
    'TT=5': {},
    '{"T": 23.4': {},
    'Booting v1.2 ...': {},
    '': {},
  }
  for (const [line, values] of Object.entries(cases)) t.same(hears(driver, line).values, values, line)
  t.same(driver.identify, 'heard')
  t.match(driver.properties.temperature?.description, { title: 'Temperature', unit: 'Cel' })
  t.end()
})

t.test('a row is told from other lines at once, however many columns it lacks', t => {
  const rowOf = (columns: number, more = '') => {
    const values = Array.from({ length: columns }, (_, i) => `v${i}: { column: ${i + 1} }`).join(', ')
    return madeOf(yaml(`kind: line\n${more}values: { ${values} }`)).unasked as RegExp
  }
  const row = (columns: number, between = ', ') => Array.from({ length: columns }, (_, i) => i).join(between)
  for (const between of [',', ', ', ';', '\t', ' , ']) {
    t.equal(rowOf(60).test(row(60, between)), true, `60 columns, between them ${JSON.stringify(between)}`)
    t.equal(rowOf(60).test(row(61, between)), true)
    t.equal(rowOf(60).test(row(59, between)), false, 'one lacks, and the answer is there in this life')
  }
  t.equal(rowOf(60, 'separator: "--"\n').test(row(60, '--')), true)
  t.equal(rowOf(60, 'separator: "--"\n').test(row(59, ' -- ')), false)
  t.equal(rowOf(60, 'separator: " "\n').test(row(60, ' ')), true)
  t.equal(rowOf(3).test('1,,'), true, 'empty columns are columns')
  t.equal(rowOf(3).test('a b,1,2'), false, 'words are a sentence')
  t.equal(rowOf(1).test('23.4'), true)
  t.equal(rowOf(1).test('OK,12'), false)
  t.end()
})

t.test('values by their column, by what is within JSON, by a pattern', t => {
  const csv = madeOf(yaml('kind: line\nvalues: { a: { column: 1 }, c: { column: 3, toggle: [no, yes] } }'))
  t.same(hears(csv, '1.5, x, yes').values, { a: 1.5, c: true })
  t.same(hears(csv, '1.5\t2\tno').values, { a: 1.5, c: false })
  t.same(hears(csv, 'millis;x;mode').values, {}, 'the heading of a table')
  const other = madeOf(yaml('kind: line\nseparator: "|"\nvalues: { a: { column: 2 } }'))
  t.same(hears(other, '1,5|2').values, { a: 2 })
  const json = madeOf(yaml('kind: line\nvalues: { t: { key: air.T }, on: { key: on, toggle: true } }'))
  t.same(hears(json, '{"air":{"T":-3.5},"on":true}').values, { t: -3.5, on: true })
  const pattern = madeOf(
    yaml(
      'kind: line\nvalues: { t: { pattern: "^TEMP (.+) C$" }, s: { pattern: "^STATE (?<value>\\\\w+)", text: true } }'
    )
  )
  t.same(hears(pattern, 'TEMP 21.5 C').values, { t: 21.5 })
  t.same(hears(pattern, 'STATE idle since 3').values, { s: 'idle' })
  t.end()
})

t.test('events, with what they tell', t => {
  const driver = madeOf(
    yaml(`
kind: line
values: { led: { pattern: "^LED (.)", toggle: [0, 1] } }
events:
  button: { pattern: "^BUTTON (?<number>\\\\d+) (?<how>\\\\w+)$", data: { number: number } }
  ready: { pattern: "^READY" }
`)
  )
  t.same(driver.events.button, { title: 'Button', data: { number: 'number', how: 'string' } })
  t.same(hears(driver, 'BUTTON 2 long').events, [['button', { number: 2, how: 'long' }]])
  t.same(hears(driver, 'READY').events, [['ready', {}]])
  t.same(hears(driver, 'LED 1'), { values: { led: true }, samples: [], events: [] })
  t.end()
})

t.test('a stream of what is printed: whole lines are samples, what is left of others are values', t => {
  const driver = madeOf(
    yaml(
      'kind: line\nevery: 10 ms\nstream: true\nvalues: { x: { key: x }, y: { key: y }, on: { key: on, toggle: true } }'
    )
  )
  t.same(driver.streams, { samples: { title: 'Samples', channels: ['x', 'y'], every: 10 } })
  t.same(hears(driver, 'x=1 y=2 on=1'), { values: { on: true }, samples: [[1, 2]], events: [] })
  t.same(hears(driver, 'x=1'), { values: { x: 1 }, samples: [], events: [] })
  t.end()
})

t.test('a stale value is one that should have been printed by now', t => {
  const stale = (document: string) => madeOf(yaml(document)).properties.v?.description.staleAfter
  t.equal(stale('{ kind: line, values: { v: { key: v } } }'), 10_000)
  t.equal(stale('{ kind: line, every: 100 ms, values: { v: { key: v } } }'), 1_300)
  t.equal(stale('{ kind: line, every: 1 min, values: { v: { key: v, staleAfter: 5 min } } }'), 300_000)
  t.equal(stale('{ kind: line, values: { v: { ask: "v?", every: 2 s } } }'), 7_000)
  t.end()
})

// --- on a link

/** A board that prints what it is told to print, and answers what is in the table. */
function board(answers: Readonly<Record<string, string>>) {
  let print: (text: string, after?: number) => void = () => undefined
  const make = machine((line, say) => {
    print = say
    const answer = answers[line]
    if (answer !== undefined) say(`${answer}\r\n`)
  })
  return { make, print: (text: string) => print(`${text}\r\n`) }
}

/** One that prints every 500 ms, from the moment on at which it has its power. */
const printing =
  (...texts: string[]) =>
  (host: Parameters<ReturnType<typeof machine>>[0]) => {
    let turn = 0
    const again = (): void =>
      void host.clock.after(500, () => {
        const text = texts[Math.min(turn++, texts.length - 1)] ?? ''
        host.send(Uint8Array.from(text, c => c.charCodeAt(0)))
        again()
      })
    again()
    return { receive: () => undefined, order: () => undefined, stop: () => undefined }
  }

const reasonOf = (rig: Rig) => {
  const links = rig.events.flatMap(event => (event.type === 'link' ? [event.link] : []))
  return links.at(-1)
}

t.test('a board that only prints is known by the first line that its profile understands', async t => {
  const rig = new Rig(madeOf(yaml(TH)), printing('Hello, I boot\n', 'T=23.4 H=41\r\n'))
  rig.owner.open()
  await rig.clock.pass(100)
  t.match(reasonOf(rig), { state: 'identifying', reason: /nothing was heard yet/ })
  await rig.clock.pass(500)
  t.match(reasonOf(rig), { state: 'identifying', reason: /it says "Hello, I boot", of which its driver makes nothing/ })
  t.match(
    rig.news().filter(({ type }) => type === 'heard'),
    []
  )
  await rig.clock.pass(500)
  t.match(reasonOf(rig), { state: 'up', identity: 'it says "T=23.4 H=41"' })
  const heard = rig.news().filter(({ type }) => type === 'heard')
  t.match(heard, [
    {
      readings: [
        { property: 'temperature', value: 23.4 },
        { property: 'humidity', value: 41 },
      ],
    },
  ])
  t.same(rig.out, [], 'and it was asked nothing')
})

t.test('what the link was opened in the middle of is not believed', async t => {
  const csv = 'kind: line\nvalues: { t: { column: 1 }, h: { column: 2 } }'
  const rig = new Rig(madeOf(yaml(csv)), printing('23.4,41\n', '3.4,41\n', '23.4,41\n'))
  await rig.clock.pass(950)
  rig.owner.open()
  await rig.clock.pass(100)
  t.match(reasonOf(rig), {
    state: 'identifying',
    reason: /it says "3.4,41", which may have begun before the link was opened/,
  })
  await rig.clock.pass(500)
  t.match(reasonOf(rig), { state: 'up' })
  const [heard] = rig.news().filter(({ type }) => type === 'heard')
  t.match(heard, { readings: [{ value: 23.4 }, { value: 41 }] })
})

t.test('a board that was unplugged is known anew', async t => {
  const rig = new Rig(madeOf(yaml(TH)), printing('T=1 H=2\n'))
  rig.owner.open()
  await rig.clock.pass(600)
  rig.unplug(200)
  await rig.clock.pass(2_000)
  t.same(rig.links, ['opening', 'identifying', 'up', 'waiting', 'opening', 'identifying', 'up'])
})

const LED = `
kind: line
refusal: "^ERR (?<why>.+)$"
values:
  led: { toggle: [0, 1], ask: "LED?", pattern: "^LED (.)$", write: "LED {value}", reply: "^OK$" }
  dim: { range: [0, 100], step: 1, write: "DIM {value}" }
  t: { key: T }
events: { button: { pattern: "^BUTTON" } }
identify: { ask: "ID?", pattern: "^BOARD (?<version>.+)$" }
`
const set = (property: string, value: Scalar) => ({ kind: 'set', property, value, command: 's#1' }) as const

t.test('what is asked is answered, whatever it prints meanwhile', async t => {
  const { make, print } = board({
    'ID?': 'BOARD 7',
    'LED?': 'T=5\nBUTTON\nLED 1',
    'LED 1': 'OK',
    'LED 0': 'ERR locked',
  })
  const rig = await new Rig(madeOf(yaml(LED)), make).up()
  t.match(await rig.converse({ kind: 'read', property: 'led' }), { is: 'read', reading: { value: true } })
  t.match(
    rig.events.filter(({ type }) => type === 'heard'),
    [{ readings: [{ property: 't', value: 5 }] }, { events: [{ name: 'button' }] }]
  )
  t.match(await rig.converse(set('led', true)), { is: 'acknowledged' })
  t.match(await rig.converse(set('led', false)), { is: 'refused', why: 'locked' })
  t.match(await rig.converse(set('dim', 40)), { is: 'acknowledged' })
  t.same(rig.out, ['LED?', 'LED 1', 'LED 0', 'DIM 40'])
  print('LED 0')
  await rig.clock.pass(10)
  t.match(rig.news().at(-1), { type: 'heard', readings: [{ property: 'led', value: false }] }, 'somebody pressed it')
  const { led, dim } = madeOf(yaml(LED)).properties
  t.match(led?.description.control, { kind: 'level', verify: { by: 'readback' } })
  t.match(dim?.description.control, { kind: 'setpoint', verify: { by: 'none' } }, 'nothing tells that it was done')
})

t.test('a board that starts anew when its port is opened is given its time', async t => {
  const { make } = board({ 'ID?': 'BOARD 7' })
  const rig = new Rig(madeOf(yaml(`${LED}\nboot: 2 s`)), make)
  rig.owner.open()
  await rig.clock.pass(1_900)
  t.same(rig.out, [])
  await rig.clock.pass(200)
  t.same(rig.out, ['ID?'])
  t.equal(rig.links.at(-1), 'up')
})

t.test('a board that only answers is known by its first answer', async t => {
  const { make } = board({ 'T?': 'T=21.5', 'H?': '40' })
  const document = 'kind: line\nvalues: { t: { ask: "T?", key: T }, h: { ask: "H?" } }'
  const rig = await new Rig(madeOf(yaml(document)), make).up()
  t.equal(rig.links.at(-1), 'up')
  t.match(await rig.converse({ kind: 'read', property: 't' }), { reading: { value: 21.5 } })
  t.match(await rig.converse({ kind: 'read', property: 'h' }), { reading: { value: 40 } })
  const wrong = await new Rig(madeOf(yaml(document)), board({ 'T?': 'what?' }).make).up()
  t.not(wrong.links.at(-1), 'up')
})

t.test('what a board says to its stop answers nothing else', async t => {
  const answers = { 'ID?': 'BOARD 7', 'LED?': 'LED 1', 'LED 0': 'OK', 'LED 1': 'OK' }
  const stop = 'stop: { write: LED 0, reply: "^OK$", expect: { led: 0 } }'
  const rig = await new Rig(madeOf(yaml(`${LED}\n${stop}`)), board(answers).make).up()
  rig.owner.halt()
  t.match(await rig.converse({ kind: 'read', property: 'led' }), { reading: { value: true } })
  t.match(await rig.converse(set('led', true)), { is: 'acknowledged' }, "and the next OK is a command's")
  rig.owner.converse({ kind: 'read', property: 'led' })
  rig.owner.halt()
  await rig.clock.pass(50)
  t.match(rig.answers(), [{ reading: { value: true } }])
  t.match(await rig.converse({ kind: 'read', property: 'led' }), { reading: { value: true } })
})
