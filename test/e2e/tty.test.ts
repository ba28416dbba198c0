import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { startPty } from '../../drivers/hosts/start-pty.ts'
import { openBrowser } from './browser.ts'
import { Daemon } from './daemon.ts'

/** A station with one plate at `port`, and what its page says of the link. */
async function whatThePageSays(t: Test, port: string, unprivileged: boolean): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-tty-'))
  const data = join(folder, 'data')
  mkdirSync(data)
  if (process.getuid?.() === 0) for (const path of [folder, data]) chownSync(path, 65534, 65534)
  writeFileSync(join(folder, 'station.yaml'), `title: Heat lab\ndevices:\n  plate: { driver: plate, port: ${port} }\n`)
  chmodSync(join(folder, 'station.yaml'), 0o644)
  const daemon = await Daemon.start({ config: folder, data, unprivileged })
  const browser = await openBrowser()
  t.teardown(async () => {
    await browser.close()
    await daemon.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  const page = await browser.newPage()
  await page.goto(`http://localhost:${daemon.port}`)
  const target = page.locator('[data-control="plate.target"][data-blocked="true"]')
  await target.waitFor()
  return (await page.locator('main').textContent()) ?? ''
}

t.test('a tty that is not there: the page says which, and how to find the right one', async t => {
  const said = await whatThePageSays(t, '/dev/ttyNOBODY7', false)
  t.match(said, /There is no serial port \/dev\/ttyNOBODY7/)
  t.match(said, /\/dev\/serial\/by-id|Plug it in/)
})

t.test('a tty that its user may not open: the page says which group to join', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-pty-'))
  const link = join(folder, 'plate')
  const plate = await startPty({ machine: 'plate', link })
  t.teardown(async () => {
    await plate.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  chmodSync(folder, 0o755)
  const tty = realpathSync(link)
  const root = process.getuid?.() === 0
  if (root) chownSync(tty, 0, Number(/^dialout:[^:]*:(\d+)/m.exec(readFileSync('/etc/group', 'utf8'))?.[1]))
  chmodSync(tty, root ? 0o660 : 0)
  const said = await whatThePageSays(t, link, true)
  t.match(said, /You may not open/)
  // Whoever is not root cannot give a tty to another group: theirs is shut to everybody.
  t.match(said, root ? /group "dialout".*sudo usermod -aG dialout \$USER/ : /udev rule/)
})
