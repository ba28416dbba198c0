import t from 'tap'
import { layout, pathsOf, placesOf } from '../../ui/widgets/digits/layout.ts'
import { scaleOf } from '../../ui/widgets/figures.ts'
import { angleOf, arc, fillOf, graduations, pointAt } from '../../ui/widgets/gauge/arc.ts'
import { strideOf, valueAfter } from '../../ui/widgets/slider/keys.ts'
import { target } from './plate.ts'

const scaled = (min: number, max: number, step = 0.1) =>
  scaleOf({ ...target, range: [min, max], step, precision: step })

/** What the segments say, as a person reads them. */
const SIGNS = new Map([
  ['abcdef', '0'], ['bc', '1'], ['abged', '2'], ['abgcd', '3'], ['fgbc', '4'], ['afgcd', '5'], ['afgedc', '6'],
  ['abc', '7'], ['abcdefg', '8'], ['abcdfg', '9'], ['g', '-'], ['', ' '], ['cdeg', 'O'], ['def', 'L'],
]) // biome-ignore format: a table
const read = (value: number | undefined, min: number, max: number, step: number) => {
  const scale = scaled(min, max, step)
  return layout(value, { ...scale, places: placesOf(scale) })
    .map(({ lit, point }) => SIGNS.get(lit) + (point ? '.' : ''))
    .join('')
}

t.test('digits: each value at its place, with sign and point', async t => {
  const cases: readonly (readonly [number | undefined, number, number, number, string])[] = [
    [0, 0, 9.99, 0.01, '0.00'],
    [1.23, 0, 9.99, 0.01, '1.23'],
    [24.5, -20, 400, 0.1, '  24.5'.slice(-5)],
    [-4.25, -20, 400, 0.01, ' -4.25'],
    [-0.01, -20, 400, 0.1, '  0.0'],
    [380, 0, 400, 1, '380'],
    [7, 0, 400, 1, '  7'],
    [12345.6, 0, 20_000, 0.1, '12345.6'],
    [99_999, 0, 400, 1, ' OL'],
    [-1000, -20, 400, 1, ' OL'],
    [undefined, 0, 400, 1, '---'],
  ]
  for (const [value, min, max, step, shown] of cases) t.equal(read(value, min, max, step), shown, `${value}`)
})

t.test('digits: every segment is drawn once, lit or dark', async t => {
  const { lit, dark } = pathsOf(layout(18, { places: 2, digits: 0 }))
  t.equal(lit.split('M').length - 1, 9)
  t.equal(dark.split('M').length - 1, 7, 'five of the one, and two points')
})

t.test('gauge: angles, points and arcs', async t => {
  const scale = scaled(0, 100)
  for (const [value, angle] of [[0, -120], [50, 0], [100, 120], [25, -60], [-5, -120], [500, 120]] as const) {
    t.equal(angleOf(value, scale), angle, `${value}`)
  } // biome-ignore format: pairs
  t.same(pointAt(0, 80), { x: 100, y: 20 })
  t.same(pointAt(90, 80), { x: 180, y: 100 })
  t.same(pointAt(-90, 80), { x: 20, y: 100 })
  t.equal(arc(10, 10, 80), '', 'nothing has no length')
  t.match(arc(-120, 0, 80), /A80 80 0 0 1 100 20$/, 'less than half a turn')
  t.match(arc(-120, 120, 80), /A80 80 0 1 1 /, 'more')
})

t.test('gauge: filled from nought, where the scale has one', async t => {
  t.same(fillOf(50, scaled(0, 100)), [-120, 0])
  t.same(fillOf(-50, scaled(-100, 100)), [-60, 0])
  t.same(fillOf(50, scaled(-100, 100)), [0, 60])
  t.same(fillOf(30, scaled(20, 40)), [-120, 0], 'else from the lower end')
})

t.test('graduations are round, and leave the ends alone', async t => {
  t.same(graduations({ min: 0, max: 100 }, 4), [0, 25, 50, 75, 100])
  t.same(graduations({ min: 0, max: 300 }, 5), [0, 100, 200, 300])
  t.same(graduations({ min: -20, max: 400 }, 5), [-20, 100, 200, 300, 400])
  t.same(graduations({ min: 0, max: 0.35 }, 5), [0, 0.1, 0.2, 0.3, 0.35])
  t.same(graduations({ min: 0, max: 5 }, 5), [0, 1, 2, 3, 4, 5])
  t.same(graduations({ min: -10, max: 10 }, 4), [-10, -5, 0, 5, 10])
})

t.test('steps: the property has its own; a fine one is stepped coarser, and finely with alt', async t => {
  t.equal(strideOf(scaled(0, 300, 0.5)), 0.5)
  t.equal(strideOf(scaled(0, 100, 1)), 1)
  t.equal(strideOf(scaled(0, 30, 0.001)), 0.02)
  t.equal(strideOf(scaled(0, 1_000_000, 1)), 1_000)
  const press = (key: string, more = {}) => ({ key, shiftKey: false, altKey: false, ...more })
  const scale = scaled(0, 30, 0.001)
  t.equal(valueAfter(press('ArrowUp'), 5, scale), 5.02)
  t.equal(valueAfter(press('ArrowDown', { shiftKey: true }), 5, scale), 4.8)
  t.equal(valueAfter(press('ArrowUp', { altKey: true }), 5, scale), 5.001)
  t.equal(valueAfter(press('ArrowLeft', { altKey: true }), 5, scale), undefined, 'the browser goes back')
  t.equal(valueAfter(press('PageUp'), 5, scale), 6.5)
  t.equal(valueAfter(press('ArrowUp'), 30, scale), 30)
})
