import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { root } from '../../.ci/prepare.cjs'

const TRACE = '    # trace  0123abcd\n'
const MAY_SKIP = 'ok 2 - a port that one may not open # SKIP needs root to become somebody else'

/** `.ci/run` as it is, where `npm test` says and ends with what is given, and all else is well. */
function run(t: Test, said: string, status = 0) {
  const folder = t.testdir({})
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  cpSync(join(root, '.ci/run'), join(folder, '.ci/run'))
  writeFileSync(join(folder, 'said'), `TAP version 14\n${said}`)
  // Asked for another Node, it names the folder in which it lies itself.
  writeFileSync(join(bin, 'node'), `#!/bin/sh\n[ "$1" = .ci/nodes.cjs ] && echo ${bin}\nexit 0\n`)
  writeFileSync(join(bin, 'npm'), `#!/bin/sh\n[ "$1" = test ] || exit 0\ncat ${folder}/said\nexit ${status}\n`)
  for (const name of ['node', 'npm']) chmodSync(join(bin, name), 0o755)
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` }
  const ended = spawnSync(join(folder, '.ci/run'), { env, encoding: 'utf8' })
  const lines = ended.stdout.trimEnd().split('\n')
  return { code: ended.status, last: lines[lines.length - 1], lines, stderr: ended.stderr }
}

// Four checks and the comparison of traces pass by themselves; what tap counts is counted on each of two Nodes.
t.test('what passed is counted, and not shown', async t => {
  const { code, last, lines, stderr } = run(t, `${TRACE}    ok 1 - a\nok 1 - a.test.ts\n# { total: 3, pass: 3 }\n`)
  t.match({ code, last, stderr }, { code: 0, last: '11 passed, 0 failed', stderr: '' })
  t.notOk(lines.some(line => line.includes('a.test.ts')))
})

t.test('what failed is counted, and shown', async t => {
  const said = `${TRACE}    not ok 1 - a\nnot ok 1 - a.test.ts\n# { total: 3, pass: 2, fail: 1 }\n`
  const { code, last, lines } = run(t, said, 1)
  t.match({ code, last }, { code: 1, last: '9 passed, 2 failed' })
  t.ok(lines.includes('    not ok 1 - a'))
})

t.test('what was skipped or put off is shown, and has failed', async t => {
  for (const line of [
    'ok 1 - a # SKIP too slow',
    'ok 1 - a # SKIP',
    'ok 1 - a # TODO',
    'ok 1 - a # SKIP no tests found',
  ]) {
    const kind = line.includes('TODO') ? 'todo' : 'skip'
    const { code, last, lines } = run(t, `${TRACE}    ${line}\nok 1 - a.test.ts\n# { total: 4, pass: 3, ${kind}: 1 }\n`)
    t.match({ code, last }, { code: 1, last: '11 passed, 2 failed' }, line)
    t.equal(lines.filter(shown => shown.trim() === line).length, 2, 'shown once for each Node')
  }
})

t.test('what may be skipped is shown, and has not failed; beside it nothing else may', async t => {
  const alone = run(t, `${TRACE}    ${MAY_SKIP}\nok 1 - a.test.ts\n# { total: 4, pass: 3, skip: 1 }\n`)
  t.match(alone, { code: 0, last: '11 passed, 0 failed', stderr: '' })
  t.ok(alone.lines.includes(`    ${MAY_SKIP}`))
  const said = `${TRACE}    ${MAY_SKIP}\n    ok 3 - b # SKIP\nok 1 - a.test.ts\n# { total: 5, pass: 3, skip: 2 }\n`
  t.match(run(t, said), { code: 1, last: '11 passed, 2 failed' })
  const other = `${TRACE}    ${MAY_SKIP.replace(/SKIP.*/, 'SKIP')}\n# { total: 4, pass: 3, skip: 1 }\n`
  t.match(run(t, other), { code: 1, last: '11 passed, 2 failed' }, 'for no other reason')
})

t.test('a skip that tap counts and does not show has failed, too', async t => {
  t.match(run(t, `${TRACE}ok 1 - a.test.ts\n# { total: 4, pass: 3, skip: 1 }\n`), {
    code: 1,
    last: '11 passed, 2 failed',
  })
})

t.test('no test at all, and an end that no count explains, have failed', async t => {
  t.match(run(t, TRACE), { code: 1, last: '5 passed, 2 failed' })
  t.match(run(t, `${TRACE}# { total: 3, pass: 3 }\n`, 7), { code: 1, last: '11 passed, 2 failed' })
})
