import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { openBrowser } from './browser.ts'
import { Daemon } from './daemon.ts'
import { drag, trackOf } from './pointer.ts'
import { live, type Session } from './rig.ts'

t.test('the demo station, as it comes: moving the target makes the temperature follow', async t => {
  const data = mkdtempSync(join(tmpdir(), 'lockstep-demo-'))
  const daemon = await Daemon.start({ config: join(import.meta.dirname, '../../config'), data })
  const browser = await openBrowser()
  t.teardown(async () => {
    await browser.close()
    await daemon.stop()
    rmSync(data, { recursive: true, force: true })
  })
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
  const complaints: string[] = []
  page.on('console', message => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', error => complaints.push(error.message))
  await page.goto(`http://localhost:${daemon.port}/#/device/plate`)
  await live(page)
  const temperature = () =>
    page.evaluate(() => {
      const { session } = (window as never as { lockstep: { session: Session } }).lockstep
      return session.key('plate.temperature')?.value as number
    })
  const before = await temperature()
  // The plate refuses now and then, as such devices do: then one asks again.
  for (let asked = false; !asked; ) {
    await drag(page, await trackOf(page, 'plate.target', [0, 300]), [60, 80, 100, 120])
    await page.waitForFunction(() => {
      const { session } = (window as never as { lockstep: { session: Session } }).lockstep
      return session.control('plate.target').stage === undefined
    })
    asked = await page.evaluate(() => {
      const { session } = (window as never as { lockstep: { session: Session } }).lockstep
      return session.key('plate.target')?.value === 120
    })
  }
  await page.waitForFunction(limit => {
    const { session } = (window as never as { lockstep: { session: Session } }).lockstep
    return (session.key('plate.temperature')?.value as number) > limit
  }, before + 10)
  t.pass(`from ${before} °C to ${await temperature()} °C`)
  t.same(complaints, [], 'and the browser has nothing to complain of')
})
