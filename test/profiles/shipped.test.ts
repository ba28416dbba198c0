import { readdirSync } from 'node:fs'
import t from 'tap'
import { findPlaces } from '../../daemon/cli/places.ts'
import { madeOf, ProfileRig, shipped } from './rig.ts'

const names = readdirSync(new URL('../../drivers/profiles/shipped', import.meta.url)).map(file =>
  file.replace('.yaml', '')
)

t.test('the daemon finds them by their names', t => {
  const { profiles } = findPlaces()
  t.same(Object.keys(profiles).sort(), names.sort())
  t.match(profiles['bench-supply'], /bench-supply\.yaml$/)
  t.end()
})

for (const name of names) {
  t.test(`${name}: everything of it is read from its simulator, and set there`, async t => {
    const document = shipped(name)
    const rig = await new ProfileRig({ it: { document } }).pass(6_000)
    t.match(rig.house.state.devices.get('it')?.link, { state: 'up' })
    const { properties } = madeOf(document)
    for (const [property, { description }] of Object.entries(properties)) {
      const { value, quality, reason } = rig.key(`it.${property}`) ?? {}
      t.equal(typeof value, description.type, property)
      t.notOk(quality, `${property}: ${reason}`)
      const { range, choices, control } = description
      if (!control) continue
      for (const wanted of range ?? choices?.map(choice => choice.value) ?? [true, false]) {
        if (property === 'output' && wanted === true) continue
        t.match(await rig.set(`it.${property}`, wanted), { outcome: 'done' }, `${property}: ${wanted}`)
        t.equal(rig.value(`it.${property}`), wanted)
      }
    }
    t.same(
      rig.log.filter(line => !/connected/.test(line)),
      []
    )
    await rig.house.close('done')
  })
}

t.test('its simulator misbehaves as every other: nothing of it stays', async t => {
  const rig = await new ProfileRig({ it: { document: shipped('bench-supply') } }).pass(3_000)
  const { machine } = rig.transports.it!
  machine.order({ order: 'drop', chance: 0.05 })
  machine.order({ order: 'garble', chance: 0.05 })
  machine.order({ order: 'refuse', chance: 0.2 })
  const ends = []
  for (let i = 0; i < 20; i++) ends.push(await rig.set('it.voltage', i / 2, 1_500))
  machine.order({ order: 'hang', for: 2_000 })
  await rig.pass(3_000)
  machine.order({ order: 'unplug', for: 500 })
  for (const order of ['drop', 'garble', 'refuse'] as const) machine.order({ order, chance: 0 })
  await rig.pass(15_000)
  const done = ends.filter(end => end && 'outcome' in end && end.outcome === 'done')
  t.ok(done.length > 0)
  t.ok(done.length < ends.length, 'some of it went wrong')
  t.match(await rig.set('it.voltage', 7), { outcome: 'done' })
  t.equal(rig.value('it.voltage'), 7)
  await rig.house.close('done')
})
