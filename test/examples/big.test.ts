import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import type { DeviceDescription, LinkState } from '../../protocol/index.ts'
import { openBrowser } from '../e2e/browser.ts'
import { Daemon } from '../e2e/daemon.ts'

interface Replica {
  readonly devices: { readonly value: readonly string[] }
  about(device: string): { readonly value: DeviceDescription | undefined }
  key(name: string): { readonly value: { readonly value?: unknown } | undefined }
}

t.test('examples/big: twelve devices and two hundred values; what is not on the screen is not on the page', async t => {
  const data = mkdtempSync(join(tmpdir(), 'lockstep-example-'))
  const daemon = await Daemon.start({ config: join(import.meta.dirname, '../../examples/big'), data })
  const browser = await openBrowser()
  t.teardown(async () => {
    await browser.close()
    await daemon.stop()
    rmSync(data, { recursive: true, force: true })
  })
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  // tsx names functions with a helper that a page does not have.
  await page.addInitScript('globalThis.__name = f => f')
  const complaints: string[] = []
  page.on('console', message => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', error => complaints.push(error.message))
  await page.goto(`http://localhost:${daemon.port}`)
  await page.waitForFunction(() => {
    const { replica } = (window as never as { lockstep?: { replica: Replica } }).lockstep ?? {}
    const devices = replica?.devices.value ?? []
    const up = (device: string) =>
      (replica?.key(`${device}.$link`).value?.value as LinkState | undefined)?.state === 'up'
    return devices.length === 12 && devices.every(up)
  })
  const values = await page.evaluate(() => {
    const { replica } = (window as never as { lockstep: { replica: Replica } }).lockstep
    return replica.devices.value.flatMap(device => Object.keys(replica.about(device).value?.properties ?? {})).length
  })
  t.ok(values >= 200, `${values} values`)
  await page.locator('.tile').nth(11).waitFor()
  t.equal(await page.locator('[data-device]').count(), 0)

  await page.locator('.rail').getByText('Rig', { exact: true }).click()
  await page.locator('[data-device="frame"]').waitFor()
  t.equal(await page.locator('.near').count(), 4)
  t.equal(await page.locator('[data-device="joint"]').count(), 0, 'the last of the group is far below')
  await page.locator('.near').last().scrollIntoViewIfNeeded()
  await page.locator('[data-device="joint"]').waitFor()
  await page.locator('[data-device="frame"]').waitFor({ state: 'detached' })
  t.same(complaints, [])
})
