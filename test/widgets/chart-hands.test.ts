import type { Locator, Page } from 'playwright-core'
import t from 'tap'
import { standFor } from './hands.ts'

const stand = await standFor(t)

const chartOf = (page: Page): Locator => page.locator('[data-chart="plate"]')
const plotOf = (page: Page): Locator => chartOf(page).locator('[data-part="chart-plot"]')
const stateOf = (page: Page) => chartOf(page).getAttribute('data-state')
const whenOf = (page: Page) => chartOf(page).locator('[data-part="chart-when"]').textContent()
const saidOf = (page: Page, line: string) => page.locator(`[data-line="${line}"] b`).textContent()

/** Counts what is drawn, and where lines go. */
const SPY = `
  globalThis.draws = 0
  const clear = CanvasRenderingContext2D.prototype.clearRect
  CanvasRenderingContext2D.prototype.clearRect = function (...at) { globalThis.draws++; return clear.apply(this, at) }
`
const draws = (page: Page): Promise<number> => page.evaluate('globalThis.draws')

async function open(scene: string, options = {}) {
  const page = await stand.open(scene, options)
  await plotOf(page).scrollIntoViewIfNeeded()
  await page.locator('[data-chart="plate"][data-empty="false"]').waitFor()
  const box = (await plotOf(page).boundingBox())!
  return { page, at: (x: number) => [box.x + box.width * x, box.y + box.height / 2] as const }
}

/** What the canvas shows in a part of its width, 0 to 1: how many dots of ink are there. */
const inked = (page: Page, from: number, to: number): Promise<number> =>
  plotOf(page)
    .locator('canvas')
    .evaluate(
      (canvas: HTMLCanvasElement, [from, to]) => {
        const { width, height } = canvas
        const left = Math.round(width * from)
        const { data } = canvas.getContext('2d')!.getImageData(left, 30, Math.round(width * to) - left, height - 60)
        let count = 0
        for (let i = 0; i < data.length; i += 4) {
          const [r = 0, g = 0, b = 0, a = 0] = data.slice(i, i + 4)
          if (a > 200 && Math.max(r, g, b) < 80) count++
        }
        return count
      },
      [from, to] as const
    )

t.test('what was received is drawn, and the legend says the latest', async t => {
  const { page } = await open('live')
  t.equal(await stateOf(page), 'live')
  t.equal(await whenOf(page), 'Last 5\u202fmin')
  t.ok((await inked(page, 0.7, 0.98)) > 100, 'there is a line')
  t.match(await saidOf(page, 'plate.temperature'), /^\d+\.\d\u202f°C$/)
  t.equal(await saidOf(page, 'plate.target asked'), '200.0\u202f°C')
})

t.test('a drag looks back; a button, a key, and the right end return to now', async t => {
  const { page, at } = await open('live')
  const drag = async (from: number, to: number) => {
    await page.mouse.move(...at(from))
    await page.mouse.down()
    await page.mouse.move(...at((from + to) / 2))
    await page.mouse.move(...at(to))
    await page.mouse.up()
  }
  await drag(0.3, 0.6)
  t.equal(await stateOf(page), 'past')
  t.match(await whenOf(page), /^\d\d:\d\d:\d\d to \d\d:\d\d:\d\d$/)
  await page.getByRole('button', { name: 'Back to live' }).click()
  t.equal(await stateOf(page), 'live')
  t.equal(await page.getByRole('button', { name: 'Back to live' }).count(), 0)
  await drag(0.3, 0.6)
  await plotOf(page).focus()
  await page.keyboard.press('l')
  t.equal(await stateOf(page), 'live')
  await page.keyboard.press('ArrowLeft')
  t.equal(await stateOf(page), 'past')
  await page.keyboard.press('End')
  t.equal(await stateOf(page), 'live')
  await page.getByRole('button', { name: '1 min', exact: true }).click()
  await plotOf(page).press('Home')
  t.equal(await stateOf(page), 'past', 'the first minute of two')
  await page.keyboard.press('End')
  t.equal(await stateOf(page), 'live')
  await drag(0.3, 0.4)
  await drag(0.8, 0.2)
  t.equal(await stateOf(page), 'live', 'to the right of now lies nothing')
})

t.test('zoom by buttons, presets, keys and wheel', async t => {
  const { page, at } = await open('live')
  await page.getByRole('button', { name: 'Show less time' }).click()
  t.equal(await whenOf(page), 'Last 2.5\u202fmin')
  await page.getByRole('button', { name: '1 min', exact: true }).click()
  t.equal(await whenOf(page), 'Last 1\u202fmin')
  t.equal(await page.getByRole('button', { name: '1 min', exact: true }).getAttribute('aria-pressed'), 'true')
  await plotOf(page).focus()
  await page.keyboard.press('+')
  t.equal(await whenOf(page), 'Last 40\u202fs')
  await page.keyboard.press('-')
  await page.keyboard.press('-')
  t.equal(await whenOf(page), 'Last 1.5\u202fmin')
  await page.mouse.move(...at(0.4))
  await page.mouse.move(...at(0.5))
  await page.mouse.wheel(0, -400)
  await page.waitForFunction(() => /s$/.test(document.querySelector('[data-part="chart-when"]')?.textContent ?? ''))
  t.equal(await stateOf(page), 'live', 'live it stays live')
})

t.test('a wheel that scrolls the page scrolls on over the chart', async t => {
  const { page, at } = await open('live')
  await page.mouse.move(...at(0.5))
  await page.evaluate(() => dispatchEvent(new Event('scroll')))
  const before = await page.evaluate(() => scrollY)
  await page.mouse.wheel(0, 120)
  await page.waitForFunction(before => scrollY > before, before)
  t.equal(await whenOf(page), 'Last 5\u202fmin')
})

t.test('looked back upon, the legend says what was at the right edge', async t => {
  const { page } = await open('live')
  const line = 'plate.target asked'
  const now = await saidOf(page, line)
  await page.getByRole('button', { name: '1 min', exact: true }).click()
  await plotOf(page).focus()
  await page.keyboard.press('Shift+ArrowLeft')
  await page.keyboard.press('Shift+ArrowLeft')
  await page.waitForFunction(
    now => document.querySelector('[data-line="plate.target asked"] b')?.textContent !== now,
    now
  )
  t.equal(await saidOf(page, line), '150.0\u202f°C', 'a minute ago it was this')
  await page.getByRole('button', { name: 'Back to live' }).click()
  await page.waitForFunction(
    now => document.querySelector('[data-line="plate.target asked"] b')?.textContent === now,
    now
  )
})

t.test('the cursor says what was, and a line comes and goes', async t => {
  const { page, at } = await open('live')
  const now = await saidOf(page, 'plate.target asked')
  await page.mouse.move(...at(0.66))
  await page.waitForFunction(
    now => document.querySelector('[data-line="plate.target asked"] b')?.textContent !== now,
    now
  )
  t.equal(await saidOf(page, 'plate.target asked'), '90.0\u202f°C')
  await page.mouse.move(0, 0)
  const key = page.locator('[data-line="plate.temperature"]')
  await key.click()
  t.equal(await key.getAttribute('aria-pressed'), 'false')
  await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))))
  t.equal(await inked(page, 0.75, 0.97), 0, 'it is gone from the drawing')
  await key.press('Enter')
  t.equal(await key.getAttribute('aria-pressed'), 'true')
})

t.test('it says what it is to those who do not see it', async t => {
  const { page } = await open('live')
  const plot = plotOf(page)
  t.equal(await plot.getAttribute('aria-roledescription'), 'strip chart')
  t.equal(await plot.getAttribute('aria-label'), 'Chart of Temperature, Target asked, Heater power')
  const said = await page.locator('[data-chart="plate"] .chart-legend').textContent()
  t.match(said, /Temperature.*°C.*Target asked200\.0.*Heater power.*%/, 'its latest values, as text')
})

t.test('hidden, or out of sight, it draws nothing; at most once a frame it draws', async t => {
  const page = await stand.open('first')
  await page.evaluate(SPY)
  await plotOf(page).scrollIntoViewIfNeeded()
  const burst = () =>
    page.evaluate(async () => {
      const { session } = window.playground
      const frame = () => new Promise(done => requestAnimationFrame(done))
      await frame()
      const before = (globalThis as never as { draws: number }).draws
      for (let i = 0; i < 20; i++) {
        for (let k = 0; k < 10; k++)
          session.say({ 'plate.temperature': { value: i + k, sampled: session.serverNow() } })
        await frame()
      }
      return (globalThis as never as { draws: number }).draws - before
    })
  const drawn = await burst()
  t.ok(drawn > 5 && drawn <= 21, `${drawn} times for 200 samples in 20 frames`)
  await page.evaluate(() => scrollTo(0, 0))
  await page.setViewportSize({ width: 1280, height: 300 })
  await page.waitForTimeout(200)
  t.equal(await burst(), 0, 'out of sight')
  t.ok((await draws(page)) > 0)
})

t.test('a finger: sideways looks back, up and down scrolls the page, two stretch it', async t => {
  const { page } = await open('live', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
  const cdp = await page.context().newCDPSession(page)
  const box = (await plotOf(page).boundingBox())!
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  type Points = { x: number; y: number; id?: number }[]
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: Points) =>
    cdp.send('Input.dispatchTouchEvent', { type, touchPoints })
  const swipe = async (dx: number, dy: number) => {
    await send('touchStart', [middle])
    for (let i = 1; i <= 12; i++) {
      await send('touchMove', [{ x: middle.x + (dx * i) / 12, y: middle.y + (dy * i) / 12 }])
      await page.waitForTimeout(16)
    }
    await send('touchEnd', [])
  }
  const before = await page.evaluate(() => scrollY)
  await swipe(3, 150)
  await page.waitForFunction(before => scrollY < before - 50, before)
  t.equal(await stateOf(page), 'live', 'the page was scrolled, the chart was not')
  await plotOf(page).scrollIntoViewIfNeeded()
  await page.waitForTimeout(300)
  const now = (await plotOf(page).boundingBox())!
  middle.y = now.y + now.height / 2
  await send('touchStart', [{ x: middle.x - 30, y: middle.y, id: 1 }, { x: middle.x + 30, y: middle.y, id: 2 }]) // biome-ignore format: two fingers
  for (let i = 1; i <= 6; i++) {
    await send('touchMove', [{ x: middle.x - 30 - i * 10, y: middle.y, id: 1 }, { x: middle.x + 30 + i * 10, y: middle.y, id: 2 }]) // biome-ignore format: two fingers
  }
  await send('touchEnd', [])
  t.match(await whenOf(page), /Last [\d.]+\u202f(s|min)/)
  t.not(await whenOf(page), 'Last 5\u202fmin', 'stretched: less time')
  await swipe(120, 2)
  t.equal(await stateOf(page), 'past')
})
