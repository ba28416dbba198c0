import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import t from 'tap'
import { openBrowser } from './browser.ts'
import { Rig } from './rig.ts'
import { heardLines } from './wire-log.ts'

/** As a browser that comes through a proxy: it is not at this computer, whatever its socket says. */
const FROM_ELSEWHERE = { 'X-Forwarded-For': '192.0.2.7' }

const part = (page: Page, name: string) => page.locator(`[data-part="${name}"]`)

const live = (page: Page) =>
  page.waitForFunction(() => {
    const { session } = (window as never as { lockstep?: { session: { link: { state: string } } } }).lockstep ?? {}
    return session?.link.state === 'live'
  })

/** What the page's session says to a question that a test asks it. */
const asked = (page: Page, control: string): Promise<{ name?: string; role?: string; blocked?: string }> =>
  page.evaluate(control => {
    const { session } = (window as never as { lockstep: { session: Asked } }).lockstep
    const blocked = session.blocked(control)
    return {
      ...(session.name && { name: session.name }),
      ...(session.role && { role: session.role }),
      ...(blocked && { blocked }),
    }
  }, control)

interface Asked {
  readonly name?: string
  readonly role?: string
  blocked(control: string): string | undefined
}

async function logIn(context: BrowserContext, origin: string, name: string): Promise<Page> {
  const page = await context.newPage()
  await page.goto(origin)
  await page.waitForURL(/\/login/)
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Password').fill('correct horse')
  await page.keyboard.press('Enter')
  await live(page)
  return page
}

t.test('claimed, logged in, operated, watched by a viewer, and logged out, in a real browser', async t => {
  const rig = await Rig.start()
  const browser = await openBrowser()
  t.teardown(async () => {
    await browser.close()
    await rig.end()
  })
  const origin = `http://localhost:${rig.daemon.port}`
  const far = await browser.newContext({ extraHTTPHeaders: FROM_ELSEWHERE })
  const complaints: string[] = []
  far.on('page', page => page.on('pageerror', error => complaints.push(error.message)))

  const claim = await far.newPage()
  await claim.goto(origin)
  t.equal(claim.url(), `${origin}/claim`, 'from elsewhere there is the claim form only')
  t.notMatch(await claim.content(), /Heat lab|plate/)
  const guest = await (await browser.newContext()).newPage()
  await guest.goto(origin)
  await live(guest)
  t.match((await asked(guest, 'plate.target')).name, /^Guest/, 'at this computer it works at once')

  await claim.goto(`${origin}/claim#${rig.daemon.claimCode}`)
  await claim.reload()
  t.equal(await claim.getByLabel('Claim code').inputValue(), rig.daemon.claimCode, 'the code comes with the address')
  t.equal(await claim.getByLabel('Your name').getAttribute('autocomplete'), 'username')
  t.equal(await claim.getByLabel('Password').getAttribute('autocomplete'), 'new-password')
  await claim.getByLabel('Your name').fill('Anna')
  await claim.getByLabel('Password').fill('short')
  await claim.keyboard.press('Enter')
  await claim.getByText('it needs at least 8').waitFor()
  await claim.getByLabel('Password').fill('correct horse')
  await claim.keyboard.press('Enter')
  await live(claim)
  t.match(await asked(claim, 'plate.target'), { name: 'Anna', role: 'admin' })
  await part(guest, 'link').getByText('The station asks who you are').waitFor()
  await guest.getByRole('button', { name: 'Log in' }).click()
  await guest.waitForURL(/\/login/)
  t.pass('the guest was told, and led to the login')

  await claim.goto(`${origin}/account`)
  const users = claim.locator('section', { has: claim.getByRole('heading', { name: 'Users' }) })
  await users.getByLabel('Name', { exact: true }).fill('Viktor')
  await users.getByLabel('First password').fill('correct horse')
  await users.getByLabel('Role', { exact: true }).selectOption('viewer')
  await users.getByRole('button', { name: 'Add a user' }).click()
  await users.getByText('Viktor can log in now').waitFor()

  const operator = await logIn(await browser.newContext({ extraHTTPHeaders: FROM_ELSEWHERE }), origin, 'Anna')
  await operator.waitForFunction(() => {
    const { session } = (window as never as { lockstep: { session: Asked } }).lockstep
    return session.blocked('plate.target') === undefined
  })
  const viewer = await logIn(await browser.newContext(), origin, 'Viktor')
  t.match(await asked(viewer, 'plate.target'), { role: 'viewer', blocked: 'Your role may watch, not operate.' })
  const before = heardLines(rig.log()).filter(({ text }) => /^[SH] /.test(text)).length
  await viewer.evaluate(() => {
    const { session } = (window as never as { lockstep: { session: { set(name: string, value: number): void } } })
      .lockstep
    session.set('plate.target', 90)
  })
  t.equal(heardLines(rig.log()).filter(({ text }) => /^[SH] /.test(text)).length, before, 'nothing reached the device')
  await part(viewer, 'stop').click()
  await operator
    .getByText(/Viktor/)
    .first()
    .waitFor()
  t.ok(
    heardLines(rig.log()).some(({ text }) => text === '!'),
    'but Stop did'
  )

  await part(viewer, 'rearm-forbidden').waitFor()
  t.equal(await part(viewer, 'rearm').getAttribute('aria-disabled'), 'true')

  await part(operator, 'open-account').click()
  await part(operator, 'log-out').click()
  await operator.waitForURL(/\/login/)
  await operator.goto(origin)
  await operator.waitForURL(/\/login/)
  t.same(complaints, [])
  const audit = join(rig.folder, 'data', 'audit.log')
  await rig.daemon.stop()
  const events = readFileSync(audit, 'utf8')
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as Record<string, unknown>)
  t.match(
    events.find(({ event }) => event === 'claimed'),
    { who: 'Anna' }
  )
  t.match(
    events.find(({ event }) => event === 'stop'),
    { who: 'Viktor', role: 'viewer', scope: 'station' }
  )
  t.match(
    events.find(({ event }) => event === 'logout'),
    { who: 'Anna' }
  )
})
