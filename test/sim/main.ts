import { parseArgs } from 'node:util'
import { bundle } from './bundle.ts'
import type { Task } from './campaign.ts'
import { CAMPAIGN } from './campaign-design.ts'
import { liveThroughAll } from './crew.ts'
import { complaints, report } from './report.ts'
import { Sums } from './sums.ts'

const HELP = `npm run sim -- [options]: lives through simulated worlds, and says what was wrong in them.

  --seeds N   how many (${CAMPAIGN.seeds})
  --from N    the seed of the first one (${CAMPAIGN.from})
  --trace     prints the hash of each, to compare
  --verbose   prints more of what went wrong in a world, and what led to it
  --help      says this
`
const OPTIONS = {
  seeds: { type: 'string', default: String(CAMPAIGN.seeds) },
  from: { type: 'string', default: String(CAMPAIGN.from) },
  trace: { type: 'boolean', default: false },
  verbose: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const

/** Whoever mistypes is told what there is, without a trace of this program. */
function read() {
  try {
    return parseArgs({ options: OPTIONS }).values
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${HELP}`)
    process.exit(64)
  }
}

const values = read()
if (values.help) {
  console.log(HELP)
  process.exit(0)
}
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
