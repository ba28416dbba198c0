// Writes what the reference of REST says of statuses and addresses, from the code that answers.
// test/api/reference.test.ts fails when it is not run after a change: npx tsx .ci/rest.mjs
import { readFileSync, writeFileSync } from 'node:fs'
import { routeTable, statusTable } from '../daemon/api/index.ts'

const file = new URL('../docs/reference/rest.md', import.meta.url)
const tables = { routes: routeTable, statuses: statusTable }

/** The page with its tables as they should be. */
export function reference(page = readFileSync(file, 'utf8')) {
  let next = page
  for (const [name, table] of Object.entries(tables)) {
    const between = new RegExp(`(<!-- ${name}: .*? -->)[\\s\\S]*?(<!-- end -->)`)
    if (!between.test(next)) throw new Error(`docs/reference/rest.md has no place for the table of ${name}.`)
    next = next.replace(between, (_, begin, end) => `${begin}\n\n${table()}\n\n${end}`)
  }
  return next
}

if (process.argv[1] === import.meta.filename) writeFileSync(file, reference())
