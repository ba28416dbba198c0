import { pathToFileURL } from 'node:url'
import t, { type Test } from 'tap'
import { pause, Running } from '../cli/run.ts'
import { listen } from './ear.ts'

/** Loaded into a daemon before it: a signal wedges its event loop, as a bug might. */
const WEDGE = `import { writeSync } from 'node:fs'
process.on('SIGUSR2', () => {
  writeSync(2, 'wedged\\n')
  for (;;);
})
`

/** A daemon under a supervisor with a watchdog of 1.5 s: to be fed each half a second. */
function supervised(t: Test) {
  const ear = listen(t)
  const folder = t.testdir({
    'station.yaml': 'devices:\n  plate: { driver: plate, simulate: true }\n',
    'wedge.mjs': WEDGE,
  })
  const said: string[] = []
  const daemon = new Running(t, ['--config', folder, '--port', '0', '--data', `${folder}/data`, '--log', 'warn'], {
    ...process.env,
    NOTIFY_SOCKET: ear.path,
    WATCHDOG_USEC: '1500000',
    NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --import=${pathToFileURL(`${folder}/wedge.mjs`).href}`,
  })
  const until = async (what: string): Promise<void> => {
    while (!said.some(one => one.includes(what))) {
      said.push(...ear.heard())
      await pause(20)
    }
  }
  return { daemon, ear, said, until }
}

t.test('systemd hears that it is ready when it can be opened, then that it lives, and that it ends', async t => {
  const { daemon, said, until } = supervised(t)
  await until('READY=1')
  t.match(said[0], /^READY=1\nSTATUS=1 device/, 'and nothing before')
  const url = await daemon.ready()
  t.equal((await fetch(`${url}/health`)).status, 200)
  await until('WATCHDOG=1')
  await daemon.up()
  await until('STATUS=1 device\n')
  daemon.child.kill('SIGTERM')
  await until('STOPPING=1')
  t.equal(await daemon.exit, 0)
  t.match(said.at(-1), /^STOPPING=1\n/, 'and nothing after')
})

t.test('a daemon whose loop is wedged feeds no watchdog', async t => {
  const { daemon, ear, until } = supervised(t)
  await until('WATCHDOG=1')
  daemon.child.kill('SIGUSR2')
  while (!daemon.errors.includes('wedged')) await pause(20)
  ear.heard()
  // Long enough for it to be fed several times over, if anybody did.
  await pause(3_000)
  t.same(ear.heard(), [])
})
