import t from 'tap'
import { chart, readouts } from '../../bench/browser/rows.ts'
import { openStage } from '../../bench/browser/stage.ts'
import { judge } from '../../bench/judge.ts'

// Nothing here asserts on time: that it measures, and notices what is not shown, is all that a test can say.

for (const row of [chart, readouts]) {
  t.test(`${row.name}: a run as short as can be`, async t => {
    const measurements = await row.run({ rounds: 1, tiny: true, say: () => {} })
    for (const measurement of measurements) {
      const { what, ours, limits = {} } = measurement
      for (const [of, values] of Object.entries({ ours, ...limits })) {
        t.ok(
          values.length === 1 && values.every(value => Number.isFinite(value) && value > 0),
          `${what}, ${of}: ${values}`
        )
      }
      t.ok(judge(measurement))
    }
    t.match(measurements[0]?.budget, { most: Number, times: String })
  })
}

t.test('a page that does not show what it should gives no figure', async t => {
  const stage = await openStage("Object.defineProperty(CharacterData.prototype, 'data', { get: () => '', set() {} })")
  t.teardown(() => stage.close())
  await t.rejects(stage.measure('readouts', 3), { name: 'Wrong', message: /Readout 0 shows/ })
})

t.test('a chart that draws nothing gives no figure', async t => {
  const stage = await openStage('CanvasRenderingContext2D.prototype.stroke = () => {}')
  t.teardown(() => stage.close())
  for (const who of ['chart', 'uplot']) {
    await t.rejects(stage.measure(who, 3), { name: 'Wrong', message: /Lines are drawn in \d+ of/ })
  }
})
