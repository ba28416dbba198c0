import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import t, { type Test } from 'tap'
import { type Installation, installSteps, uninstallSteps, unitOf } from '../../daemon/service/install.ts'
import { packagesOf } from '../../daemon/service/package.ts'

const lib = resolve(import.meta.dirname, '../..')
const node = '/usr/bin/node'

function image(t: Test, more: Partial<Installation> = {}) {
  const root = mkdtempSync(join(tmpdir(), 'image-'))
  t.teardown(() => rmSync(root, { recursive: true, force: true }))
  mkdirSync(join(root, 'etc'))
  writeFileSync(join(root, 'etc/group'), 'root:x:0:\ndialout:x:20:\ngpio:x:997:\n')
  const installation: Installation = { lib, node, config: join(lib, 'config'), options: [], root, ...more }
  return { root, installation, at: (path: string) => join(root, path) }
}

t.test('the unit: systemd finds nothing wrong, and little that it could touch', async t => {
  const { installation, root } = image(t, { options: ['--host', '0.0.0.0', '--port', '80%$'] })
  const unit = unitOf(installation)
  t.notMatch(unit, /@[A-Z]+@/, 'everything is filled in')
  t.match(unit, /^SupplementaryGroups=dialout gpio$/m, 'only groups that this system has')
  t.match(unit, /"--host" "0\.0\.0\.0" "--port" "80%%\$\$"$/m)
  const file = join(root, 'lockstep.service')
  writeFileSync(file, unit)
  const verify = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' })
  t.equal(
    `${verify.stdout}${verify.stderr}`.replaceAll(/^.*(opt\/lockstep|Command .* is not executable).*$\n?/gm, ''),
    ''
  )
  const security = spawnSync('systemd-analyze', ['security', '--offline=true', '--threshold=20', file], {
    encoding: 'utf8',
  })
  t.equal(security.status, 0, security.stdout.split('\n').slice(-4).join('\n'))
})

t.test('installed into an image: what is needed is there, what is not stays behind', async t => {
  const { installation, root, at } = image(t)
  const steps = installSteps(installation)
  t.notOk(existsSync(at('opt')), 'a plan does nothing')
  t.notMatch(steps.map(({ say }) => say).join('\n'), /systemctl/, 'in an image nothing is started')
  for (const step of steps) step.do()
  t.ok(existsSync(at('opt/lockstep/package.json')))
  t.ok(existsSync(at('opt/lockstep/node_modules/ws/package.json')))
  t.notOk(existsSync(at('opt/lockstep/node_modules/typescript')))
  t.ok(existsSync(at('etc/lockstep/station.yaml')))
  t.equal(statSync(at('usr/local/bin/lockstep')).mode & 0o777, 0o755)
  t.match(readFileSync(at('etc/sysusers.d/lockstep.conf'), 'utf8'), /^u lockstep /m)
  writeFileSync(at('etc/lockstep/station.yaml'), '# mine\n')
  for (const step of installSteps(installation)) step.do()
  t.equal(readFileSync(at('etc/lockstep/station.yaml'), 'utf8'), '# mine\n', 'a station is left alone')
  t.same(readdirSync(at('opt')), ['lockstep'], 'and nothing is left of the one before')
  for (const step of uninstallSteps(root)) step.do()
  for (const gone of ['opt/lockstep', 'etc/systemd/system/lockstep.service', 'usr/local/bin/lockstep'])
    t.notOk(existsSync(at(gone)), gone)
  t.ok(existsSync(at('etc/lockstep/station.yaml')), 'the station is somebody’s work')
})

t.test('a Node in a home is none for a service', async t => {
  const { installation } = image(t, { node: '/home/pi/.nvm/node' })
  t.throws(() => installSteps(installation), { message: /does not see anybody's home/, exitCode: 1 })
})

t.test('every package that runs, and none that only builds', async t => {
  const names = packagesOf(lib).map(folder =>
    folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length)
  )
  for (const name of ['koa', 'ws', 'serialport', '@serialport/bindings-cpp', 'koffi', 'pino'])
    t.ok(names.includes(name), name)
  for (const name of ['tap', 'esbuild', 'typescript', 'playwright-core']) t.notOk(names.includes(name), name)
})

t.test('rules of udev that udev understands', async t => {
  const lines = readFileSync(join(lib, 'systemd/70-lockstep.rules'), 'utf8')
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('#'))
  t.ok(lines.length > 0)
  for (const line of lines)
    for (const part of line.split(', ')) t.match(part, /^[A-Z]+(\{\w+\})?(==|!=|=)"[^"]+"$/, part)
})
