import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { Daemon } from '../e2e/daemon.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../..')

t.test('examples/ramp: a script sets what a page would set, and knows how each ended', async t => {
  const data = mkdtempSync(join(tmpdir(), 'lockstep-example-'))
  const daemon = await Daemon.start({ config: join(root, 'config'), data })
  t.teardown(async () => {
    await daemon.stop()
    rmSync(data, { recursive: true, force: true })
  })
  const { stdout } = await run(process.execPath, ['examples/ramp/ramp.mjs', `http://localhost:${daemon.port}`], {
    cwd: root,
  })
  t.match(stdout, /^I am Guest \d+\.$/m)
  // The demo plate refuses now and then, and then says so: either is an ending in words.
  for (const what of ['heater on', 'target 30', 'target 32', 'target 34', 'heater off']) {
    t.match(stdout, new RegExp(`^${what}: (Done; the device confirms it|The device refused: .+)\\.$`, 'm'))
  }
  t.match(stdout, /^ {2}it reads \d+(\.\d+)? °C$/m)
})
