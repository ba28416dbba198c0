/**
 * `npm run bench [-- NAME...] [--rounds N] [--write] [--out FOLDER] [--as-built] [--profile]`
 *
 * Measures the rows named, or all, and prints them beside their limits and budgets. A budget that is missed is printed
 * as missed; it fails only when a value was wrong, or when it could not measure. Builds first what is out of date, unless
 * told to measure what is there. With a profile it says where the daemon's time went, and its figures mean nothing.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { documentOf } from './document.ts'
import { thisMachine } from './machine.ts'
import { profilesIn } from './profile.ts'
import { profileInto } from './rig/daemon.ts'
import { ROOT } from './rig/server.ts'
import type { Row } from './row.ts'
import { rows } from './rows.ts'
import { forTerminal, type Result, type RowResult } from './tables.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    write: { type: 'boolean', default: false },
    profile: { type: 'boolean', default: false },
    'as-built': { type: 'boolean', default: false },
    out: { type: 'string', default: join(ROOT, 'bench/results') },
    help: { type: 'boolean', default: false },
  },
})

if (values.help) {
  console.log('npm run bench [-- NAME...] [--rounds N] [--write] [--out FOLDER] [--as-built] [--profile]\n')
  for (const { name, title } of rows) console.log(`  ${name.padEnd(10)} ${title}`)
  process.exit(0)
}

function chosen(): readonly Row[] {
  const unknown = positionals.filter(name => !rows.some(row => row.name === name))
  if (unknown.length > 0) {
    throw new TypeError(`There is no row ${unknown.join(', ')}; there are ${rows.map(row => row.name).join(', ')}.`)
  }
  return positionals.length === 0 ? rows : rows.filter(row => positionals.includes(row.name))
}

async function measure(row: Row, rounds: number): Promise<RowResult> {
  const began = performance.now()
  const { name, title, method, note } = row
  const say = (text: string): void => void process.stderr.write(`${name}: ${text}\n`)
  const profiles = join(values.out, `${name}-${Date.now()}`)
  if (values.profile) profileInto(profiles)
  const measurements = await row.run({ rounds, tiny: false, say })
  for (const profile of profilesIn(profiles)) console.log(profile)
  say(`${Math.round((performance.now() - began) / 1_000)} s`)
  return { name, title, method, measurements, ...(note !== undefined && { note }) }
}

async function main(): Promise<void> {
  const rounds = Number(values.rounds)
  if (!Number.isSafeInteger(rounds) || rounds < 1) throw new TypeError('--rounds takes a whole number from 1.')
  if (values.write && values.profile) throw new TypeError('Figures of a run with a profile are not for the page.')
  const wanted = chosen()
  if (!values['as-built']) createRequire(import.meta.url)('../.ci/prepare.cjs').build()
  const results: RowResult[] = []
  for (const row of wanted) results.push(await measure(row, rounds))
  const result: Result = { machine: thisMachine(), rounds, rows: results }
  console.log(forTerminal(result))
  mkdirSync(values.out, { recursive: true })
  writeFileSync(join(values.out, `${Date.now()}.json`), `${JSON.stringify(result, null, 2)}\n`)
  if (values.write) writeFileSync(join(ROOT, 'docs/performance.md'), documentOf(result))
}

// By way of `exit`, so that what was started ends too.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130))

try {
  await main()
} catch (error) {
  console.error(error instanceof TypeError ? error.message : error)
  process.exitCode = 1
}
