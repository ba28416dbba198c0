import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { Running } from './run.ts'

t.test('a port in use, and a second daemon beside the first', async t => {
  const folder = t.testdir({})
  const first = new Running(t, ['--port', '0', '--data', join(folder, 'a')])
  const url = await first.ready()
  t.equal(first.out.split('\n')[0], `Lockstep is ready: ${url}  (Heat lab, 4 devices, 3 simulated)`)
  const port = new URL(url).port
  const refused = new Running(t, ['--port', port, '--data', join(folder, 'b')])
  t.equal(await refused.exit, 75)
  t.match(refused.errors, new RegExp(`^Port ${port} is in use.*--port ${Number(port) + 1}.*--data DIR\\)\\.\\n$`))
  t.equal(refused.out, '')
  const sharing = new Running(t, ['--port', '0', '--data', join(folder, 'a')])
  t.equal(await sharing.exit, 75)
  t.match(sharing.errors, new RegExp(`in use by another Lockstep \\(process ${first.child.pid}\\).*--data DIR`))
  const second = new Running(t, ['--port', '0', '--data', join(folder, 'b')])
  await Promise.all([first.up(), second.up()])
  t.not((await second.health()).epoch, (await first.health()).epoch)
})

t.test('what cannot start says why, and with which code', async t => {
  const folder = t.testdir({
    'station.yaml': 'devices:\n  p: { driver: plate, prot: /dev/x }\n',
    data: { 'access.json': '{"version": 1, "users": []' },
  })
  const host = new Running(t, ['--host', 'lab-pi', '--port', '0', '--data', folder])
  t.equal(await host.exit, 64)
  t.match(host.errors, /^--host lab-pi: this must be an address of this computer/)
  const access = new Running(t, ['--port', '0', '--data', join(folder, 'data')])
  t.equal(await access.exit, 78, 'where it is not known who may come in, nobody is let in')
  t.match(
    access.errors,
    /access\.json says who may come in, and cannot be read: .*Put a good copy in its place; or move/
  )
  t.equal(access.out, '')
  const station = new Running(t, ['check', '--config', folder])
  t.equal(await station.exit, 78)
  t.equal(station.errors, `${folder}/station.yaml:2:23: ${MISSPELT}\n`)
  t.equal(station.out, '')
})

const MISSPELT =
  '"prot" is no setting of a device.\n    Did you mean "port"? There are: driver, profile, port, address, baudRate, ' +
  'simulate, title, group, calibrate, alarms, derive.'

t.test('a station with nothing but errors starts all the same, and says why', async t => {
  const folder = t.testdir({ 'station.yaml': 'devices:\n  p: { driver: plate, prot: /dev/x }\n' })
  const daemon = new Running(t, ['--config', folder, '--port', '0', '--data', join(folder, 'data')])
  const url = await daemon.ready()
  t.match(daemon.out, /\(Lockstep, 0 devices\)/)
  t.equal((await fetch(url)).status, 200, 'the page is up')
  t.equal(
    (JSON.parse(daemon.errors.split('\n')[0] ?? '') as { msg: string }).msg,
    `${folder}/station.yaml:2:23: ${MISSPELT}`
  )
})

t.test('a station that is well', async t => {
  const folder = t.testdir({
    'station.yaml':
      'title: Lab\ndevices:\n  p: { driver: plate, port: /dev/x }\n  q: { driver: daq, simulate: true }\n',
  })
  const check = new Running(t, ['check', '--config', folder])
  t.equal(await check.exit, 0)
  t.equal(check.out, `All is well: ${folder}/station.yaml  (Lab; p (plate), q (daq))\n`)
})

t.test('--version and --help', async t => {
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as Record<
    string,
    string
  >
  const asked = new Running(t, ['--version'])
  t.equal(await asked.exit, 0)
  t.equal(asked.out, `${version}\n`)
  const help = new Running(t, ['--help'])
  t.equal(await help.exit, 0)
  t.match(help.out, /--port N/)
})
