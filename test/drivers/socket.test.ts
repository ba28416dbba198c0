import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import t from 'tap'
import type { Answer, Event } from '../../daemon/core/index.ts'
import { Owner } from '../../daemon/devices/index.ts'
import driver from '../../drivers/catalog/daq/driver.ts'
import { toBytes } from '../../drivers/framing.ts'
import { ByteLog, type Logged } from '../../drivers/hosts/byte-log.ts'
import { realClock } from '../../drivers/hosts/real-clock.ts'
import { SocketHost } from '../../drivers/hosts/socket-host.ts'
import { type SocketOptions, startSocket } from '../../drivers/hosts/start-socket.ts'
import { TcpTransport } from '../../drivers/transports/tcp.ts'
import { Ear } from './ear.ts'

type Teardown = { teardown(fn: () => unknown): void }

async function start(t: Teardown, options: Partial<SocketOptions> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-socket-'))
  const log = join(folder, 'log')
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const device = await startSocket({ machine: 'daq', withParent: true, log, ...options })
  t.teardown(() => device.stop())
  await device.order({ order: 'refuse', chance: 0 })
  const logged = (): Logged[] =>
    readFileSync(log, 'utf8')
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
  return { device, logged, at: () => new TcpTransport({ host: '127.0.0.1', port: device.port }) }
}

async function open(tcp: TcpTransport): Promise<{ ear: Ear; ask(request: string, answer: string): Promise<void> }> {
  const ear = new Ear()
  await tcp.open(ear)
  return {
    ear,
    async ask(request, answer) {
      tcp.write(toBytes(`${request}\n`))
      await ear.until(() => ear.text.includes(`${answer}\n`) || ear.errors.length > 0)
      t.same(ear.errors, [])
    },
  }
}

t.test('a device by its port, judged by its log', async t => {
  const { at, logged } = await start(t)
  const tcp = at()
  const { ear, ask } = await open(tcp)
  await ask('I?', 'I DAQ8 1.0')
  await ask('W 1.250', 'A 1.250')
  await tcp.close()
  const of = (way: string) =>
    logged()
      .filter(entry => entry.way === way)
      .map(entry => entry.text)
      .join('')
  t.equal(of('in'), 'I?\nW 1.250\n')
  t.ok(of('out').startsWith(ear.text), 'all that was heard was said')
  t.match(of('lost'), /^S /, 'before anybody listened it spoke, too')
  t.equal(of('order'), '{"order":"refuse","chance":0}')
})

t.test('unplugged: closed, then nobody there; back at the same port', async t => {
  const { device, at, logged } = await start(t)
  const tcp = at()
  const { ear, ask } = await open(tcp)
  await ask('I?', 'I DAQ8 1.0')
  await device.order({ order: 'unplug', for: 400 })
  await ear.until(() => ear.errors.length > 0)
  t.match(ear.errors, [{ code: 'unplugged' }])
  await t.rejects(tcp.open(ear), { code: 'missing', message: /^Nothing listens at/ })
  let again: Awaited<ReturnType<typeof open>> | undefined
  while (!again) again = await open(tcp).catch(() => undefined)
  await again.ask('I?', 'I DAQ8 1.0')
  await tcp.close()
  const plugs = logged().filter(({ way }) => /plug$/.test(way))
  t.match(plugs, [{ way: 'plug' }, { way: 'unplug' }, { way: 'plug' }])
  t.same([...new Set(plugs.map(({ text }) => text))], [`127.0.0.1:${device.port}`])
})

t.test('one client at a time, and the next as soon as it has left', async t => {
  const { at } = await start(t)
  const first = at()
  const { ask } = await open(first)
  await ask('I?', 'I DAQ8 1.0')
  const second = at()
  const { ear } = await open(second)
  await ear.until(() => ear.errors.length > 0)
  t.match(ear.errors, [{ code: 'unplugged', message: /closed the connection|broke the connection off/ }])
  await ask('R?', 'R 20')
  for (let i = 0; i < 10; i++) {
    await first.close()
    await (await open(first)).ask('I?', 'I DAQ8 1.0')
  }
  await first.close()
})

t.test('whom nobody reads loses what it says, message by message, and lives on', async t => {
  const file = join(mkdtempSync(join(tmpdir(), 'lockstep-socket-')), 'log')
  t.teardown(() => rmSync(dirname(file), { recursive: true, force: true }))
  let say: (bytes: Uint8Array) => void = () => {}
  const host = new SocketHost({
    log: new ByteLog(file),
    random: () => 0.5,
    make: ({ send }) => {
      say = send
      return { receive: send, order: () => {}, stop: () => {} }
    },
  })
  t.teardown(() => host.end())
  const port = await host.listen(0)
  const ways = () =>
    readFileSync(file, 'utf8')
      .split('\n')
      .slice(0, -1)
      .map(line => (JSON.parse(line) as Logged).way)
  const deaf = connect(port, '127.0.0.1').pause()
  deaf.write('x')
  while (!ways().includes('in')) await new Promise(resolve => setImmediate(resolve))
  const message = new Uint8Array(256 * 1024)
  for (let i = 0; i < 100 && !ways().includes('lost'); i++) say(message)
  t.ok(ways().includes('lost'), 'the network takes so much, and no more')
  const taken = ways().filter(way => way === 'out').length - 1
  let heard = 0
  deaf.on('data', bytes => {
    heard += bytes.length
  })
  deaf.resume()
  const whole = 1 + taken * message.length
  while (heard < whole) await new Promise(resolve => setImmediate(resolve))
  t.equal(heard, whole, 'what it took arrived, and no more')
  while (heard === whole) {
    deaf.write('y')
    await new Promise(resolve => setImmediate(resolve))
  }
  t.pass('and then it goes on')
  deaf.destroy()
})

t.test('a start that fails says why', async t => {
  const { device } = await start(t)
  await t.rejects(startSocket({ machine: 'teapot' }), { message: /no machine "teapot"; there are plate, daq/ })
  await t.rejects(startSocket({ machine: 'constructor' }), { message: /no machine "constructor"/ })
  await t.rejects(startSocket({ machine: 'daq', port: device.port }), { message: /did not start\. .*EADDRINUSE/ })
})

t.test('who dies takes it along, where that was asked', async t => {
  const helper = new URL('../../drivers/hosts/start-socket.ts', import.meta.url).pathname
  const program = `
    import { startSocket } from ${JSON.stringify(helper)}
    const { port } = await startSocket({ machine: 'daq', withParent: true })
    console.log(port)
    setInterval(() => {}, 1000)`
  const args = ['--import', import.meta.resolve('tsx'), '--input-type=module', '-e', program]
  const parent = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const tcp = new TcpTransport({ host: '127.0.0.1', port: Number(String((await once(parent.stdout, 'data'))[0])) })
  const { ear } = await open(tcp)
  parent.kill('SIGKILL')
  await ear.until(() => ear.errors.length > 0)
  await t.rejects(tcp.open(ear), { code: 'missing' })
})

t.test('an owner on a real socket: up, obeyed, cut in the middle of a reply, and up again by itself', async t => {
  const { device, at } = await start(t)
  const events: Event[] = []
  const waiting: (() => void)[] = []
  const samples: (readonly number[])[] = []
  const owner = new Owner({
    name: 'daq',
    driver,
    transport: at(),
    clock: realClock,
    post(event) {
      events.push(event)
      for (const look of waiting.splice(0)) look()
    },
    release: () => true,
    sample: (stream, _, values) => t.equal(stream, 'daq.samples') && samples.push(values),
  })
  t.teardown(() => owner.close())
  const until = async (holds: () => boolean) => {
    while (!holds()) await new Promise<void>(resolve => waiting.push(resolve))
  }
  const links = () => events.flatMap(event => (event.type === 'link' ? [event.link] : []))
  const ups = () => links().filter(({ state }) => state === 'up').length
  const answers = () => events.flatMap((event): Answer[] => (event.type === 'answered' ? [event.answer] : []))
  owner.open()
  await until(() => ups() === 1)
  t.equal(links().at(-1)?.identity, 'I DAQ8 1.0')
  owner.converse({ kind: 'set', property: 'output', value: 1.25, command: 's#1' })
  await until(() => answers().length === 1)
  t.same(answers(), [{ is: 'acknowledged' }])
  owner.converse({ kind: 'read', property: 'rate' })
  await until(() => answers().length === 2)
  t.match(answers()[1], { is: 'read', reading: { property: 'rate', value: 20 } })
  await until(() => samples.length > 0)
  t.equal(samples[0]?.length, 8)

  await device.order({ order: 'hang', for: 60_000 })
  owner.converse({ kind: 'set', property: 'output', value: 2.5, command: 's#2' })
  await device.order({ order: 'unplug', for: 50 })
  await until(() => answers().length === 3)
  t.match(answers()[2], { is: 'silent', why: 'linkLost' }, 'what became of it is not known')
  // What had not been read when it went makes of an end a reset.
  t.match(links().at(-1), { state: 'waiting', reason: /closed the connection|broke the connection off/ })
  await device.order({ order: 'hang', for: 0 })
  await until(() => ups() === 2)

  owner.halt()
  await until(() => events.some(({ type }) => type === 'halted'))
  const zero = (event: Event) =>
    event.type === 'heard' && event.readings.some(({ property, value }) => property === 'output' && value === 0)
  await until(() => events.slice(events.findIndex(({ type }) => type === 'halted')).some(zero))
  t.pass('stopped: its output says 0')
})
