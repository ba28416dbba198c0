import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import plate from '../../drivers/catalog/plate/driver.ts'
import type { Logged } from '../../drivers/hosts/byte-log.ts'
import { type PtyOptions, startPty } from '../../drivers/hosts/start-pty.ts'
import { SerialTransport } from '../../drivers/transports/serial.ts'
import { Ear } from './ear.ts'

type Teardown = { teardown(fn: () => unknown): void }

function place(t: Teardown): { link: string; log: string } {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-pty-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return { link: join(folder, 'dev', 'plate'), log: join(folder, 'log') }
}

async function start(t: Teardown, options: Omit<PtyOptions, 'machine' | 'withParent'>) {
  const device = await startPty({ machine: 'plate', withParent: true, ...options })
  t.teardown(() => device.stop())
  await device.order({ order: 'refuse', chance: 0 })
  return device
}

async function open(link: string): Promise<{ serial: SerialTransport; ear: Ear; ask(tag: string): Promise<void> }> {
  const serial = new SerialTransport({ path: link, baudRate: 115_200 })
  const ear = new Ear()
  await serial.open(ear)
  const ask = async (tag: string) => {
    serial.write(plate.framing.encode('ID?', tag))
    await ear.until(() => ear.text.includes(`${tag} PLATE 3.1`))
  }
  return { serial, ear, ask }
}

const logged = (path: string): Logged[] =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))

t.test('a device by its link, judged by its log', async t => {
  const { link, log } = place(t)
  await start(t, { link, log })
  const { serial, ask } = await open(link)
  await ask('01')
  await ask('02')
  await serial.close()
  // What it said is in its log once the kernel has taken it: a reader may be quicker.
  while (logged(log).filter(({ way }) => way === 'out').length < 2) await new Promise(resolve => setTimeout(resolve, 5))
  const entries = logged(log)
  const text = (way: string) =>
    entries
      .filter(entry => entry.way === way)
      .map(entry => entry.text)
      .join('')
  t.equal(text('in'), '01 ID?*13\r\n02 ID?*10\r\n')
  t.equal(text('out'), '01 PLATE 3.1*61\r\n02 PLATE 3.1*62\r\n')
  t.equal(text('order'), '{"order":"refuse","chance":0}')
  const times = entries.map(entry => entry.at)
  t.same(
    times,
    [...times].sort((a, b) => a - b)
  )
})

t.test('unplugged: hung up, its name gone; back under the same name', async t => {
  const { link, log } = place(t)
  const device = await start(t, { link, log })
  const { ear, ask, serial } = await open(link)
  await ask('01')
  await device.order({ order: 'unplug', for: 400 })
  t.notOk(existsSync(link))
  await ear.until(() => ear.errors.length > 0)
  t.match(ear.errors, [{ code: 'unplugged' }])
  await t.rejects(serial.open(ear), { code: 'missing' })
  let again: Awaited<ReturnType<typeof open>> | undefined
  while (!again) again = await open(link).catch(() => undefined)
  await again.ask('02')
  await again.serial.close()
  t.same(
    logged(log)
      .filter(entry => /plug$/.test(entry.way))
      .map(entry => entry.way),
    ['plug', 'unplug', 'plug']
  )
})

t.test('whom nobody reads loses what it says, and lives on', async t => {
  const { link, log } = place(t)
  const device = await start(t, { link, log })
  await device.order({ order: 'flood', for: 60_000 })
  while (!logged(log).some(entry => entry.way === 'lost')) await new Promise(resolve => setTimeout(resolve, 50))
  await device.order({ order: 'flood', for: 0 })
  const { ask, serial } = await open(link)
  await ask('01')
  await serial.close()
})

t.test('orders it does not know are refused with a sentence', async t => {
  const { link } = place(t)
  const device = await start(t, { link })
  await t.rejects(device.order({ order: 'dance' } as never), { message: /There is no such order; there are delay, / })
  await t.rejects(device.order({ order: 'hang' } as never), { message: /"hang" needs a number as "for"/ })
  await t.rejects(device.order({ order: 'set', name: 'mood', value: 1 }), { message: /door, temperature and ambient/ })
})

t.test('a start that fails says why', async t => {
  const { link } = place(t)
  await t.rejects(startPty({ machine: 'teapot', link }), { message: /no machine "teapot"; there are plate/ })
  const { log: file } = place(t)
  writeFileSync(file, 'mine')
  await t.rejects(startPty({ machine: 'plate', link: file }), { message: /exists and is no link/ })
  await t.rejects(startPty({ machine: 'plate', link, script: '/nowhere/pty.js' }), { message: /did not start/ })
})

t.test('a link left behind is taken over; its own is removed at the end', async t => {
  const { log: link } = place(t)
  symlinkSync('/dev/pts/none', link)
  const device = await start(t, { link })
  t.match(readlinkSync(link), /^\/dev\/pts\/\d+$/)
  await device.stop()
  t.equal(lstatSync(link, { throwIfNoEntry: false }), undefined)
})

t.test('who dies is survived, or taken along, as asked', async t => {
  const helper = new URL('../../drivers/hosts/start-pty.ts', import.meta.url).pathname
  for (const withParent of [true, false]) {
    const { link } = place(t)
    const program = `
      import { startPty } from ${JSON.stringify(helper)}
      const { pid } = await startPty(${JSON.stringify({ machine: 'plate', link, withParent })})
      console.log(pid)
      setInterval(() => {}, 1000)`
    const args = ['--import', import.meta.resolve('tsx'), '--input-type=module', '-e', program]
    const parent = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    const pid = Number(String((await once(parent.stdout, 'data'))[0]))
    parent.kill('SIGKILL')
    await once(parent, 'exit')
    if (withParent) {
      while (existsSync(link)) await new Promise(resolve => setTimeout(resolve, 20))
      t.pass('it went, and its link too')
    } else {
      const { ask, serial } = await open(link)
      await ask('01')
      await serial.close()
      process.kill(pid, 'SIGTERM')
      t.pass('it lived on')
    }
  }
})
