import t from 'tap'
import { HELP, readArguments, UsageError } from '../../daemon/cli/arguments.ts'
import { readyLine } from '../../daemon/cli/ready.ts'

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
  t.same(readArguments(['--help', '--port', 'x'], {}), { do: 'help' })
  t.same(readArguments(['-h'], {}), { do: 'help' })
  t.same(readArguments(['--version'], {}), { do: 'version' })
  for (const host of ['localhost', 'LOCALHOST', '::1', '127.0.0.1', '127.1.2.3']) {
    t.match(readArguments(['--host', host], {}), { options: { host: host.toLowerCase() } })
  }
})

t.test('subcommands', async t => {
  t.same(readArguments(['check'], {}), { do: 'check', config: undefined })
  t.same(readArguments(['check', '--config', '/lab'], {}), { do: 'check', config: '/lab' })
  t.match(readArguments(['start', '--port', '0'], {}), { do: 'run', options: { port: 0 } })
  t.same(readArguments(['check', '--help'], {}), { do: 'help' })
  t.match(HELP, / {2}lockstep check \[--config DIR\] +says all that is wrong with a station\n/)
})

t.test('what cannot be had, in a sentence', async t => {
  const table: [string[], RegExp][] = [
    [['--host', '0.0.0.0'], /no access control yet.*ssh -L/],
    [['--host', '::'], /no access control/],
    [['--host', '192.168.1.7'], /no access control/],
    [['--host', '127.0.0.1.evil.example'], /no access control/],
    [['--port', '65536'], /whole number from 0 to 65535/],
    [['--port', '-1'], /--port/],
    [['--port', '8e3'], /whole number/],
    [['--port', ''], /whole number/],
    [['--log', 'loud'], /the levels are trace, debug/],
    [['--colour'], /--colour.*See npm start -- --help/],
    [['serve'], /serve: There are: start, check, publish\. See npm start -- --help/],
    [['chekc'], /Did you mean "check"\?/],
    [['check', '--out', 'x'], /--out/],
    [['--port'], /--port.*--help/],
  ]
  for (const [args, message] of table) {
    t.throws(() => readArguments(args, {}), { message, exitCode: 64 }, args.join(' '))
    t.throws(() => readArguments(args, {}), UsageError)
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
