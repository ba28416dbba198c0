import t from 'tap'
import { live, Rig, type Session } from './rig.ts'
import { writes } from './wire-log.ts'

const TARGET = '[data-control="plate.target"]'

t.test('kill -9 of the daemon under an open page', async t => {
  const rig = await Rig.start()
  t.teardown(() => rig.end())
  const { page, frames } = await rig.person()
  const before = await page.evaluate(() => {
    const { session } = (window as never as { lockstep: { session: Session } }).lockstep
    return { epoch: session.epoch, revision: session.revision }
  })
  await rig.plate.order({ order: 'delay', least: 1_500, most: 1_600 })
  await page.evaluate(() => {
    const { session } = (window as never as { lockstep: { session: Session } }).lockstep
    session.set('plate.target', 77.7)
  })
  // Its bytes are at the device, its answer is not: now.
  while (!writes(rig.heard(), 'S').includes(77.7)) await new Promise(resolve => setTimeout(resolve, 5))
  await rig.daemon.kill9()
  await page.locator(`${TARGET}[data-blocked="true"]`).waitFor()
  t.match(await page.locator('[data-part="link"]').textContent(), /./, 'the page says that contact is lost')
  await rig.plate.order({ order: 'delay', least: 5, most: 10 })
  await rig.startDaemon()

  await page.waitForFunction(epoch => {
    const { session } = (window as never as { lockstep: { session: Session } }).lockstep
    return session.epoch !== epoch && session.link.state === 'live'
  }, before.epoch)
  const say = page.locator(`${TARGET} [data-part="say"]`)
  t.match(await say.textContent(), /not known whether/i, 'the open command says that it is unknown')
  await page.locator(`${TARGET} [data-part="read"]`).click()
  await live(page)
  await page.waitForFunction(() => {
    const { session } = (window as never as { lockstep: { session: Session } }).lockstep
    return session.key('plate.target')?.value === 77.7
  })
  t.pass('reading again tells what the device holds')
  t.equal(writes(rig.heard(), 'S').filter(value => value === 77.7).length, 1, 'nothing ran twice')
  const snap = frames.heardKinds.lastIndexOf('snap')
  t.ok(snap > frames.heardKinds.lastIndexOf('welcome'), 'the new epoch began with a snapshot')
})
