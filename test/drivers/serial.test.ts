import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { toBytes, toText } from '../../drivers/framing.ts'
import { openPty, type Pty } from '../../drivers/hosts/open-pty.ts'
import { SerialTransport } from '../../drivers/transports/serial.ts'
import type { LinkError } from '../../drivers/transports/transport.ts'
import { Ear } from './ear.ts'

/** A tty whose other end repeats what it hears. */
function echo(t: { teardown(fn: () => void): void }): Pty {
  const pty: Pty = openPty(bytes => pty.write(bytes))
  let open = true
  const close = pty.close
  pty.close = () => {
    if (open) close()
    open = false
  }
  t.teardown(() => pty.close())
  return pty
}

const at = (path: string) => new SerialTransport({ path, baudRate: 115_200 })

t.test('every byte goes there and back as it is, in order', async t => {
  const pty = echo(t)
  const serial = at(pty.path)
  const ear = new Ear()
  await serial.open(ear)
  t.equal(serial.where, `serial ${pty.path} at 115200`)
  const all = toText(Uint8Array.from({ length: 256 }, (_, i) => i))
  for (let i = 0; i < 8; i++) serial.write(toBytes(all))
  await ear.until(() => ear.text.length >= 8 * 256)
  t.equal(ear.text, all.repeat(8))
  await serial.close()
  await serial.close()
  serial.write(toBytes('nobody'))
  t.same(ear.errors, [])
})

t.test('what was said before it was open is not heard', async t => {
  const pty = echo(t)
  pty.write(toBytes('a late answer'))
  const serial = at(pty.path)
  const ear = new Ear()
  await serial.open(ear)
  serial.write(toBytes('fresh'))
  await ear.until(() => ear.text.length >= 5)
  t.equal(ear.text, 'fresh')
  await serial.close()
})

t.test('no such port', async t => {
  await t.rejects(at('/dev/ttyNowhere').open(new Ear()), {
    name: 'LinkError',
    code: 'missing',
    message: /There is no serial port \/dev\/ttyNowhere\. .*ls -l \/dev\/serial\/by-id/,
  })
})

t.test('open already, here or by another', async t => {
  const pty = echo(t)
  const serial = at(pty.path)
  await serial.open(new Ear())
  await t.rejects(serial.open(new Ear()), { code: 'busy' } as LinkError)
  await t.rejects(at(pty.path).open(new Ear()), { code: 'busy', message: /Another program has .* fuser -v/ })
  await serial.close()
  await t.resolves(serial.open(new Ear()), 'a closed one opens again')
  await serial.close()
})

t.test('closed while it is being opened', async t => {
  const pty = echo(t)
  const serial = at(pty.path)
  const opening = serial.open(new Ear())
  await serial.close()
  await t.rejects(opening, { code: 'failed' } as LinkError)
  await t.resolves(serial.open(new Ear()))
  await serial.close()
})

t.test('hung up: told once, whether it was silent, had just spoken or was being written to', async t => {
  for (const last of ['nothing', 'said', 'written'] as const) {
    const pty = echo(t)
    const serial = at(pty.path)
    const ear = new Ear()
    await serial.open(ear)
    serial.write(toBytes('x'))
    await ear.until(() => ear.text === 'x')
    if (last === 'said') pty.write(toBytes('a last word'))
    pty.close()
    if (last === 'written') serial.write(toBytes('anybody there?'))
    await ear.until(() => ear.errors.length > 0)
    t.match(ear.errors, [{ code: 'unplugged', message: /is gone/ }], last)
    serial.write(toBytes('still there?'))
    await serial.close()
    t.equal(ear.errors.length, 1)
  }
})

t.test('closing a port that has hung up is silent', async t => {
  const pty = echo(t)
  const serial = at(pty.path)
  const ear = new Ear()
  await serial.open(ear)
  pty.close()
  await serial.close()
  t.same(ear.errors, [])
})

t.test(
  'a port that one may not open',
  { skip: process.getuid?.() !== 0 && 'needs root to become somebody else' },
  t => {
    const folder = mkdtempSync(join(tmpdir(), 'lockstep-serial-'))
    t.teardown(() => rmSync(folder, { recursive: true }))
    const pty = echo(t)
    const dialout = Number(/^dialout:[^:]*:(\d+)/m.exec(readFileSync('/etc/group', 'utf8'))?.[1])
    const said = (gid: number, mode: number) => {
      chownSync(pty.path, 0, gid)
      chmodSync(pty.path, mode)
      const source = new URL('../../drivers/transports/serial.ts', import.meta.url).pathname
      const program = `
      import { SerialTransport } from ${JSON.stringify(source)}
      process.setgroups([])
      process.setgid(65534)
      process.setuid(65534)
      const serial = new SerialTransport({ path: ${JSON.stringify(pty.path)}, baudRate: 115200 })
      await serial.open({ heard() {}, closed() {} }).catch(error => console.log(error.code, error.message))`
      const args = ['--import', import.meta.resolve('tsx'), '--input-type=module', '-e', program]
      // Not under the eyes of tap, whose notes nobody may write.
      const env = { ...process.env, NODE_OPTIONS: '' }
      return execFileSync(process.execPath, args, { encoding: 'utf8', cwd: folder, env })
    }
    t.match(said(dialout, 0o660), /^permission .* group "dialout".*sudo usermod -aG dialout \$USER/)
    t.match(said(0, 0o600), /^permission .* kept for its owner.*udev/)
    t.end()
  }
)
