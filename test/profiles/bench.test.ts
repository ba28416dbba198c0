import t from 'tap'
import { ProfileRig, shipped } from './rig.ts'

const near = (value: unknown, expected: number, within: number): boolean => Math.abs(Number(value) - expected) <= within

async function bench() {
  return await new ProfileRig({
    psu: { document: shipped('bench-supply') },
    dmm: { document: shipped('multimeter') },
  }).pass(4_000)
}

t.test('the multimeter measures what the supply and the load do', async t => {
  const rig = await bench()
  t.equal(rig.house.state.devices.get('psu')?.link.state, 'up')
  t.equal(rig.house.state.devices.get('dmm')?.link.state, 'up')
  t.match(await rig.set('psu.voltage', 5), { outcome: 'done' })
  t.match(await rig.set('psu.current', 2), { outcome: 'done' })
  t.ok(near(rig.value('dmm.reading'), 0, 0.001), 'the output is off')
  t.match(await rig.set('psu.output', true), { outcome: 'done' })
  t.ok(near(rig.value('dmm.reading'), 5, 0.002), String(rig.value('dmm.reading')))
  t.ok(near(rig.value('psu.measuredCurrent'), 0.5, 0.001), 'ten ohm')
  rig.transports.psu?.machine.order({ order: 'set', name: 'load', value: 1 })
  await rig.pass(2_000)
  t.ok(near(rig.value('psu.measuredVoltage'), 2, 0.002), 'the limit of the current holds: 2 A through 1 ohm')
  t.match(await rig.set('dmm.function', 'CURR'), { outcome: 'done' })
  t.ok(near(rig.value('dmm.reading'), 2, 0.002), String(rig.value('dmm.reading')))
  await rig.house.close('done')
})
