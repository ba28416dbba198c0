import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { root } from '../../.ci/prepare.cjs'
import { budget, firstLoad, shrink } from '../../.ci/weight.mjs'

const page = join(root, 'dist/ui')

t.test('the first load of the page is within its budget', async t => {
  const { script, style } = firstLoad(page)
  t.ok(script > 0 && script <= budget.script, `script: ${script} of ${budget.script} bytes`)
  t.ok(style > 0 && style <= budget.style, `style: ${style} of ${budget.style} bytes`)
})

t.test('the page carries no schema of the wire: its own daemon checks', async t => {
  const scripts = readdirSync(page).filter(name => name.endsWith('.js'))
  t.not(scripts.length, 0)
  // A sentence of protocol/values.ts, which only a schema can say.
  for (const name of scripts) t.notMatch(readFileSync(join(page, name), 'utf8'), 'expected 32 hexadecimal digits', name)
})

t.test('every script and style is counted, in folders too, and one that was not compressed is told', async t => {
  const folder = t.testdir({})
  mkdirSync(join(folder, 'parts'))
  for (const [name, size] of [
    ['app.js', 7],
    ['parts/chart.js', 5],
    ['app.css', 3],
    ['icon.svg', 100],
  ] as const) {
    writeFileSync(join(folder, name), '')
    writeFileSync(join(folder, `${name}.br`), 'x'.repeat(size))
  }
  t.same(firstLoad(folder), { script: 12, style: 3 })
  writeFileSync(join(folder, 'late.js'), '')
  t.throws(() => firstLoad(folder), /late\.js was not compressed/)
})

t.test('the second pass leaves a signal that is read for its own sake', async t => {
  const file = join(t.testdir({ 'a.js': 'export function follow(signal) { signal.value; return 1 + 2 }' }), 'a.js')
  await shrink(file, { format: 'esm' })
  t.match(readFileSync(file, 'utf8'), /\.value\b.*3/)
})
