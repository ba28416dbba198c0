import t from 'tap'
import { wordOf } from './frames.ts'
import { Raw } from './raw.ts'
import { live, Rig } from './rig.ts'
import { writes } from './wire-log.ts'

t.test('300 values at once from one client: zero inversions, the last value right', async t => {
  const rig = await Rig.start([{ order: 'delay', least: 0, most: 30 }])
  t.teardown(() => rig.end())
  const { page } = await rig.person()
  const raw = await Raw.connect(rig.daemon.port)
  const numbers = Array.from({ length: 300 }, (_, i) =>
    raw.command('plate.target', 'set', { value: i / 10, gesture: 1, final: i === 299 })
  )
  const ends = await Promise.all(numbers.map(number => raw.end(number)))
  const acts = writes(rig.heard(), 'S')
  t.same(
    acts,
    [...acts].sort((a, b) => a - b),
    'bytes in the order of the commands'
  )
  t.equal(new Set(acts).size, acts.length, 'nothing twice')
  t.equal(acts.at(-1), 29.9, 'the last value is the last asked')
  t.equal(wordOf(ends.at(-1)), 'done')
  const dishonest = ends.filter((end, i) => {
    const honest = acts.includes(i / 10) ? /^(done|failed|unknown)$/ : /^superseded$/
    return !honest.test(wordOf(end))
  })
  t.same(dishonest, [], 'what did not act was superseded, and nothing else')
  await live(page)
  await page.waitForFunction(() => {
    const handle = document.querySelector('[data-control="plate.target"] [data-part="handle"]')
    return handle?.getAttribute('aria-valuenow') === '29.9'
  })
  t.comment(`${acts.length} acts of 300 commands`)
  raw.close()
})
