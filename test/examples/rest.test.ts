import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { Daemon } from '../e2e/daemon.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../..')

/** The demo plate refuses now and then, and then says so: either is an ending in words. */
const ENDED = String.raw`(200 Done; the device confirms it|502 The device refused: .+)\.`

t.test('examples/rest: a program and a shell operate a plate with nothing but HTTP', async t => {
  const data = mkdtempSync(join(tmpdir(), 'lockstep-example-'))
  const daemon = await Daemon.start({ config: join(root, 'config'), data })
  t.teardown(async () => {
    await daemon.stop()
    rmSync(data, { recursive: true, force: true })
  })
  const origin = `http://localhost:${daemon.port}`
  await ready(origin)
  const { stdout } = await run(process.execPath, ['examples/rest/hold.mjs', origin, '35', '2'], { cwd: root })
  for (const what of ['target 35', 'heater true', 'heater false'])
    t.match(stdout, new RegExp(`^${what}: ${ENDED}$`, 'm'))
  t.match(stdout, /^\d{4}-\S+Z -?\d+(\.\d+)? °C$/m)

  const shell = await run('sh', ['examples/rest/watch.sh', origin], { cwd: root })
  t.equal(shell.stderr.replace(/^curl: \(28\).*$/gm, '').trim(), '')
  t.match(shell.stdout, /bare number:\n-?\d+(\.\d+)?\n/)
  t.match(shell.stdout, /confirmed:\n\{"(outcome":"done|outcome":"failed)/)
  t.match(shell.stdout, /"refused":"badArgs","sentence":"Target takes 0 to 300 Cel; 999 Cel is outside\."/)
  t.match(shell.stdout, /number,at,ms,temperature\r\n\d+,/)
  t.match(shell.stdout, /event: change\ndata: \{/)
})

/** Until the plate has been read once: a number is a number then. */
async function ready(origin: string): Promise<void> {
  const read = async (name: string) => (await fetch(`${origin}/api/devices/plate/properties/${name}/value`)).ok
  while (!(await read('temperature')) || !(await read('target')) || !(await read('heater'))) {
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}
