import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { live, Rig, type Session } from './rig.ts'

const TARGET = '[data-control="plate.target"]'

/** Values older than they promised, and a control that refuses in words. */
async function goesBlind(t: Test, page: Page, words: RegExp): Promise<void> {
  const age = await page.evaluate(async () => {
    const { session } = (window as never as { lockstep: { session: Session } }).lockstep
    const readout = document.querySelector('[data-readout="plate.temperature"]') as HTMLElement
    while (readout.dataset.state !== 'unknown') await new Promise(requestAnimationFrame)
    return session.serverNow() - (session.key('plate.temperature')?.sampled ?? 0)
  })
  t.ok(age >= 1_000, `the temperature is stale when it is older than it promised, not before (${Math.round(age)} ms)`)
  await page.waitForFunction(() => {
    const { session } = (window as never as { lockstep: { session: Session } }).lockstep
    return session.blocked('plate.target') !== undefined
  })
  await page.locator(`${TARGET}[data-state="unknown"]`).waitFor()
  const { blocked, sampled } = await page.evaluate(() => {
    const { session } = (window as never as { lockstep: { session: Session } }).lockstep
    return { blocked: session.blocked('plate.target'), sampled: session.key('plate.temperature')?.sampled }
  })
  t.match(blocked, words, 'it says why it takes no input')
  t.type(sampled, 'number', 'what was known last is still there')
  t.match(await page.locator(`${TARGET} [data-part="handle"]`).getAttribute('aria-disabled'), 'true')
  t.match(await page.locator(`${TARGET} [data-part="say"]`).textContent(), words, 'on the screen, too')
}

async function comesBack(t: Test, page: Page): Promise<void> {
  await live(page)
  await page.locator(`${TARGET}:not([data-state="unknown"])`).waitFor()
  const before = await page.evaluate(
    () => (window as never as { lockstep: { session: Session } }).lockstep.session.revision
  )
  await page.waitForFunction(
    revision => (window as never as { lockstep: { session: Session } }).lockstep.session.revision > revision,
    before
  )
  t.pass('by itself')
}

t.test('the device falls silent in the middle of a reply', async t => {
  const rig = await Rig.start()
  t.teardown(() => rig.end())
  const { page } = await rig.person()
  await rig.plate.order({ order: 'hang', for: 6_000 })
  await goesBlind(t, page, /not answer|does not answer|not connected|Nothing there answers/i)
  await comesBack(t, page)
})

t.test('the tty vanishes and returns', async t => {
  const rig = await Rig.start()
  t.teardown(() => rig.end())
  const { page } = await rig.person()
  await rig.plate.order({ order: 'unplug', for: 4_000 })
  await goesBlind(t, page, /not connected/)
  await comesBack(t, page)
})

t.test('garbage on the line', async t => {
  const rig = await Rig.start()
  t.teardown(() => rig.end())
  const { page } = await rig.person()
  await rig.plate.order({ order: 'garble', chance: 1 })
  await goesBlind(
    t,
    page,
    /garbled|did not answer|has not answered|not connected|does not answer|Nothing there answers|must be read first/
  )
  await rig.plate.order({ order: 'garble', chance: 0 })
  await comesBack(t, page)
})

t.test('a flood: the daemon lives, the page lives, the plate is operated afterwards', async t => {
  const rig = await Rig.start()
  t.teardown(() => rig.end())
  const { page } = await rig.person()
  await rig.plate.order({ order: 'flood', for: 4_000 })
  await new Promise(resolve => setTimeout(resolve, 2_000))
  const health = await (await fetch(`http://localhost:${rig.daemon.port}/health`)).json()
  t.match(health, { status: String }, 'the daemon answers meanwhile')
  await comesBack(t, page)
  await page.evaluate(() => {
    const { session } = (window as never as { lockstep: { session: Session } }).lockstep
    session.set('plate.target', 42)
  })
  await page.waitForFunction(() => {
    const { session } = (window as never as { lockstep: { session: Session } }).lockstep
    return session.key('plate.target')?.value === 42
  })
  t.pass('and is set')
})

t.test('a network that swallows everything, and tells nobody (half-open)', async t => {
  const rig = await Rig.start()
  t.teardown(() => rig.end())
  const { page } = await rig.person()
  rig.network.silent = true
  await goesBlind(t, page, /No contact with the station|connection to the station|Connecting/)
  const pressed = page.evaluate(() => {
    const { session } = (window as never as { lockstep: { session: Session } }).lockstep
    return session.stop('station')
  })
  await new Promise(resolve => setTimeout(resolve, 2_000))
  t.notOk(
    rig.heard().some(({ text }) => text === '!'),
    'nothing gets through'
  )
  rig.network.silent = false
  t.type(await pressed, 'number', 'the stop that was pressed meanwhile is tried until it is heard')
  t.ok(
    rig.heard().some(({ text }) => text === '!'),
    'by the device, too'
  )
  await page.waitForFunction(() => {
    const { session } = (window as never as { lockstep: { session: Session } }).lockstep
    return session.link.state === 'live'
  })
  t.pass('and the page is live again')
})
