import { join } from 'node:path'
import t, { type Test } from 'tap'
import { loadPages } from '../../daemon/gateway/index.ts'
import type { Offer } from '../../protocol/index.ts'
import { openStand } from '../gateway/stand.ts'
import { axeFinds } from './axe.ts'
import { openBrowser } from './browser.ts'
import { Lab, STATION } from './lab.ts'

const CHIP = '[data-part="open-notices"]'

t.test('what is wrong in the config is on the page as long as it is, and nothing moves for it', async t => {
  const lab = await Lab.open(t)
  const page = await lab.visit('#/device/left')
  const places = () =>
    page
      .locator('main > *, header.bar, .stop')
      .evaluateAll(all => all.map(one => [one.getBoundingClientRect().left, one.getBoundingClientRect().top]))
  await page.locator('[data-device="left"] [data-part="chart"]').waitFor()
  const before = await places()
  t.equal(await page.locator(CHIP).count(), 0)

  lab.write(STATION.replace('driver: daq', 'driver: dak').replace('title: Right plate', 'titel: Right plate'))
  await page.locator(CHIP).getByText('2 problems in the config').waitFor()
  t.same(await places(), before)
  t.equal(await page.locator('[data-device="left"]').count(), 1, 'what ran goes on')
  await page.locator(CHIP).click()
  const problems = page.locator('.problems li')
  await problems.first().waitFor()
  t.equal(await problems.count(), 2)
  t.match(
    await problems.first().textContent(),
    /station\.yaml, line 3, column \d+There is no driver "dak"\.Did you mean "daq"/
  )
  t.match(await problems.last().textContent(), /line 5.*titel/)
  t.same(await axeFinds(page), [])

  lab.write(STATION)
  await page.getByText('All is well by now.').waitFor()
  await page.locator('[data-part="close"]').click()
  await page.locator(CHIP).waitFor({ state: 'detached' })
})

t.test('a station with nothing but mistakes has its page, with the reasons on it', async t => {
  const lab = await Lab.open(t, 'title: Heat lab\ndevices:\n  oven: { driver: owen, simulate: true }\n')
  const page = await lab.visit('', {}, '.problems')
  t.match(await page.locator('main .problems').textContent(), 'There is no driver "owen".')
  t.match(await page.locator('main .notices').textContent(), 'Nothing runs yet.')
})

t.test('a restart says what is no longer asked, once', async t => {
  const lab = await Lab.open(t)
  const page = await lab.visit('#/device/left')
  await page.waitForFunction(() => {
    type Own = { blocked(control: string): string | undefined; set(control: string, value: number): void }
    const { session } = (window as never as { lockstep: { session: Own } }).lockstep
    if (session.blocked('left.fan') !== undefined) return false
    session.set('left.fan', 35)
    return true
  })
  await page.locator('[data-control="left.fan"][data-state="confirmed"]').waitFor()
  await lab.daemon.kill9()
  await lab.start()
  await page.locator(CHIP).getByText('station restarted').waitFor()
  await page.locator(CHIP).click()
  await page
    .locator('.notice')
    .getByText(/^Left plate: Fan 35\s%$/)
    .waitFor()
  t.pass('with the value')
  await page.locator('[data-part="put-away"]').click()
  await page.locator(CHIP).waitFor({ state: 'detached' })
  t.pass('and, having been seen, no more')
})

t.test('a part of the page that could not be fetched is fetched when it is wanted', async t => {
  const lab = await Lab.open(t)
  const page = await lab.visit()
  let refused = 0
  await page.route(/chunks\/search/, route => {
    refused++
    return route.abort()
  })
  await page.reload()
  await page.locator('.banner[data-link="live"]').waitFor()
  await page.keyboard.press('/')
  await page.getByText('This part of the page could not be fetched.').waitFor()
  t.not(refused, 0)
  await page.keyboard.press('Escape')
  await page.unroute(/chunks\/search/)
  await page.keyboard.press('/')
  await page.locator('[data-part="search"]').waitFor()
  t.pass('without loading the page again')
})

t.test('a board that is in no config is offered, with its lines', async t => {
  const { page, post } = await inProcess(t)
  const offer: Offer = {
    path: '/dev/serial/by-id/usb-Arduino_Uno-if00',
    title: 'Arduino Uno',
    id: '2341:0043',
    guess: { driver: 'line', why: 'boards of this kind usually print lines.' },
    yaml: 'uno:\n  driver: line\n  port: /dev/serial/by-id/usb-Arduino_Uno-if00\n',
  }
  post([offer])
  await page.locator(CHIP).getByText('1 board found').waitFor()
  await page.locator(CHIP).click()
  const notice = page.locator('.notice')
  await notice.getByText('A board was plugged in: Arduino Uno').waitFor()
  t.match(await notice.textContent(), 'It may be for the driver line: boards of this kind usually print lines.')
  await page.locator('[data-part="copy"]').click()
  await notice.getByText('Copied.').waitFor()
  t.equal(await page.evaluate(() => navigator.clipboard.readText()), offer.yaml)
  t.same(await axeFinds(page), [])
  post(undefined)
  await page.locator(CHIP).waitFor({ state: 'detached' })
})

/** A house in this process, so that it can be told what no test can plug in; the page is the built one. */
async function inProcess(t: Test) {
  const { house, port } = await openStand(t, { pages: loadPages(join(import.meta.dirname, '../../dist/ui')) })
  const browser = await openBrowser()
  t.teardown(() => browser.close())
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] })
  await context.addInitScript('globalThis.__name = f => f')
  const page = await context.newPage()
  await page.goto(`http://127.0.0.1:${port}`)
  await page.locator('.banner[data-link="live"]').waitFor()
  return {
    page,
    post: (value: readonly Offer[] | undefined) => house.post({ type: 'noted', key: 'station.$found', value }),
  }
}
