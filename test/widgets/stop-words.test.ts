import t from 'tap'
import type { StopState } from '../../protocol/index.ts'
import { stopWords } from '../../ui/widgets/stop/words.ts'

const connected = (device: string): boolean => device !== 'right' && device !== 'far'
const latch = { generation: 1, latched: true, by: 'Guest 2' }

t.test('what became of a stop at the hardware, for all that can be known of it', async t => {
  const table: [Pick<StopState, 'wrote' | 'confirmed' | 'unreached'>, string][] = [
    [{}, 'Being handed to the hardware…'],
    [{ confirmed: true }, 'The hardware reads safe.'],
    [{ confirmed: false }, 'The hardware did not confirm it: look there.'],
    [{ wrote: 3 }, 'Handed over in 3 ms. Reading back what the hardware says…'],
    [{ wrote: 3, confirmed: true }, 'Handed over in 3 ms. The hardware reads safe.'],
    [{ wrote: 3, confirmed: false }, 'Handed over in 3 ms. The hardware did not confirm it: look there.'],
  ]
  const missing = 'Could not be handed to right: it is not connected.'
  const both = 'Could not be handed to far and right: they are not connected. Not confirmed by left: look there.'
  for (const verdict of [{}, { confirmed: true }, { confirmed: false }]) {
    table.push([{ ...verdict, unreached: ['right'] }, missing])
    table.push([{ ...verdict, unreached: ['right'], wrote: 3 }, `Handed over in 3 ms. ${missing}`])
    table.push([{ ...verdict, unreached: ['left'] }, 'Not confirmed by left: look there.'])
    table.push([{ ...verdict, unreached: ['far', 'left', 'right'] }, both])
  }
  for (const [known, words] of table) {
    const { more } = stopWords({ latch: { ...latch, ...known }, live: true, connected })
    t.equal(more?.replace(/\u202f/g, ' '), words, JSON.stringify(known))
  }
})

t.test('out of touch it says how it stood, and claims nothing of the hardware', async t => {
  const say = (state: StopState | undefined, live: boolean) => stopWords({ latch: state, live, connected })
  t.same(say(undefined, true), { title: 'Not heard from yet' })
  t.same(say({ generation: 1, latched: false }, true), { title: 'Armed' })
  t.same(say({ generation: 1, latched: false }, false), { title: 'Armed when last heard from' })
  t.equal(say({ ...latch, reason: 'smoke' }, true).title, 'Stopped by Guest 2: smoke')
  t.same(say({ ...latch, wrote: 3, confirmed: true }, false), {
    title: 'Stopped by Guest 2 when last heard from',
    more: 'What the hardware does now is not known here.',
  })
})
