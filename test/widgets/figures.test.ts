import t from 'tap'
import {
  digitsOf,
  duration,
  figure,
  inWords,
  limit,
  placeOf,
  quantity,
  roundTo,
  scaleOf,
  unitSymbol,
} from '../../ui/widgets/figures.ts'
import { target } from './plate.ts'

const scale = scaleOf(target)

t.test('units are written as people write them', async t => {
  const pairs = {
    Cel: '°C',
    '%': '%',
    um: 'µm',
    us: 'µs',
    Ohm: 'Ω',
    '{rpm}': 'rpm',
    '1': '',
    V: 'V',
    bar: 'bar',
    kOhm: 'kΩ',
    GBy: 'GB',
    'm/s2': 'm/s²',
    m3: 'm³',
    'N.m': 'N·m',
  }
  for (const [code, symbol] of Object.entries(pairs)) t.equal(unitSymbol(code), symbol, code)
  t.equal(unitSymbol(undefined), '')
})

t.test('a number keeps its digits, has a real minus, and groups its thousands', async t => {
  t.equal(figure(24, 1), '24.0')
  t.equal(figure(-4.25, 1), '\u22124.3')
  t.equal(figure(-0.01, 1), '0.0', 'no minus zero')
  t.equal(figure(1234, 0), '1234')
  t.equal(figure(1234567.8, 1), '1\u202f234\u202f567.8')
  t.equal(quantity(200, scale), '200.0\u202f°C')
  t.equal(quantity(90, { ...scale, unit: '°', digits: 0 }), '90°')
  t.equal(scale.widest, '300.0'.length)
})

t.test('as many digits as the step needs', async t => {
  for (const [step, digits] of [[1, 0], [0.5, 1], [0.25, 2], [0.1, 1], [0.001, 3], [10, 0], [2.5, 1]] as const) {
    t.equal(digitsOf(step), digits, String(step))
  } // biome-ignore format: pairs
})

t.test('the ends of a scale have the digits that they need', async t => {
  const ends = (min: number, max: number) => {
    const scale = scaleOf({ ...target, range: [min, max] })
    return [limit(min, scale), limit(max, scale)]
  }
  t.same(ends(0, 300), ['0', '300'])
  t.same(ends(0, 2.5), ['0', '2.5'])
  t.same(ends(-0.5, 10), ['\u22120.5', '10'])
  t.same(ends(-20, 0.123_456), ['\u221220', '0.1'], 'no more than the scale has')
  t.equal(inWords(0), '0')
  t.equal(inWords(-5), '\u22125')
})

t.test('rounding stays on the steps and within the range', async t => {
  t.equal(roundTo(77.3, scale), 77.5)
  t.equal(roundTo(-5, scale), 0)
  t.equal(roundTo(9e9, scale), 300)
  t.equal(roundTo(0.3, { ...scale, step: 0.1 }), 0.3, 'without the dust of binary fractions')
  t.equal(roundTo(4, { ...scale, min: -5, max: 5, step: 3 }), 4, 'steps are counted from the lower end')
  t.equal(placeOf(150, scale), 0.5)
  t.equal(placeOf(999, scale), 1)
})

t.test('durations, from milliseconds to hours', async t => {
  const said = [31.4, 999.4, 3_240, 14_000, 150_000, 3 * 3_600_000].map(duration)
  t.same(
    said,
    ['31 ms', '999 ms', '3.2 s', '14 s', '3 min', '3 h'].map(words => words.replace(' ', '\u202f'))
  )
})
