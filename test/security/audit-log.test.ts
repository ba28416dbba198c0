import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { AuditLog } from '../../daemon/security/audit-log.ts'

function openLog(t: Test, more: { size?: number; files?: number } = {}) {
  const folder = t.testdir({})
  const complaints: string[] = []
  const time = { now: Date.UTC(2026, 0, 1) }
  const complain = (sentence: string): void => void complaints.push(sentence)
  const log = new AuditLog({ folder, complain, wallClock: () => time.now, ...more })
  const read = (name = 'audit.log') =>
    readFileSync(join(folder, name), 'utf8')
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as Record<string, unknown>)
  return { folder, complaints, time, log, read }
}

t.test('a line each, in their order, at the end of what is there, for nobody else to read', async t => {
  const { folder, log, read } = openLog(t)
  log.write({ event: 'login', who: 'Anna\n{"event":"forged"}' })
  log.flushNow()
  log.write({ event: 'logout', who: 'Anna' })
  await log.close()
  t.same(read(), [
    { at: '2026-01-01T00:00:00.000Z', event: 'login', who: 'Anna\n{"event":"forged"}' },
    { at: '2026-01-01T00:00:00.000Z', event: 'logout', who: 'Anna' },
  ])
  t.equal(statSync(join(folder, 'audit.log')).mode & 0o777, 0o600)
})

t.test('it is written by itself, soon', async t => {
  const { log, folder } = openLog(t)
  log.write({ event: 'login' })
  while (!statSync(join(folder, 'audit.log'), { throwIfNoEntry: false })?.size)
    await new Promise(r => setTimeout(r, 20))
  await log.close()
  t.pass()
})

t.test('what is alike and comes together is one line, with what the last one said', async t => {
  const { log, read, time } = openLog(t)
  for (let value = 0; value < 50; value++) {
    time.now += 10
    log.write({ event: 'command', value, outcome: 'superseded' }, 'page plate.target superseded')
  }
  log.write({ event: 'command', value: 50, outcome: 'done' })
  log.flushNow()
  log.write({ event: 'command', value: 51, outcome: 'superseded' }, 'page plate.target superseded')
  log.flushNow()
  t.match(read(), [
    { at: '2026-01-01T00:00:00.010Z', until: '2026-01-01T00:00:00.500Z', times: 50, value: 49 },
    { value: 50, outcome: 'done' },
    { value: 51, outcome: 'superseded' },
  ])
})

t.test('it is bounded: the oldest file goes', async t => {
  const { log, folder, read } = openLog(t, { size: 500, files: 3 })
  for (let i = 0; i < 60; i++) {
    log.write({ event: 'login', i })
    await log.close()
  }
  t.same(readdirSync(folder).sort(), ['audit.log', 'audit.log.1', 'audit.log.2'])
  for (const name of readdirSync(folder)) t.ok(statSync(join(folder, name)).size <= 500, name)
  const numbers = ['audit.log.2', 'audit.log.1', 'audit.log'].flatMap(name => read(name).map(({ i }) => i))
  t.same(
    numbers,
    Array.from({ length: numbers.length }, (_, n) => 60 - numbers.length + n),
    'without a gap, to the newest'
  )
})

t.test(
  'a disk that takes nothing stops nobody: it is said once, counted, and said in the log when it goes on',
  async t => {
    const { log, folder, complaints, read } = openLog(t)
    const path = join(folder, 'audit.log')
    mkdirSync(path)
    for (let i = 0; i < 3; i++) {
      log.write({ event: 'login', i })
      log.flushNow()
    }
    t.equal(complaints.length, 1)
    t.match(complaints[0], /audit\.log could not be written: .*make room on the disk/)
    t.equal(log.lost, 3)
    rmSync(path, { recursive: true })
    log.write({ event: 'login', i: 3 })
    log.flushNow()
    await log.close()
    t.match(read(), [{ i: 3 }, { event: 'linesLost', lines: 3 }])
    for (let i = 0; i < 20_000; i++) log.write({ event: 'login', i })
    t.equal(log.lost, 10_003, 'and what waits is bounded')
    await log.close()
  }
)

t.test('a line that a power cut has cut in two is no part of the next', async t => {
  const { folder } = openLog(t)
  writeFileSync(join(folder, 'audit.log'), '{"event":"log')
  const log = new AuditLog({ folder, complain: s => t.fail(s), wallClock: () => 0 })
  log.write({ event: 'login' })
  await log.close()
  t.same(readFileSync(join(folder, 'audit.log'), 'utf8').split('\n'), [
    '{"event":"log',
    '{"at":"1970-01-01T00:00:00.000Z","event":"login"}',
    '',
  ])
})
