import type { Page } from 'playwright-core'
import t from 'tap'
import { calls, controlOf, middleOf, partOf, saying, standFor } from './hands.ts'

const stand = await standFor(t)
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

/** A real touch, as the browser's own input pipeline makes it: it may become a scroll. */
async function finger(page: Page) {
  const cdp = await page.context().newCDPSession(page)
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: { x: number; y: number }[]) =>
    cdp.send('Input.dispatchTouchEvent', { type, touchPoints: points })
  return {
    async swipe(from: { x: number; y: number }, by: { x: number; y: number }): Promise<void> {
      await send('touchStart', [from])
      for (let i = 1; i <= 12; i++) {
        await send('touchMove', [{ x: from.x + (by.x * i) / 12, y: from.y + (by.y * i) / 12 }])
        await page.waitForTimeout(16)
      }
      await send('touchEnd', [])
    },
  }
}

t.test('sideways sets, up and down scrolls, and a touch alone moves nothing', async t => {
  const page = await stand.open('still', PHONE)
  const control = controlOf(page, 'plate.target')
  await control.scrollIntoViewIfNeeded()
  await page.evaluate(() => scrollTo({ top: 500 }))
  const { swipe } = await finger(page)
  const at = await middleOf(control.locator('.track'))

  await page.touchscreen.tap(at.x - 80, at.y)
  t.same(await calls(page), [])
  t.equal(await saying(control), 'Drag to set it: a touch alone moves nothing.')

  const before = await page.evaluate(() => scrollY)
  await swipe(at, { x: 4, y: -160 })
  await page.waitForTimeout(300)
  t.ok((await page.evaluate(() => scrollY)) > before + 50, 'the page scrolled')
  t.same(await calls(page), [], 'and nothing was asked')

  const now = await middleOf(control.locator('.track'))
  await swipe(now, { x: 60, y: 6 })
  const heard = (await calls(page)) as [string, string, number][]
  t.equal(heard[0]?.[0], 'gesture')
  t.equal(heard.at(-1)?.[0], 'end')
  const handle = await middleOf(partOf(control, 'handle'))
  t.ok(Math.abs(handle.x - now.x - 60) < 2, 'the handle is where the finger left it')
})

t.test('on a phone Stop is a thumb wide at the bottom, Re-arm is elsewhere, and nothing jumps', async t => {
  const page = await stand.open('still', PHONE)
  const stop = page.locator('[data-part="stop"]')
  const box = await stop.boundingBox()
  t.ok(box && box.width > 350 && box.height >= 56 && box.y > 740)
  const title = page.locator('.device h2')
  const before = await title.boundingBox()
  await stop.tap()
  const rearm = page.locator('[data-part="rearm"]')
  await rearm.waitFor()
  t.same(await title.boundingBox(), before, 'latching moves nothing')
  const other = await rearm.boundingBox()
  t.ok((box?.y ?? 0) - (other?.y ?? 0) > 400, 'a double tap cannot reach it')
  t.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390, 'nothing is wider than the phone')
})
