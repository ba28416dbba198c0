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
    /Handed over in 3\sms\. The hardware reads safe\./
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

t.test('Escape twice is Stop, whatever is drawn in between', async t => {
  const page = await stand.open('still')
  await page.keyboard.press('Escape')
  await page.evaluate(() => {
    const { session } = window.playground
    session.say({ 'station.$stop': { value: { generation: 1, latched: true, by: 'Guest 1' } } })
  })
  await page.locator('.stop[data-latched="true"]').waitFor()
  await page.waitForTimeout(100)
  await page.keyboard.press('Escape')
  t.same(await calls(page), [['stop', 'station']])
})

t.test('the end of an older press does not speak for a newer one', async t => {
  const page = await stand.open('still')
  await page.evaluate(() => {
    const ends: ((ms: number) => void)[] = []
    Object.assign(window, { ends })
    window.playground.session.stop = () => new Promise(end => ends.push(end))
  })
  const stop = page.locator('[data-part="stop"]')
  const end = (press: number) =>
    page.evaluate(press => (window as never as { ends: ((ms: number) => void)[] }).ends[press]?.(12), press)
  const latency = page.locator('[data-part="latency"]')
  await stop.click()
  await stop.click()
  await end(0)
  await page.waitForTimeout(100)
  t.notMatch(await latency.textContent(), /took/)
  await end(1)
  await latency.getByText('took').waitFor()
})

t.test('out of touch nothing is claimed: neither that it is in force, nor what the hardware says', async t => {
  const page = await stand.open('still')
  const stop = page.locator('[data-part="stop"]')
  await stop.click()
  await page.locator('.stop-word', { hasText: 'Stopped' }).waitFor()
  await page.evaluate(() => window.playground.session.sayLink({ state: 'silent', since: 0 }))
  await page.getByText('Stopped by Guest 2 when last heard from').waitFor()
  t.equal(await page.locator('.stop-word').textContent(), 'Stop')
  t.equal(await stop.getAttribute('data-latched'), 'false')
  t.notMatch(await page.locator('.stop-row').textContent(), /reads safe/)
})

t.test('a press shows in the controls before any answer', async t => {
  const page = await stand.open('still')
  await page.evaluate(() => {
    const { session } = window.playground
    session.stop = scope => {
      session.blocked = () => 'Stopping.'
      session.tellStopping(scope)
      return new Promise(() => {})
    }
  })
  await page.locator('[data-part="stop"]').click()
  t.ok(await inState(controlOf(page, 'plate.target'), 'blocked'))
})

t.test('it names the device that it could not be handed to', async t => {
  const page = await stand.open('offline')
  await page.evaluate(() => {
    const value = { generation: 1, latched: true, by: 'Guest 1', confirmed: false, unreached: ['plate'] }
    window.playground.session.say({ 'station.$stop': { value } })
  })
  const words = page.locator('[data-part="confirmed"]')
  await words.waitFor()
  t.equal(await words.textContent(), 'Could not be handed to plate: it is not connected.')
})

t.test('it is taken in every state of the link', async t => {
  const page = await stand.open('still')
  const stop = page.locator('[data-part="stop"]')
  await page.evaluate(() => window.playground.session.sayLink({ state: 'given up', reason: 'Another version.' }))
  await stop.click()
  await page.evaluate(() =>
    window.playground.session.sayLink({ state: 'waiting', until: 1e9, reason: 'the station does not answer.' })
  )
  await stop.click()
  t.same(await calls(page), [
    ['stop', 'station'],
    ['stop', 'station'],
  ])
  await page.getByRole('button', { name: 'Try now' }).click()
  t.same((await calls(page)).at(-1), ['retry', ''])
})
