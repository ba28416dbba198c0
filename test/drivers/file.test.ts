import { execFileSync } from 'node:child_process'
import { appendFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { file } from '../../drivers/contract.ts'
import { framing } from '../../drivers/files.ts'
import { toBytes } from '../../drivers/framing.ts'
import { FileTransport } from '../../drivers/transports/file.ts'
import { LinkError } from '../../drivers/transports/transport.ts'
import { Ear } from './ear.ts'
import { lay } from './fixtures.ts'

const FILES = {
  '/proc/uptime': '600.25 2100.11\n',
  '/proc/long': 'x'.repeat(100_000),
  '/proc/odd': 'a"b\\c\n\0\xe9\n',
  '/proc/secret/key': 'hidden\n',
  '/proc/net': ['self/net'],
  '/proc/self': ['4711'],
  '/proc/4711/net/dev': 'eth0\n',
  '/proc/away': ['../etc/passwd'],
  '/etc/passwd': 'root\n',
  '/sys/zone0/temp': '48686\n',
  '/sys/zone1/temp': '50000\n',
  '/sys/zone10/temp': '51000\n',
  '/sys/zone2/other': 'none\n',
} as const

/** A transport with the files below a folder, and somebody who asks it. */
class Asked {
  readonly ear = new Ear()
  readonly transport: FileTransport
  readonly base: string
  #tag = 0

  constructor(t: Test, files: Parameters<typeof lay>[1] = FILES, roots = ['/proc', '/sys']) {
    this.base = lay(t.testdir({}), files)
    this.transport = new FileTransport({ ...file({ roots, disks: ['/', '/gone'] }), base: this.base })
  }

  async open(): Promise<this> {
    await this.transport.open(this.ear)
    return this
  }

  send(text: string): string {
    const tag = (this.#tag++ % 256).toString(16).toUpperCase().padStart(2, '0')
    this.transport.write(framing.encode(text, tag))
    return tag
  }

  async ask(text: string): Promise<string> {
    const tag = this.send(text)
    const said = () => new RegExp(`^${tag} (.*)$`, 'm').exec(this.ear.text)?.[1]
    await this.ear.until(() => said() !== undefined)
    const answer = said() as string
    this.ear.text = ''
    return answer
  }

  async read(text: string): Promise<unknown> {
    return JSON.parse(await this.ask(`read ${text}`))
  }
}

t.test('a file is read, by its path', async t => {
  const files = await new Asked(t).open()
  t.same(await files.read('64 /proc/uptime'), { '/proc/uptime': '600.25 2100.11\n' })
  t.same(await files.read('64 /proc/odd'), { '/proc/odd': 'a"b\\c\n\0\xe9\n' }, 'each byte is a character')
  t.same(await files.read('64 /proc/net/dev'), { '/proc/net/dev': 'eth0\n' }, 'over links')
  t.same(Object.keys((await files.read('64 /proc/uptime /sys/zone0/temp')) as object).length, 2, 'several at once')
  t.equal(files.transport.where, 'this computer')
})

t.test('what is not there is an answer, and the link stays', async t => {
  const files = await new Asked(t).open()
  for (const path of ['/proc/none', '/proc/none/deep', '/proc/secret', '/sys/none*/temp', '/sys/zone*/none'])
    t.same(await files.read(`64 ${path}`), {}, path)
  t.same(files.ear.errors, [])
})

t.test('a pattern fits within one step of a path, in the order of names', async t => {
  const files = await new Asked(t).open()
  t.same(Object.keys((await files.read('64 /sys/zone*/temp')) as object), [
    '/sys/zone0/temp',
    '/sys/zone1/temp',
    '/sys/zone10/temp',
  ])
  t.same(Object.keys((await files.read('64 /sys/*1*/t*p')) as object), ['/sys/zone1/temp', '/sys/zone10/temp'])
  t.same(await files.read('64 /sys/*'), {}, 'a star passes no slash')
  t.same(await files.read('64 /sys/zon.0/temp'), {}, 'all other signs are themselves')
})

t.test('never more than was asked for, and never more than fits', async t => {
  const files = await new Asked(t).open()
  t.same(await files.read('5 /proc/long'), { '/proc/long': 'xxxxx' })
  const { '/proc/long': text } = (await files.read('8192 /proc/long')) as { '/proc/long': string }
  t.equal(text.length, 8_192)
  t.match(await files.ask('read 8193 /proc/long'), /^ERR 8193 bytes of a file cannot be had; 1 to 8192 can$/)
  t.match(await files.ask('read 0 /proc/long'), /^ERR 0 bytes/)
  for (const name of ['a', 'b', 'c']) writeFileSync(join(files.base, `/sys/${name}`), 'y'.repeat(8_000))
  t.match(await files.ask('read 8000 /sys/a /sys/b /sys/c'), /^ERR the answer has \d+ characters, 16381 are the most$/)
  lay(files.base, Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`/sys/many/${i}`, 'z'])))
  t.match(await files.ask('read 1 /sys/many/*'), /^ERR more than 512 files fit/)
  t.same(await files.read('5 /proc/long'), { '/proc/long': 'xxxxx' }, 'and goes on')
})

t.test('only what lies below the roots, wherever a link leads', async t => {
  const files = await new Asked(t).open()
  for (const path of ['/etc/passwd', '/proc/../etc/passwd', '/process/x', 'proc/uptime', '/', '/*/passwd'])
    t.match(await files.ask(`read 64 ${path}`), /^ERR .* is outside of \/proc and \/sys$/, path)
  t.equal(await files.ask('read 64 /proc/away'), 'ERR /proc/away leads out of /proc and /sys')
  t.match(await files.ask('read 64 /proc/a*'), /^ERR \/proc\/away leads out/)
  t.match(await files.ask('read 64 /proc/uptime /etc/passwd'), /^ERR \/etc/, 'one of them is enough')
  t.equal(await files.ask('size /proc'), "ERR the size of /proc is not this driver's to ask")

  const narrow = await new Asked(t, FILES, ['/proc/uptime']).open()
  t.same(await narrow.read('64 /proc/uptime'), { '/proc/uptime': '600.25 2100.11\n' }, 'a root may be a file')
  t.match(await narrow.ask('read 64 /proc/secret/key'), /^ERR .*outside/)
})

t.test('what is no request is told so', async t => {
  const files = await new Asked(t).open()
  for (const text of [
    '',
    'hello',
    'read',
    'read 64',
    'read x /proc/uptime',
    'write /proc/uptime 1',
    'read 1e1 /proc/uptime',
  ])
    t.match(await files.ask(text), /^ERR ".*" is no request; "read 64 \/proc\/uptime" and "size \/" are$/, text)
  files.transport.write(toBytes('no tag\n'))
  t.same(await files.read('6 /proc/uptime'), { '/proc/uptime': '600.25' }, 'what has no tag is nobody’s')
})

t.test('the size of a file system', async t => {
  const files = await new Asked(t).open()
  const { '/': size } = JSON.parse(await files.ask('size /'))
  const { blocks, bsize } = statfsSync(files.base)
  t.equal(size.total, blocks * bsize)
  t.ok(size.available <= size.free && size.free <= size.total)
  t.equal(await files.ask('size /gone'), '{}')
})

t.test('a file that vanishes while it is read, or keeps its reader waiting, says nothing', async t => {
  const files = await new Asked(t).open()
  const path = join(files.base, '/sys/zone0/temp')
  for (let i = 0; i < 50; i++) {
    const asked = files.ask('read 64 /sys/zone*/temp')
    if (i % 2 === 0) rmSync(path)
    else writeFileSync(path, '48686\n')
    const found = JSON.parse(await asked)
    t.match(found['/sys/zone0/temp'] ?? '48686\n', /^(48686\n)?$/)
    t.equal(found['/sys/zone1/temp'], '50000\n', 'the others do')
  }
  execFileSync('mkfifo', [join(files.base, '/sys/pipe')])
  t.same(await files.read('64 /sys/pipe'), {})
  t.same(files.ear.errors, [])
})

t.test('requests are answered in their order, in pieces or together, and of too many some are refused', async t => {
  const files = await new Asked(t).open()
  const requests = ['read 64 /sys/*/temp', 'size /', 'hello', 'read 1 /proc/uptime']
  for (const byte of requests.map((text, i) => `0${i} ${text}\n`).join('')) files.transport.write(toBytes(byte))
  await files.ear.until(() => files.ear.text.includes('03 '))
  t.same(files.ear.text.match(/^\d\d/gm), ['00', '01', '02', '03'])

  for (let i = 0; i < 100; i++) files.send('read 1 /proc/uptime')
  await files.ear.until(() => files.ear.text.split('\n').length > 104)
  t.ok(files.ear.text.includes('ERR too much was asked at once'))
  t.same(await files.read('1 /proc/uptime'), { '/proc/uptime': '6' }, 'and goes on')
})

t.test('opened once, given back, and nothing is heard from an earlier life', async t => {
  const files = await new Asked(t).open()
  await t.rejects(files.transport.open(new Ear()), { code: 'busy' })
  files.send('read 64 /proc/uptime')
  await files.transport.close()
  await files.transport.close()
  const next = new Ear()
  await files.transport.open(next)
  files.transport.write(toBytes('77 read 1 /proc/uptime\n'))
  await next.until(() => next.text.length > 0)
  t.equal(next.text, '77 {"/proc/uptime":"6"}\n')
  t.equal(files.ear.text, '')
  const opening = new FileTransport({ roots: ['/proc'], disks: [] })
  const opened = opening.open(new Ear())
  await opening.close()
  await t.rejects(opened, LinkError)
})

t.test('a computer that is no Linux is told so', async t => {
  const files = new Asked(t, {})
  await t.rejects(files.open(), {
    code: 'missing',
    message: 'There is no /proc and no /sys on this computer. This needs Linux.',
  })
  lay(files.base, FILES)
  await files.open()
  t.same(await files.read('1 /proc/uptime'), { '/proc/uptime': '6' }, 'tried again')
})

t.test('nothing is written: a file is as it was, whatever is asked', async t => {
  const files = await new Asked(t).open()
  appendFileSync(join(files.base, '/sys/zone0/temp'), 'more\n')
  await files.ask('write /sys/zone0/temp 1')
  t.same(await files.read('64 /sys/zone0/temp'), { '/sys/zone0/temp': '48686\nmore\n' })
})
