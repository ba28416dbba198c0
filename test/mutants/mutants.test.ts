import t from 'tap'
import { patched } from '../sim/bundle.ts'
import { MUTANTS } from './mutants.ts'
import { tryMutant, tryOriginal } from './trial.ts'

t.setTimeout(900_000)

for (const mutant of MUTANTS) {
  t.test(`without "${mutant.name}" ${mutant.upholds} falls, by history or bytes`, async t => {
    const trial = await tryMutant(mutant)
    t.ok(trial.killed, 'killed')
    if (trial.killed)
      t.comment(`${trial.killed.fell.join(' ')}, seed ${trial.killed.seed}: ${trial.killed.by.sentence}`)
    const original = await tryOriginal(mutant, trial)
    t.equal(original.killed, undefined, 'and with it none does, in the same worlds')
  })
}

t.test('a guard that has moved is not silently left on', async t => {
  const patch = { file: 'a.ts', find: 'guard()', replace: '' }
  t.equal(patched('before; guard(); after', patch), 'before; ; after')
  t.throws(() => patched('before; after', patch), /0 times/)
  t.throws(() => patched('guard(); guard()', patch), /2 times/)
})

t.test('thirteen guards have a mutant, over the rooms of the house', async t => {
  t.equal(MUTANTS.length, 13)
})
