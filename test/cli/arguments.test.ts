import { readFileSync } from 'node:fs'
import t from 'tap'
import { HELP, readArguments, SUBCOMMANDS } from '../../daemon/cli/arguments.ts'
import { readyLine, urlOf } from '../../daemon/cli/ready.ts'
import { UsageError } from '../../daemon/cli/subcommand.ts'

t.test('without a word', async t => {
  t.same(readArguments([], { HOME: '/home/x', XDG_STATE_HOME: '/state' }), {
    do: 'run',
    options: { port: undefined, host: undefined, config: undefined, data: '/state/lockstep', log: 'info' },
  })
})

t.test('where the data goes', async t => {
  const data = (args: string[], env: Record<string, string>) => {
    const wish = readArguments(args, env)
    return wish.do === 'run' ? wish.options.data : undefined
  }
  t.match(data([], {}), /\/\.local\/state\/lockstep$/)
  t.equal(data([], { LOCKSTEP_DATA: '/mine', XDG_STATE_HOME: '/state' }), '/mine')
  t.equal(data(['--data', '/other'], { LOCKSTEP_DATA: '/mine' }), '/other')
  t.equal(data(['--data', 'here'], {}), `${process.cwd()}/here`)
})

t.test('what is asked for', async t => {
  t.same(readArguments(['--help', '--port', 'x'], {}), { do: 'help', text: HELP })
  t.same(readArguments(['-h'], {}), { do: 'help', text: HELP })
  t.same(readArguments(['help'], {}), { do: 'help', text: HELP })
  t.same(readArguments(['--version'], {}), { do: 'version' })
  for (const host of ['localhost', 'LOCALHOST', '::1', '127.0.0.1', '127.1.2.3', '0.0.0.0', '::', '192.168.1.7']) {
    t.match(readArguments(['--host', host], {}), { options: { host: host.toLowerCase() } })
  }
})

t.test('subcommands', async t => {
  t.same(readArguments(['check'], {}), { do: 'check', config: undefined })
  t.same(readArguments(['check', '--config', '/lab'], {}), { do: 'check', config: '/lab' })
  t.match(readArguments(['start', '--port', '0'], {}), { do: 'run', options: { port: 0 } })
  t.match(readArguments(['check', '--help'], {}), { do: 'help', text: /^lockstep check \[--config DIR\]\n\nSays all/ })
  t.same(readArguments(['help', 'check'], {}), readArguments(['check', '-h'], {}), 'either way')
  t.same(readArguments(['devices', '--json'], {}), { do: 'devices', config: undefined, json: true })
  t.same(readArguments(['devices', '--config', '/lab'], {}), { do: 'devices', config: '/lab', json: false })
  t.match(HELP, / {2}lockstep check \[--config DIR\] +says all that is wrong with a station\n/)
})

t.test('what cannot be had, in a sentence', async t => {
  const table: [string[], RegExp][] = [
    [['--host', '127.0.0.1.evil.example'], /must be an address of this computer: 127\.0\.0\.1.*0\.0\.0\.0/],
    [['--host', '192.168.1'], /must be an address/],
    [['--host', ''], /must be an address/],
    [['--port', '65536'], /whole number from 0 to 65535/],
    [['--port', '-1'], /--port/],
    [['--port', '8e3'], /whole number/],
    [['--port', ''], /whole number/],
    [['--log', 'loud'], /the levels are trace, debug/],
    [['--colour'], /--colour.*See lockstep help/],
    [['serve'], /serve: Did you mean "service"\? There are: start, check, devices, publish, get, .*See lockstep help/],
    [['chekc'], /Did you mean "check"\?/],
    [['check', '--out', 'x'], /--out/],
    [['--port'], /--port.*lockstep help/],
    [['help', 'chekc'], /Did you mean "check"\?/],
    [['get'], /get needs a device .*lockstep get plate/],
    [['get', 'a', 'b'], /One at a time, please: "a", not also "b"/],
    [['set', 'a.b'], /set needs what and to which value, .*lockstep set plate\.target 60/],
    [['call', 'a.b', '5'], /"5": what an action is told is written as name=value/],
    [['watch', 'a b'], /"a b": write a device, a property, or all/],
    [['stop', '--url', 'lab-pi:8400'], /--url lab-pi:8400: write it as http:/],
    [['service', 'instal'], /service instal: Did you mean "install"\?/],
    [['service', 'install', '--', '--prot', '80'], /--prot/],
    [['service', 'status', '--', '--port', '80'], /takes no options of the daemon/],
    [['completion', 'ksh'], /completion needs a shell: bash, zsh, fish/],
  ]
  for (const [args, message] of table) {
    t.throws(() => readArguments(args, {}), { message, exitCode: 64 }, args.join(' '))
    t.throws(() => readArguments(args, {}), UsageError)
  }
})

t.test('what is asked of a daemon that runs', async t => {
  const asking = (args: string[], env: Record<string, string> = {}) => {
    const wish = readArguments(args, { LOCKSTEP_DATA: '/data', ...env })
    return wish.do === 'ask' ? wish.asking : wish
  }
  const where = { url: 'http://localhost:8400', token: undefined, data: '/data' }
  t.same(asking(['get', 'plate']), { do: 'get', what: 'plate', json: false, where })
  t.same(asking(['set', 'plate.target', '-5']), { do: 'set', what: 'plate.target', value: '-5', where }, 'no flag')
  t.same(asking(['set', 'x.limit', '20', 'mA']), { do: 'set', what: 'x.limit', value: '20 mA', where })
  t.same(asking(['call', 'x.move', 'to=-2mm', 'why=a=b']), {
    ...{ do: 'call', what: 'x.move', given: { to: '-2mm', why: 'a=b' }, where },
  })
  t.match(asking(['watch', 'plate', 'x.y', '*']), { do: 'watch', selectors: ['plate.*', 'x.y', '*'] })
  t.same(asking(['stop']), { do: 'stop', scope: 'station', where })
  t.same(asking(['rearm', 'plate']), { do: 'rearm', scope: 'plate', where })
  t.match(asking(['completion', 'names', 'actions']), { do: 'names', of: 'actions' })
  const env = { LOCKSTEP_URL: 'http://lab:1/', LOCKSTEP_TOKEN: 'a' }
  t.match(asking(['stop'], env), { where: { url: 'http://lab:1', token: 'a' } })
  t.match(asking(['stop', '--url', 'http://pi:2', '--token', 'b'], env), { where: { url: 'http://pi:2', token: 'b' } })
})

t.test('what is asked of systemd', async t => {
  t.same(readArguments(['service', 'install', '--dry-run', '--', '--host', '0.0.0.0'], {}), {
    do: 'service',
    wish: {
      ...{ do: 'install', dryRun: true, root: '/', config: undefined, node: undefined },
      options: ['--host', '0.0.0.0'],
    },
  })
})

t.test('the reference has every subcommand, and every option', async t => {
  const path = new URL('../../docs/reference/command-line.md', import.meta.url)
  const text = readFileSync(path, 'utf8').replaceAll('\\|', '|')
  for (const { usage, flags } of Object.values(SUBCOMMANDS)) {
    t.ok(text.includes(`lockstep ${usage}`), usage)
    for (const name of Object.keys(flags)) t.ok(text.includes(`--${name}`), `${usage}: --${name}`)
  }
})

t.test('the one line', async t => {
  const line = (...devices: boolean[]) =>
    readyLine({ url: 'http://localhost:8400', title: 'Lab', devices: devices.map(simulated => ({ simulated })) })
  t.equal(line(true), 'Lockstep is ready: http://localhost:8400  (Lab, 1 device, simulated)')
  t.equal(line(true, false), 'Lockstep is ready: http://localhost:8400  (Lab, 2 devices, 1 simulated)')
  t.equal(line(false), 'Lockstep is ready: http://localhost:8400  (Lab, 1 device)')
  t.equal(line(), 'Lockstep is ready: http://localhost:8400  (Lab, 0 devices)')
})

t.test('before the first user is made, the code is told', async t => {
  const line = readyLine({ url: 'http://localhost:8400', title: 'Lab', devices: [], claim: 'ABCD-EFGH' })
  t.match(line, /\nNot claimed: .*\nThe first user is made at http:\/\/localhost:8400\/claim with the code ABCD-EFGH$/)
})

t.test('where a person opens the page', async t => {
  t.equal(urlOf('0.0.0.0', 8400), 'http://localhost:8400')
  t.equal(urlOf('::1', 8400), 'http://localhost:8400')
  t.equal(urlOf('127.0.0.2', 8400), 'http://127.0.0.2:8400')
  t.equal(urlOf('192.168.1.7', 80), 'http://192.168.1.7:80')
  t.equal(urlOf('fd00::7', 8400), 'http://[fd00::7]:8400')
})
