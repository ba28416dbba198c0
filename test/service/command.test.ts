import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import t, { type Test } from 'tap'
import { runService, type ServiceGround, type ServiceOrder } from '../../daemon/service/command.ts'
import { argumentsOf, showStatus } from '../../daemon/service/status.ts'

const lib = resolve(import.meta.dirname, '../..')
const ORDER: ServiceOrder = {
  ...{ do: 'install', dryRun: false, root: '/', config: undefined, node: '/usr/bin/node' },
  options: ['--host', '0.0.0.0'],
}

function ground(t: Test, more: Partial<ServiceGround> = {}) {
  const built = t.testdir({
    dist: { daemon: { 'main.js': '' } },
    'package.json': '{"name": "lockstep", "dependencies": {}}',
    config: { 'station.yaml': 'devices: {}\n' },
    systemd: {
      'lockstep.service.in': 'ExecStart=@NODE@ @OPTIONS@\n',
      ...{ 'lockstep.sysusers': '', '70-lockstep.rules': '' },
    },
    image: { etc: { group: 'dialout:x:20:\n' } },
  })
  const lines: string[] = []
  const whole: ServiceGround = {
    ...{ lib: built, config: `${built}/config`, node: '/usr/bin/node', uid: 0, systemd: true },
    ...{ print: line => lines.push(line), addressOf: () => undefined, ...more },
  }
  return { whole, lines, image: `${built}/image`, built }
}

t.test('a dry run says each step, and needs neither root nor systemd', async t => {
  const { whole, lines, image } = ground(t, { uid: 1_000, systemd: false })
  t.equal(await runService({ ...ORDER, dryRun: true, root: image }, whole), 0)
  t.match(lines[0], /^copy Lockstep and what it needs from .* to .*image\/opt\/lockstep$/)
  t.equal(lines.at(-1), 'Nothing was done: this was a dry run.')
  t.equal((await import('node:fs')).existsSync(`${image}/opt`), false)
  lines.length = 0
  t.equal(await runService({ ...ORDER, dryRun: true }, whole), 0)
  t.ok(lines.includes('systemctl enable lockstep.service'))
})

t.test('into an image and out of it, step by step', async t => {
  const { whole, lines, image } = ground(t, { uid: 1_000, systemd: false })
  t.equal(await runService({ ...ORDER, root: image }, whole), 0)
  const { existsSync, readFileSync } = await import('node:fs')
  t.equal(
    readFileSync(`${image}/etc/systemd/system/lockstep.service`, 'utf8'),
    'ExecStart=/usr/bin/node "--host" "0.0.0.0"\n'
  )
  t.notMatch(lines.join('\n'), /systemctl|Installed/)
  t.equal(await runService({ ...ORDER, do: 'uninstall', root: image }, whole), 0)
  t.notOk(existsSync(`${image}/etc/systemd/system/lockstep.service`))
  t.ok(existsSync(`${image}/etc/lockstep/station.yaml`))
})

t.test('why it cannot be done, and what to do', async t => {
  const { whole, built } = ground(t)
  const table: [Partial<ServiceOrder>, Partial<ServiceGround>, RegExp, number][] = [
    [{}, { uid: 1_000 }, /^Only root may do this: sudo lockstep service install /, 77],
    [{ do: 'uninstall' }, { uid: 1_000 }, /sudo lockstep service uninstall /, 77],
    [{}, { systemd: false }, /not run by systemd.*lockstep start$/, 69],
    [{ do: 'status' }, { systemd: false }, /not run by systemd/, 69],
    [{ config: '/nowhere' }, {}, /no station\.yaml in \/nowhere: .*--config DIR/, 1],
    [{}, { lib: `${built}/config` }, /is not built: npm run build/, 1],
  ]
  for (const [order, more, message, exitCode] of table)
    await t.rejects(runService({ ...ORDER, ...order }, { ...whole, ...more }), { message, exitCode })
})

const EXEC =
  '{ path=/usr/bin/node ; argv[]=/usr/bin/node /opt/lockstep/dist/daemon/main.js --config /etc/lockstep --data /var/lib/lockstep --port 80 ; ignore_errors=no ; start_time=[n/a] ; pid=0 ; status=0/0 }'

t.test('how the service is: by systemd, by its own word, and where it is', async t => {
  t.same(argumentsOf(EXEC), ['--config', '/etc/lockstep', '--data', '/var/lib/lockstep', '--port', '80'])
  t.same(argumentsOf(''), [])
  const health = { status: 'degraded', version: '1.2.3', devices: { plate: { state: 'waiting', reason: 'no port' } } }
  const server = createServer((_, answer) => answer.end(JSON.stringify(health))).listen(0, '127.0.0.1')
  await new Promise(ready => server.once('listening', ready))
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const asked: (readonly string[])[] = []
  const status = async (unit: Record<string, string>) => {
    const lines: string[] = []
    const addressOf = (args: readonly string[]) => {
      asked.push(args)
      return address
    }
    return { code: await showStatus({ print: line => lines.push(line), addressOf, show: () => unit }), lines }
  }
  const running = {
    LoadState: 'loaded',
    ActiveState: 'active',
    SubState: 'running',
    StatusText: '1 device',
    ExecStart: EXEC,
  }
  t.same(await status({ ...running, NRestarts: '2', ActiveEnterTimestamp: 'Mon' }), {
    code: 0,
    lines: [
      'lockstep.service: active (running) since Mon, restarted 2 times',
      ...['It says: 1 device', 'Health: degraded, version 1.2.3; plate is no port', `Open ${address}`],
    ],
  })
  t.equal(asked[0]?.at(-1), '80')
  server.close()
  server.closeAllConnections()
  t.match(await status(running), { code: 1, lines: { 2: /^The daemon does not answer: / } })
  t.match(await status({ ...running, ActiveState: 'failed', SubState: 'failed', Result: 'watchdog' }), {
    code: 1,
    lines: ['lockstep.service: failed (failed)', 'It ended with: watchdog', /journalctl -u lockstep/],
  })
  t.match(await status({ LoadState: 'not-found' }), {
    code: 1,
    lines: [/not installed: sudo lockstep service install/],
  })
})

t.test('this very Lockstep can be installed', async t => {
  const { whole, lines } = ground(t, { lib, uid: 1_000 })
  t.equal(await runService({ ...ORDER, dryRun: true }, whole), 0)
  t.ok(lines.length > 10)
})
