import { spawnSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { nodeTurn } from '../../daemon/cli/turn.ts'

const { clock } = nodeTurn

t.test('each wait rings once, not before its time, in the order of the times', async t => {
  const rung: [due: number, inTime: boolean][] = []
  for (const ms of [30, 5, 60, 5.5, 0]) {
    // A busy machine may take a while from one line to the next.
    const due = clock.now() + ms
    clock.after(ms, () => rung.push([due, clock.now() >= due]))
  }
  await sleep(200)
  t.equal(rung.length, 5)
  t.same(
    rung,
    [...rung].sort(([a], [b]) => a - b).map(([due]) => [due, true])
  )
})

t.test('what was given up does not ring, also when it was given up by one that rings with it', async t => {
  const rung: string[] = []
  const forget = clock.after(10, () => rung.push('given up'))
  const both = [clock.after(20, () => end(1)), clock.after(20, () => end(0))]
  const end = (other: number) => {
    rung.push('one of two')
    both[other]?.()
  }
  forget()
  forget()
  await sleep(80)
  t.same(rung, ['one of two'])
})

t.test('a nearer one does not wait for a farther one, nor the farther one get lost', async t => {
  const rung: string[] = []
  clock.after(60, () => rung.push('far'))
  clock.after(10, () => rung.push('near'))
  await sleep(30)
  clock.after(10, () => rung.push('later'))
  await sleep(120)
  t.same(rung, ['near', 'later', 'far'])
})

const child = (code: string) =>
  spawnSync(process.execPath, ['--import=tsx', '--input-type=module', '-e', code], {
    encoding: 'utf8',
    timeout: 60_000,
  })
const turn = JSON.stringify(new URL('../../daemon/cli/turn.ts', import.meta.url).href)

t.test('one that throws ends the process as any uncaught error does, and takes no other wait with it', async t => {
  const { stdout } = child(`
    const { nodeTurn: { clock } } = await import(${turn})
    process.on('uncaughtException', error => console.log(error.message))
    clock.after(5, () => { throw new Error('thrown') })
    clock.after(5, () => console.log('the next'))
  `)
  t.same(stdout.trim().split('\n'), ['thrown', 'the next'])
})

t.test('a process with nothing left to wait for ends', async t => {
  const { status, signal } = child(`
    const { nodeTurn: { clock } } = await import(${turn})
    const forget = [clock.after(1e9, () => {}), clock.after(1e12, () => {})]
    for (const each of forget) each()
  `)
  t.same([status, signal], [0, null])
})
