import t from 'tap'
import { axeFinds } from './axe.ts'
import { Lab, PHONE } from './lab.ts'

t.test('axe-core finds nothing, whatever is open, in light and dark, on a desktop and on a phone', async t => {
  const lab = await Lab.open(t)
  await lab.plates.get('right')?.stop()
  for (const [form, options] of Object.entries({ desktop: {}, phone: PHONE })) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await lab.visit('#/', { ...options, colorScheme })
      const finds = async (what: string) => t.same(await axeFinds(page), [], `${form}, ${colorScheme}: ${what}`)
      await page.locator('[data-tile="right"][data-standing="lost"]').waitFor()
      await finds('overview, one device lost')
      await page.keyboard.press('/')
      await page.keyboard.type('target')
      await page.locator('[role="option"]').first().waitFor()
      await finds('search')
      await page.keyboard.press('Escape')
      for (const hash of ['#/device/left', '#/device/right', '#/group/Bench']) {
        await page.evaluate(to => {
          location.hash = to
        }, hash)
        await page.locator('[data-device] [data-part="chart"]').first().waitFor()
        await finds(hash)
      }
      if (form === 'phone') {
        await page.locator('[data-part="open-places"]').click()
        await page.locator('[data-cover="places"] nav').waitFor()
        await finds('places')
      }
      await page.context().close()
    }
  }
  const page = await lab.visit('#/device/left')
  await page.locator('[data-part="stop"]').click()
  await page.locator('[data-stop="station"][data-latched="true"]').waitFor()
  t.same(await axeFinds(page), [], 'stopped')
})
