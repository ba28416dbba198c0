import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { takeFolder } from '../../daemon/ledger/index.ts'

const silent = (sentence: string) => t.fail(`unexpected complaint: ${sentence}`)

t.test('a folder is made, taken, and given back', async t => {
  const folder = join(t.testdir({}), 'a', 'b')
  const giveBack = takeFolder(folder, silent)
  t.equal(statSync(folder).mode & 0o777, 0o700)
  t.same(readdirSync(folder), ['lock'])
  t.throws(() => takeFolder(folder, silent), {
    message: new RegExp(`${folder} is in use by another Lockstep \\(process ${process.pid}\\)\\. .*--data DIR`),
    exitCode: 75,
  })
  giveBack()
  t.same(readdirSync(folder), [])
  takeFolder(folder, silent)()
})

t.test('the lock of a process that is dead, or was another one, counts for nothing', async t => {
  const child: ChildProcess = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  const dead = child.pid
  child.kill('SIGKILL')
  await once(child, 'exit')
  for (const lock of [
    '',
    'nonsense',
    `${dead} x/1\n`,
    `${process.pid} another-boot/1\n`,
    `${process.pid}`,
    '99999999 x/1',
  ]) {
    const folder = t.testdir({ lock })
    const giveBack = takeFolder(folder, silent)
    t.match(readFileSync(join(folder, 'lock'), 'utf8'), new RegExp(`^${process.pid} `), JSON.stringify(lock))
    t.same(readdirSync(folder), ['lock'])
    giveBack()
  }
})

t.test('who gives back does not take what is not theirs', async t => {
  const folder = t.testdir({})
  const giveBack = takeFolder(folder, silent)
  writeFileSync(join(folder, 'lock'), '1 somebody/else\n')
  giveBack()
  t.ok(existsSync(join(folder, 'lock')))
})

t.test('a folder that cannot be: a sentence', async t => {
  const file = join(t.testdir({ file: '' }), 'file')
  t.throws(() => takeFolder(file, silent), { message: /file cannot be used: .*--data DIR/, exitCode: 73 })
  t.throws(() => takeFolder(join(file, 'below'), silent), { message: /cannot be used/ })
  const blocked = t.testdir({ lock: {} })
  t.throws(() => takeFolder(blocked, silent), { message: /lock can be neither made nor removed/ })
})
