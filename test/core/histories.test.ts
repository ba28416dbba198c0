import fc from 'fast-check'
import t from 'tap'
import { polled } from './furniture.ts'
import { type Happening, happen, happening } from './random.ts'
import { Watched } from './watcher.ts'

const devices = { plate: polled({ temperature: 200, target: 500 }), oven: polled({ heater: 300 }) }

const play = (history: readonly Happening[]): Watched => {
  const b = new Watched({ devices, stopExpect: { heater: false } })
  b.ready('anna', 'bert')
  for (const h of history) happen(b, h)
  return b
}

t.test('whatever happens, in whatever order: nothing that must not be', async t => {
  let acts = 0
  const property = fc.property(fc.array(happening, { maxLength: 200, size: 'max' }), history => {
    acts += play(history).finish().acts.length
  })
  fc.assert(property, { seed: 20_240_601, numRuns: 1_500 })
  t.ok(acts > 3_000, `${acts} acts`)
})

t.test('the same events at the same times have the same effects, to the byte', async t => {
  const property = fc.property(fc.array(happening, { maxLength: 80, size: 'max' }), history => {
    const [one, two] = [play(history), play(history)]
    return JSON.stringify(one.done) === JSON.stringify(two.done) && keysOf(one) === keysOf(two)
  })
  fc.assert(property, { seed: 7, numRuns: 100 })
  t.pass()
})

const keysOf = (b: Watched): string => JSON.stringify([...b.state.keys])
