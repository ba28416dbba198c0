import t from 'tap'
import { hrefOf, type Place, placeOf } from '../../ui/shell/route.ts'

t.test('each place has an address and is found by it', async t => {
  const places: Place[] = [
    { at: 'overview' },
    { at: 'group', group: 'Bench' },
    { at: 'group', group: 'Öfen / 100 %' },
    { at: 'device', device: 'psu' },
    { at: 'device', device: 'psu', name: 'voltage' },
  ]
  for (const place of places) t.same(placeOf(hrefOf(place)), place, hrefOf(place))
  t.equal(hrefOf({ at: 'device', device: 'psu' }), '#/device/psu')
})

t.test('an address that is none is the overview', async t => {
  for (const hash of ['', '#', '#/', '#live', '#/device', '#/device/', '#/group/', '#/group/%E0%A4', '#/nothing/psu']) {
    t.same(placeOf(hash), { at: 'overview' }, hash)
  }
})
