import t from 'tap'
import { bundle } from './bundle.ts'
import type { Task } from './campaign.ts'
import { SHORT } from './campaign-design.ts'
import { liveThroughAll } from './crew.ts'
import { FAULTS } from './faults.ts'
import { complaints, report } from './report.ts'
import { Sums } from './sums.ts'

/** On a busy machine of one core this may take a while; it waits for nothing but itself. */
t.setTimeout(900_000)

t.test('simulated hours of every fault, and no invariant is violated', async t => {
  const began = performance.now()
  const sums = new Sums()
  const script = await bundle()
  const tasks: Task[] = Array.from({ length: SHORT.seeds }, (_, i) => ({ seed: SHORT.from + i }))
  for await (const result of liveThroughAll(script, tasks)) sums.add(result)
  for (const line of report(sums, performance.now() - began).split('\n')) t.comment(line)

  t.equal(complaints(sums, true), '', 'no violation, and nothing was thrown')
  t.ok(sums.hours >= SHORT.hours, `${sums.hours.toFixed(2)} hours`)
  t.ok(sums.count('commands') >= SHORT.commands, `${sums.count('commands')} commands`)
  t.ok(sums.count('acts') >= SHORT.acts, `${sums.count('acts')} acts`)
  for (const name of FAULTS) {
    const times = sums.count(`fault ${name}`)
    t.ok(times >= SHORT.eachFault, `${name} ${times} times`)
  }
  const counted = sums.group('fault').map(([name]) => name)
  t.strictSame(counted.toSorted(), FAULTS.toSorted(), 'every fault that strikes has a name in the list')
})

t.test('the same seed leaves the same trace, on whichever core and after whatever came before', async t => {
  const script = await bundle()
  const seeds = [7, 8, 9, 7, 8, 9]
  const traces = new Map<number, Set<string>>()
  for (const cores of [1, 3]) {
    const tasks = seeds.map(seed => ({ seed }))
    for await (const { seed, hash } of liveThroughAll(script, tasks, cores)) {
      traces.set(seed, (traces.get(seed) ?? new Set()).add(hash))
    }
  }
  for (const [seed, hashes] of traces) t.equal(hashes.size, 1, `seed ${seed}`)
  t.equal(new Set([...traces.values()].flatMap(hashes => [...hashes])).size, 3, 'another seed, another trace')
})
