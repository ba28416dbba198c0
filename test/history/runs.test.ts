import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { RunError, Runs, type RunWish } from '../../daemon/history/runs.ts'
import { Front } from '../sessions/front.ts'

/** A house of plates in which somebody records; time is the front's. */
function stand(t: Test, free?: () => Promise<number>) {
  const folder = join(mkdtempSync(join(tmpdir(), 'runs-')), 'runs')
  t.teardown(() => rmSync(join(folder, '..'), { recursive: true, force: true }))
  const front = new Front()
  const log: string[] = []
  let wall = Date.parse('2026-11-20T17:00:00.000Z')
  const runs = new Runs({
    data: join(folder, '..'),
    state: front.state,
    sessions: front.sessions,
    clock: front.clock,
    wallClock: () => wall,
    post: event => front.loop.post(event),
    log: sentence => log.push(sentence),
    ...(free && { free }),
  })
  return {
    front,
    folder,
    runs,
    log,
    wish: (wish: Partial<RunWish> = {}): RunWish => ({ name: 'Cooling curve', note: '', by: 'Ada', only: [], ...wish }),
    wallJumps: (ms: number) => {
      wall += ms
    },
    text: (id: string) => readFileSync(join(folder, `${id}.csv`), 'utf8'),
    rows: (id: string) =>
      readFileSync(join(folder, `${id}.csv`), 'utf8')
        .split('\n')
        .filter(line => line !== '' && !line.startsWith('#')),
    key: () => front.state.keys.get('station.$run')?.value.value as Record<string, unknown> | undefined,
  }
}

t.test('a run: what it is about, a row for each instant, and how it ended', async t => {
  const { front, runs, wish, text, rows, key } = stand(t)
  const only = ['plate.temperature', 'plate.fan']
  const id = await runs.start(wish({ note: 'first line\nsecond line', only }))
  t.equal(id, '20261120-170000-cooling-curve')
  t.match(key(), { id, name: 'Cooling curve', by: 'Ada', rows: 0 })
  front.turn(front.reading(20.5), front.reading(3, 'fan'))
  await front.pass(250)
  front.turn(front.reading(21.5))
  await runs.stop('stopped by Ada')
  t.equal(key(), undefined)
  t.equal(
    text(id),
    `# Lockstep run: Cooling curve
# note: first line
# note: second line
# started: 2026-11-20T17:00:00.000Z by Ada
# station: Test (Lockstep 1)
# device plate: Plate (simulated, plate)
# plate.temperature: Temperature
# plate.fan: Fan
time,elapsed s,plate.temperature,plate.fan,event
2026-11-20T17:00:00.000Z,0.000,20.5,3,
2026-11-20T17:00:00.250Z,0.250,21.5,,
# ended: 2026-11-20T17:00:00.000Z, 2 rows, stopped by Ada
`
  )
  t.equal(rows(id).length, 3)
})

t.test('every sample is there: two of one instant are two rows, none is merged away', async t => {
  const { front, runs, wish, rows } = stand(t)
  const id = await runs.start(wish({ only: ['plate.temperature'] }))
  front.turn(front.reading(1), front.reading(2), front.reading(3))
  await runs.stop('end')
  t.same(
    rows(id)
      .slice(1)
      .map(row => row.split(',')[2]),
    ['1', '2', '3']
  )
})

t.test('what was sampled earlier and told later stands in its place', async t => {
  const { front, runs, wish, rows } = stand(t)
  const id = await runs.start(wish({ only: ['plate.temperature', 'oven.temperature'] }))
  const early = front.clock.now()
  await front.pass(100)
  front.turn(front.reading(2))
  front.turn({
    type: 'heard',
    device: 'oven',
    readings: [{ property: 'temperature', value: 1, sampled: early }],
    events: [],
  })
  await runs.stop('end')
  t.match(rows(id)[1], /,0\.000,,1,$/)
  t.match(rows(id)[2], /,0\.100,2,,$/)
})

t.test('channels of a declared stream; and words: events, what is asked, marks', async t => {
  const { front, runs, wish, rows } = stand(t)
  const id = await runs.start(wish({ only: ['plate'] }))
  front.endTurn()
  front.turn(front.door())
  front.turn({ type: 'attached', session: 'a'.repeat(32), connection: 1 })
  front.turn({ type: 'noted', key: 'station.$x', value: 1 })
  runs.mark('lid, "opened"')
  await runs.stop('end')
  const words = rows(id).at(-1)
  t.match(words, /"plate\.door open=true; lid, ""opened"""$/)
})

t.test('the clock of the computer is set meanwhile: what is between two samples stays what it was', async t => {
  const { front, runs, wish, wallJumps, rows } = stand(t)
  const id = await runs.start(wish({ only: ['plate.temperature'] }))
  front.turn(front.reading(1))
  wallJumps(3_600_000)
  await front.pass(1_000)
  front.turn(front.reading(2))
  await runs.stop('end')
  t.match(rows(id)[2], /^2026-11-20T17:00:01\.000Z,1\.000,2,/)
})

t.test('it is on the disk while it runs, and the page hears how far it is', async t => {
  const { front, runs, wish, rows, key } = stand(t)
  const id = await runs.start(wish({ only: ['plate.temperature'] }))
  front.turn(front.reading(1))
  await front.pass(1_000)
  t.equal(key()?.rows, 1)
  await new Promise(resolve => setTimeout(resolve, 50))
  t.equal(rows(id).length, 2)
  await runs.close()
  t.match(await runs.list(), [{ id, name: 'cooling curve', underWay: false }])
})

t.test('one at a time, each with a name of its own', async t => {
  const { runs, wish } = stand(t)
  const id = await runs.start(wish())
  await t.rejects(runs.start(wish()), new RunError('busy', '"Cooling curve" is being recorded; stop it first.'))
  await t.rejects(runs.remove(id), { code: 'busy' })
  await runs.stop('end')
  t.equal(await runs.start(wish()), `${id}-2`)
  await runs.stop('end')
  await t.rejects(runs.stop('end'), { code: 'none' })
  t.throws(() => runs.mark('x'), { code: 'none' })
  await runs.remove(id)
  t.same(
    (await runs.list()).map(run => run.id),
    [`${id}-2`]
  )
  await t.rejects(runs.start(wish({ only: ['nothing'] })), { code: 'empty' })
})

t.test('names that are none lead nowhere', async t => {
  const { runs, folder, wish } = stand(t)
  await runs.start(wish({ name: '../../etc/passwd' }))
  await runs.stop('end')
  t.same(readdirSync(folder), ['20261120-170000-etc-passwd.csv'])
  for (const id of ['../ledger', '20261120-170000/../x', '', '.', 'x']) {
    t.equal(runs.read(id), undefined, id)
    await t.rejects(runs.remove(id), { code: 'name' })
  }
})

t.test('a disk that takes nothing ends the run, aloud, and nothing else', async t => {
  const { front, runs, folder, wish, key, log } = stand(t)
  writeFileSync(folder, 'in the way')
  await t.rejects(runs.start(wish()), { code: 'disk' })
  rmSync(folder)
  await runs.start(wish({ only: ['plate.temperature'] }))
  rmSync(folder, { recursive: true })
  front.turn(front.reading(1))
  await front.pass(1_000)
  await new Promise(resolve => setTimeout(resolve, 50))
  t.match(key()?.fault, /could not be written/)
  t.match(log.at(-1), /ended by itself/)
  front.turn(front.reading(2))
  await runs.stop('end')
  t.equal(key(), undefined)
})

t.test('a disk that is full when it begins: nobody is told that it is recorded', async t => {
  let left = 1_000
  const { runs, wish, folder, key } = stand(t, async () => left)
  await t.rejects(runs.start(wish()), { code: 'disk', message: /the disk is full but for what the system needs/ })
  t.equal(key(), undefined)
  t.same(readdirSync(folder), [])
  left = 1e12
  await runs.start(wish())
  t.match(key(), { name: 'Cooling curve' })
  await runs.stop('end')
})

t.test('a text that a spreadsheet would run as a formula is a text', async t => {
  const { runs, wish, rows } = stand(t)
  const id = await runs.start(wish({ only: ['plate.temperature'] }))
  runs.mark('=HYPERLINK("http://x")')
  await runs.stop('end')
  t.match(rows(id)[1], /,"'=HYPERLINK\(""http:\/\/x""\)"$/)
})

t.test('a mark with a # is in quotes, for who reads # as the beginning of a comment', async t => {
  const { runs, wish, rows } = stand(t)
  const id = await runs.start(wish({ only: ['plate.temperature'] }))
  runs.mark('sample #3')
  await runs.stop('end')
  t.match(rows(id)[1], /,"sample #3"$/)
})

t.test('it begins with what holds; stops, choices and what is asked stand beside, in words', async t => {
  const { front, runs, wish, rows } = stand(t)
  front.turn(front.reading(20), front.reading(7, 'fan'))
  front.turn({ type: 'stopRequested', session: '', stop: { t: 'stop', nonce: 'a'.repeat(32), scope: 'oven' } })
  const id = await runs.start(wish({ only: ['plate.temperature', 'plate.fan'] }))
  await front.pass(100)
  front.turn({
    type: 'stopRequested',
    session: '',
    stop: { t: 'stop', nonce: 'b'.repeat(32), scope: 'station', reason: 'smoke' },
  })
  await runs.stop('end')
  t.match(rows(id)[1], /,0\.000,20,7,$/)
  t.match(rows(id)[2], /,0\.100,,,station stopped by somebody \(smoke\)$/)
  t.equal(rows(id).length, 3, 'a stop of a device that is not recorded is no part of it')
})
