import t from 'tap'
import { Lab, PHONE } from './lab.ts'

t.test('by keyboard alone: find a control, set it, see it pending, then confirmed, and stop', async t => {
  const lab = await Lab.open(t)
  const page = await lab.visit()
  await page.locator('[data-tile="right"]').waitFor()
  // The device takes its time: what is pending can be seen.
  await lab.plates.get('right')?.order({ order: 'delay', least: 250, most: 300 })
  await page.keyboard.press('/')
  await page.keyboard.type('right target')
  await page.locator('[role="option"][aria-selected="true"][data-found="right.target"]').waitFor()
  await page.keyboard.press('Enter')
  const control = page.locator('[data-control="right.target"]')
  await page.waitForFunction(() => document.activeElement?.closest('[data-control="right.target"]') !== null)
  t.match(page.url(), /#\/device\/right\/target$/)
  t.equal(await page.locator('.search').count(), 0, 'the search is gone')

  await page.waitForFunction(() => document.activeElement?.matches('input'))
  await page.locator('[data-control="right.target"][data-blocked="false"]').waitFor()
  await page.keyboard.press('Control+A')
  await page.keyboard.type('60')
  await page.keyboard.press('Enter')
  await control.and(page.locator('[data-state="pending"]')).waitFor()
  await control.and(page.locator('[data-state="confirmed"]')).waitFor()
  const read = () =>
    page.evaluate(() => {
      type Keys = { key(name: string): { value?: unknown; asked?: unknown } | undefined }
      const { session } = (window as never as { lockstep: { session: Keys } }).lockstep
      return session.key('right.target')
    })
  t.match(await read(), { value: 60, asked: 60 })

  await page.keyboard.press('Shift+Escape')
  await page.locator('[data-stop="station"][data-latched="true"]').waitFor()
  await control.and(page.locator('[data-state="blocked"]')).waitFor()
  t.match(await page.title(), /^Stopped/)
})

t.test('each place has an address, the way back leads back, and the title says where one is', async t => {
  const lab = await Lab.open(t)
  const page = await lab.visit()
  const devices = () =>
    page.locator('[data-device]').evaluateAll(all => all.map(one => (one as HTMLElement).dataset.device))
  await page.locator('[data-tile="left"]').waitFor()
  t.same(await devices(), [], 'the overview mounts no panel')
  t.equal(await page.title(), 'Heat lab')

  await page.locator('[data-tile="left"] header a').click()
  await page.locator('[data-device="left"]').waitFor()
  t.same(await devices(), ['left'], 'one panel and no other')
  await page.waitForFunction(() => document.title.endsWith('Left plate · Heat lab'))
  await page.locator('.rail').getByText('Heat', { exact: true }).click()
  await page.locator('[data-device="right"]').waitFor()
  t.match(page.url(), /#\/group\/Heat$/)
  t.equal(await page.title(), 'Heat · Heat lab')
  await page.goBack()
  await page.locator('[data-device="left"]').waitFor()
  await page.goBack()
  await page.locator('[data-tile="left"]').waitFor()
  await page.goForward()
  await page.locator('[data-device="left"]').waitFor()

  const deep = await lab.visit('#/device/sampler/rate')
  await deep.waitForFunction(() => document.activeElement?.closest('[data-control="sampler.rate"]') !== null)
  t.pass('a link to a control puts the hand on it')
  const nowhere = await lab.visit('#/')
  await nowhere.evaluate(() => {
    location.hash = '#/device/oven'
  })
  await nowhere.getByText('This station has no device "oven".').waitFor()
  await nowhere.getByText('See what there is').click()
  await nowhere.locator('[data-tile="left"]').waitFor()
})

t.test('each device says how it stands wherever it is listed', async t => {
  const lab = await Lab.open(t)
  const page = await lab.visit()
  const glance = page.locator('[data-nav="right"] .glance')
  await glance.getByText('°C').waitFor()
  const heights = () => page.locator('.tile').evaluateAll(all => all.map(one => one.getBoundingClientRect().height))
  const before = await heights()
  await lab.plates.get('right')?.stop()
  await glance.and(page.locator('[data-standing="lost"]')).waitFor()
  t.equal(await glance.textContent(), 'no link')
  t.equal(await glance.locator('svg').count(), 1, 'by a shape, too')
  t.match(await page.locator('[data-tile="right"] [data-part="standing"]').textContent(), /^Not connected: /)
  t.same(await heights(), before, 'and no card moves')
})

t.test(
  'a phone: Stop stays above the sheet of places and the search; what it came to and Re-arm stay in sight',
  async t => {
    const lab = await Lab.open(t)
    const page = await lab.visit('#/device/left', PHONE)
    await page.locator('[data-device="left"]').waitFor()
    const atStop = () =>
      page.evaluate(() => {
        const stop = document.querySelector('.stop')
        if (!stop) return false
        const { x, y, width, height } = stop.getBoundingClientRect()
        const top = document.elementFromPoint(x + width / 2, y + height / 2)
        return stop.contains(top) && y + height <= innerHeight
      })
    for (const cover of ['search', 'places']) {
      await page.locator(`[data-part="open-${cover}"]`).click()
      await page.locator(`[data-cover="${cover}"] .cover-sheet`).waitFor()
      t.ok(await atStop(), `Stop is above the ${cover}`)
      await page.keyboard.press('Escape')
      await page.locator('.cover').waitFor({ state: 'detached' })
      // Twice within a moment would be Stop.
      await page.waitForTimeout(700)
    }
    await page.locator('[data-part="open-places"]').click()
    await page.locator('[data-nav="right"]').click()
    await page.locator('[data-device="right"]').waitFor()
    t.equal(await page.locator('.cover').count(), 0, 'having gone somewhere, the sheet is away')

    await page.evaluate(() => scrollTo(0, 600))
    await page.locator('[data-part="stop"]').tap()
    const row = page.locator('[data-stop="station"][data-latched="true"]')
    await row.getByText('The hardware reads safe.').waitFor()
    const box = await page.locator('[data-part="rearm"]').boundingBox()
    const bar = await page.locator('header.bar').boundingBox()
    t.ok(await page.evaluate(() => scrollY > 300), 'far down on the page')
    t.ok(box && bar && box.y >= bar.y + bar.height && box.y < 200, 'Re-arm is there all the same, under the bar')
    await page.locator('[data-part="rearm"]').tap()
    await page.locator('[data-stop="station"][data-latched="false"]').waitFor()
  }
)
