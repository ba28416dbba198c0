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

t.test('an adapter that is plugged in after the start may be used: its number is known before its name', async t => {
  const unit = unitOf(image(t).installation)
  // Of Documentation/admin-guide/devices.txt of the kernel. Here, as after each start without an adapter, they have no name.
  for (const major of [188, 166, 204, 4, 180, 189]) t.match(unit, new RegExp(`^DeviceAllow=char-${major} rw$`, 'm'))
  t.notMatch(unit, /^DeviceAllow=char-(tty|usb)/m)
})

t.test('installed under any umask, from any copy: the service may read all of it, and only root may write', async t => {
  const { installation, at } = image(t)
  const umask = process.umask(0o077)
  t.teardown(() => process.umask(umask))
  for (const step of installSteps(installation)) step.do()
  const paths = ['opt/lockstep', 'usr/local/bin', 'etc/systemd/system', 'etc/lockstep'].flatMap(folder => [
    folder,
    ...readdirSync(at(folder), { recursive: true }).map(name => `${folder}/${name}`),
  ])
  t.ok(paths.length > 1_000)
  const wrong = paths.filter(path => {
    const { mode } = statSync(at(path))
    return (
      (mode & 0o044) !== 0o044 || (mode & 0o022) !== 0 || (statSync(at(path)).isDirectory() && (mode & 0o055) !== 0o055)
    )
  })
  t.same(wrong.slice(0, 5), [])
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
