import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { Daemon } from '../e2e/daemon.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../..')

t.test('examples/follow: a script follows a stream, and is told of one that there is not', async t => {
  const data = mkdtempSync(join(tmpdir(), 'lockstep-example-'))
  const daemon = await Daemon.start({ config: join(root, 'config'), data })
  t.teardown(async () => {
    await daemon.stop()
    rmSync(data, { recursive: true, force: true })
  })
  const follow = (stream: string) =>
    run(process.execPath, ['examples/follow/follow.mjs', `http://localhost:${daemon.port}`, stream, '12'], {
      cwd: root,
    })
  const { stdout } = await follow('plate.temperature')
  const lines = stdout.trim().split('\n')
  t.ok(lines.length >= 12)
  for (const line of lines) t.match(line, /^\d{4}-\d\d-\d\dT[\d:.]+Z \d+(\.\d+)?$/)
  t.same(lines, [...lines].sort(), 'in the order of their times')
  t.match((await follow('plate.nothing')).stdout, /no stream of this name/)
})
