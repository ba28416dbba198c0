import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { root } from '../../.ci/prepare.cjs'
import { atOnce, budget, firstLoad, shrink } from '../../.ci/weight.mjs'

const page = join(root, 'dist/ui')

t.test('the first load of the page is within its budget', async t => {
  const { script, style } = firstLoad(page)
  t.ok(script > 0 && script <= budget.script, `script: ${script} of ${budget.script} bytes`)
  t.ok(style > 0 && style <= budget.style, `style: ${style} of ${budget.style} bytes`)
})

t.test('the page carries no schema of the wire: its own daemon checks', async t => {
  const scripts = readdirSync(page, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.js'))
  t.not(scripts.length, 0)
  // A sentence of protocol/values.ts, which only a schema can say.
  for (const name of scripts) t.notMatch(readFileSync(join(page, name), 'utf8'), 'expected 32 hexadecimal digits', name)
})

t.test(
  'what the page asks for as it starts is counted and asked for at once, and what was not compressed is told',
  async t => {
    const folder = t.testdir({})
    mkdirSync(join(folder, 'chunks'))
    const quoted = (name: string) => `"./${name}.js"`
    // What looks like an import here would be looked for by the check of imports.
    const [lazily, late] = ['import', quoted('chunks/late-2B')]
    for (const [name, text, size] of [
      ['app.js', `import{a}from${quoted('chunks/ground-1A')};const later=()=>${lazily}(${late})`, 7],
      ['chunks/ground-1A.js', `import ${quoted('deeper-3C')}`, 5],
      ['chunks/deeper-3C.js', '', 11],
      ['chunks/late-2B.js', `import{a}from${quoted('ground-1A')}`, 1_000],
      ['app.css', '', 3],
      ['icon.svg', '', 100],
    ] as const) {
      writeFileSync(join(folder, name), text)
      writeFileSync(join(folder, `${name}.br`), 'x'.repeat(size))
    }
    t.same(firstLoad(folder), { script: 23, style: 3 })
    writeFileSync(join(folder, 'late.js'), '')
    t.throws(() => firstLoad(folder), /late\.js was not compressed/)
    const html = readFileSync(join(page, 'index.html'), 'utf8')
    for (const name of atOnce(page)) t.match(html, `"./${name}"`, `${name} is named in index.html`)
  }
)

t.test('the second pass leaves a signal that is read for its own sake', async t => {
  const file = join(t.testdir({ 'a.js': 'export function follow(signal) { signal.value; return 1 + 2 }' }), 'a.js')
  await shrink(file, { format: 'esm' })
  t.match(readFileSync(file, 'utf8'), /\.value\b.*3/)
})
