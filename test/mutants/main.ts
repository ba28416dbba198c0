import { MUTANTS } from './mutants.ts'
import { type Trial, tryCovered, tryMutant, tryOriginal } from './trial.ts'

const said = ({ worlds, killed }: Trial): string =>
  killed
    ? `killed by ${killed.by.invariant} (fell: ${killed.fell.join(' ')}) after ${worlds} ${worlds === 1 ? 'world' : 'worlds'} (seed ${killed.seed}: ${killed.by.sentence})`
    : `survived ${worlds} worlds`

let wrong = 0
for (const mutant of MUTANTS) {
  console.log(`${mutant.name}: ${mutant.guard}`)
  const trial = await tryMutant(mutant)
  console.log(`  without    ${said(trial)}`)
  const original = await tryOriginal(mutant, trial)
  console.log(`  as it is   ${said(original)}`)
  if (original.killed || !trial.killed) wrong++
  if (!mutant.covered) continue
  console.log(`  covered    ${said(await tryCovered(mutant))}. ${mutant.covered.by}`)
}
console.log(
  `${MUTANTS.length - wrong} of ${MUTANTS.length} mutants killed, each by history or bytes, no assertion of the house`
)
if (wrong > 0) process.exitCode = 1
