import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import t from 'tap'
import { root, unfit } from '../../.ci/prepare.cjs'

t.test('an old Node is told what it is, what is needed and where to get it', async t => {
  for (const version of ['v8.17.0', 'v18.20.4', 'v20.18.3']) {
    const said = unfit(version, 'linux') ?? ''
    t.match(said, `Lockstep needs Node 20.19 or newer; this is Node ${version.slice(1)}.`)
    t.match(said, 'On Raspberry Pi OS and Debian 13 (trixie) or newer:  sudo apt install nodejs npm')
  }
})

t.test('a fit Node on Linux hears nothing, another system what it is', async t => {
  for (const version of ['v20.19.0', 'v20.20.2', 'v22.0.0', 'v24.1.0']) t.equal(unfit(version, 'linux'), undefined)
  t.equal(unfit('v22.0.0', 'win32'), 'Lockstep runs on Linux (a Raspberry Pi included); this is win32.')
})

t.test('the start and the tests look at the version before all else', async t => {
  // Node itself, made to look old by a module that is loaded first.
  const old = `data:text/javascript,Object.defineProperty(process, 'version', { value: 'v8.17.0' })`
  for (const script of ['.ci/start.cjs', '.ci/test.cjs']) {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', old, join(root, script)], {
      encoding: 'utf8',
    })
    t.equal(status, 1, script)
    t.equal(stdout, '')
    t.match(stderr, /^Lockstep needs Node 20\.19 or newer; this is Node 8\.17\.0\.\n/)
  }
})
