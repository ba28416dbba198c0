import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'

/** Came to Safari in 2022 or later. The tablet beside the machine is often older than that. */
const NEWER = [
  ...['at', 'findLast', 'findLastIndex', 'toSorted', 'toReversed', 'toSpliced', 'with', 'hasOwn', 'groupBy'],
  ...['fromAsync', 'withResolvers', 'structuredClone', 'randomUUID', 'timeout', 'throwIfAborted', 'isSubsetOf'],
]

t.test('the page calls nothing that older tablets lack', async t => {
  const ui = new URL('../../ui/', import.meta.url)
  const files = readdirSync(ui, { recursive: true, encoding: 'utf8' }).filter(name => /\.tsx?$/.test(name))
  t.ok(files.length > 50, `${files.length} files`)
  const call = new RegExp(`(\\.|\\b(?=structuredClone))(${NEWER.join('|')})\\(`, 'g')
  for (const file of files) t.same(readFileSync(new URL(file, ui), 'utf8').match(call), null, file)
})
