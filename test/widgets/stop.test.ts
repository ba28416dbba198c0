import t from 'tap'
import { calls, controlOf, inState, standFor } from './hands.ts'

const stand = await standFor(t)

t.test('it acts on the way down, takes every press, and says how long it took', async t => {
  const page = await stand.open('still')
  const stop = page.locator('[data-part="stop"]')
  await stop.hover()
  await page.mouse.down()
  t.same(await calls(page), [['stop', 'station']], 'before the release')
  await page.mouse.up()
  t.equal((await calls(page)).length, 1, 'one press is one stop')
  await page.locator('[data-stop="station"][data-latched="true"]').waitFor()
  t.match(await page.locator('[data-part="latency"]').textContent(), /^took 12\sms$/)
  t.match(await page.locator('.stop-row b').textContent(), 'Stopped by Guest 2')
  t.match(
    await page.locator('[data-part="confirmed"]').textContent(),
    /Handed over in 3\sms; the hardware reads safe\./
  )
  t.equal(await page.title(), 'Stopped · Heat lab')
  t.equal(await page.locator('link[rel="icon"]').getAttribute('href'), './favicon-stopped.svg')
  await inState(controlOf(page, 'plate.target'), 'blocked')
  await stop.click()
  t.equal((await calls(page)).length, 2, 'latched, it still takes a press')
  await page.locator('[data-part="rearm"]').click()
  t.same((await calls(page)).at(-1), ['rearm', 'station'])
  await inState(controlOf(page, 'plate.target'), 'confirmed')
})

t.test('by key, from wherever the focus is', async t => {
  const page = await stand.open('still')
  const count = async () => (await calls(page)).length
  await page.locator('[data-part="entry"]').first().focus()
  await page.keyboard.press('Shift+Escape')
  t.equal(await count(), 1, 'Shift + Escape')
  await page.waitForTimeout(700)
  await page.keyboard.press('Escape')
  t.equal(await count(), 1, 'Escape alone is no stop')
  await page.keyboard.press('Escape')
  t.equal(await count(), 2, 'twice is')
  await page.locator('[data-part="stop"]').focus()
  await page.keyboard.press('Enter')
  t.equal(await count(), 3, 'Enter on the button')
})

t.test('it is taken in every state of the link', async t => {
  const page = await stand.open('still')
  const stop = page.locator('[data-part="stop"]')
  await page.evaluate(() => window.playground.session.sayLink({ state: 'given up', reason: 'Another version.' }))
  await stop.click()
  await page.evaluate(() =>
    window.playground.session.sayLink({ state: 'waiting', until: 1e9, reason: 'the daemon does not answer.' })
  )
  await stop.click()
  t.same(await calls(page), [
    ['stop', 'station'],
    ['stop', 'station'],
  ])
  await page.getByRole('button', { name: 'Try now' }).click()
  t.same((await calls(page)).at(-1), ['retry', ''])
})
