import { parseArgs } from 'node:util'
import { bundle } from './bundle.ts'
import type { Task } from './campaign.ts'
import { CAMPAIGN } from './campaign-design.ts'
import { liveThroughAll } from './crew.ts'
import { complaints, report } from './report.ts'
import { Sums } from './sums.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: String(CAMPAIGN.seeds) },
    from: { type: 'string', default: String(CAMPAIGN.from) },
    trace: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
})
const from = Number(values.from)
const seeds = Number(values.seeds)
if (!Number.isSafeInteger(from) || !Number.isSafeInteger(seeds) || seeds < 1) {
  throw new TypeError('Say how many worlds and from which seed on: npm run sim -- --seeds 20 --from 1')
}

const began = performance.now()
const sums = new Sums()
const tasks: Task[] = Array.from({ length: seeds }, (_, i) => ({ seed: from + i }))
for await (const result of liveThroughAll(await bundle(), tasks)) {
  sums.add(result)
  if (values.trace) console.log(`seed ${result.seed}: ${result.hash}`)
  if (sums.results.length % 50 === 0) console.error(`${sums.results.length} of ${seeds} worlds ...`)
}
const wrong = complaints(sums, values.verbose)
if (wrong !== '') console.log(wrong)
console.log(report(sums, performance.now() - began))
if (sums.wrong.length > 0) process.exitCode = 1
