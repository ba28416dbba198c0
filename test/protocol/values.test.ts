import t from 'tap'
import { selects, viewName } from '../../protocol/index.ts'

t.test('a view has one name, however its selectors are put', async t => {
  t.equal(viewName(['b.*', 'a.x']), 'a.x,b.*')
  t.equal(viewName(['a.x', 'b.*', 'a.x']), 'a.x,b.*')
  t.equal(viewName(['*']), '*')
  const given = ['b.*', 'a.x']
  viewName(given)
  t.same(given, ['b.*', 'a.x'], 'what was given stays as it was')
})

const table: readonly (readonly [selector: string, key: string, within: boolean])[] = [
  ['*', 'plate.target', true],
  ['*', 'station.$about', true],
  ['plate.*', 'plate.target', true],
  ['plate.*', 'plate.$link', true],
  ['plate.*', 'plate2.target', false],
  ['plate.*', 'pla.target', false],
  ['plate.target', 'plate.target', true],
  ['plate.target', 'plate.target2', false],
  ['plate.$link', 'plate.$link', true],
  ['plate.t', 'plate.target', false],
]

t.test('what lies within a view', async t => {
  for (const [selector, key, within] of table) t.equal(selects([selector], key), within, `${selector} ${key}`)
  t.equal(selects(['a.x', 'plate.*'], 'plate.target'), true, 'any of several')
  t.equal(selects([], 'plate.target'), false)
})
