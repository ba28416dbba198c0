import t from 'tap'
import { ended, refused } from './fake.ts'
import { calls, controlOf, inState, middleOf, partOf, saying, standFor } from './hands.ts'

const stand = await standFor(t)
const TARGET = 'plate.target'

t.test('before the first value it takes nothing, and says so', async t => {
  const page = await stand.open('first')
  const control = controlOf(page, TARGET)
  await inState(control, 'unknown')
  await partOf(control, 'handle').focus()
  await page.keyboard.press('End')
  const { x, y } = await middleOf(control.locator('.track'))
  await page.mouse.click(x, y)
  await partOf(control, 'entry').focus()
  await page.keyboard.press('9')
  await page.keyboard.press('Enter')
  t.same(await calls(page), [])
  t.equal(await partOf(control, 'handle').getAttribute('aria-disabled'), 'true')
  t.match(await partOf(control, 'state').textContent(), 'not read yet')
})

t.test('blocked: the reason stands at the control, and input is refused aloud', async t => {
  const page = await stand.open('still')
  const control = controlOf(page, TARGET)
  await page.evaluate(() => window.playground.session.sayBlocked('plate.target', 'Held back by an interlock: door.'))
  await inState(control, 'blocked')
  t.equal(await saying(control), 'Held back by an interlock: door.')
  t.equal(await partOf(control, 'handle').getAttribute('aria-disabled'), 'true')
  const { x, y } = await middleOf(control.locator('.track'))
  await page.mouse.click(x, y)
  await partOf(control, 'handle').focus()
  await page.keyboard.press('ArrowRight')
  await partOf(control, 'entry').focus()
  await page.keyboard.type('12')
  await page.keyboard.press('Enter')
  t.same(await calls(page), [])
  t.equal(await partOf(control, 'entry').inputValue(), '200.0')
  t.equal(await saying(control), 'Held back by an interlock: door.')
})

t.test('stale: faint, with its age; and out of touch as soon as the link is', async t => {
  const page = await stand.open('still')
  const control = controlOf(page, TARGET)
  await inState(control, 'confirmed')
  await page.evaluate(() => window.playground.session.freeze(14_000))
  await inState(control, 'unknown')
  t.match(await partOf(control, 'state').textContent(), /^14\ss old$/)
  t.match(await page.locator('[data-readout="plate.temperature"]').getAttribute('data-state'), 'unknown')
  const other = await stand.open('still')
  await other.evaluate(() =>
    window.playground.session.sayLink({ state: 'silent', since: window.playground.clock.now() })
  )
  await inState(controlOf(other, TARGET), 'unknown')
  t.match(await other.locator('[data-part="link"]').textContent(), /^Nothing heard for/)
})

t.test('diverged: the bridge, and the reading in figures', async t => {
  const page = await stand.open('still')
  const control = controlOf(page, TARGET)
  t.notOk(await partOf(control, 'bridge').isVisible())
  await page.evaluate(() => {
    const { session } = window.playground
    session.say({ 'plate.target': { value: 37.2, asked: 40, by: 'Guest 2', sampled: session.serverNow() } })
  })
  await inState(control, 'diverged')
  t.ok(await partOf(control, 'bridge').isVisible())
  t.equal(await partOf(control, 'state').textContent(), 'reads 37.2\u202f°C')
  const [reading, handle] = [await middleOf(partOf(control, 'reading')), await middleOf(partOf(control, 'handle'))]
  t.ok(reading.x < handle.x)
})

t.test('unknown: a sentence, and a way to look', async t => {
  const page = await stand.open('still')
  const control = controlOf(page, TARGET)
  const last = ended('unknown', 'The device did not answer in time.', 1e9)
  await page.evaluate(last => {
    const { session } = window.playground
    session.say({ 'plate.target': { ...session.key('plate.target'), locked: 'It must be read first.' } })
    session.sayStatus('plate.target', { last })
  }, last)
  await inState(control, 'unknown')
  t.equal(await saying(control), 'The device did not answer in time.')
  await page.evaluate(() => {
    window.playground.session.obeys = true
  })
  await partOf(control, 'read').click()
  t.same(await calls(page), [['read', TARGET]])
  await inState(control, 'confirmed')
})

t.test('refused: the words stay at the control until the next gesture, or until they are put away', async t => {
  const page = await stand.open('still')
  const control = controlOf(page, TARGET)
  const say = (last: ReturnType<typeof refused>) =>
    page.evaluate(last => window.playground.session.sayStatus('plate.target', { last }), last)
  await say(refused('changedMeanwhile', 'Guest 1 changed this meanwhile to 35.'))
  t.equal(await saying(control), 'Guest 1 changed this meanwhile to 35.')
  await partOf(control, 'dismiss').click()
  t.not(await saying(control), 'Guest 1 changed this meanwhile to 35.')
  await page.evaluate(() => {
    const { session } = window.playground
    session.say({ 'plate.target': { ...session.key('plate.target'), grip: 'Guest 1' } })
  })
  await say(refused('inUse', 'Guest 1 is setting this.'))
  t.equal(await saying(control), 'Guest 1 is setting this.')
  await page.evaluate(() => {
    const { session } = window.playground
    const { grip: _, ...key } = session.key('plate.target') ?? {}
    session.say({ 'plate.target': key })
  })
  await control.getByText('somebody else was setting this. It is free again.').waitFor()
  await partOf(control, 'handle').focus()
  await page.keyboard.press('ArrowRight')
  await inState(control, 'pending')
  t.equal(await saying(control), '')
})

t.test('whatever is said, nothing moves', async t => {
  const words = 'Contact with the station ended; it is not known whether the device did this. '
  for (const width of [1280, 390]) {
    const page = await stand.open('still', { viewport: { width, height: 900 } })
    const places = () =>
      page.locator('[data-control], .card').evaluateAll(all => all.map(one => one.getBoundingClientRect().top))
    const before = await places()
    for (const last of [
      refused('changedMeanwhile', words),
      ended('unknown', words, 1e9),
      ended('failed', words + words),
    ]) {
      for (const name of ['plate.target', 'plate.heater', 'plate.tare']) {
        await page.evaluate(([name, last]) => window.playground.session.sayStatus(name, { last }), [
          name,
          last,
        ] as const)
      }
      await page.waitForFunction(() => document.querySelectorAll('.say .quiet-button').length === 3)
      t.same(await places(), before, `${width}: ${'refused' in last ? 'refused' : last.outcome}`)
    }
  }
})

t.test('somebody else asks during my drag: a ghost with a name, nothing moves under the finger', async t => {
  const page = await stand.open('still')
  const control = controlOf(page, TARGET)
  const { x, y } = await middleOf(partOf(control, 'handle'))
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x - 50, y)
  await page.evaluate(() => {
    const { session } = window.playground
    session.say({ 'plate.target': { value: 200, asked: 250, by: 'Guest 1', sampled: session.serverNow() } })
  })
  await partOf(control, 'ghost').waitFor()
  t.equal(await partOf(control, 'ghost').textContent(), 'Guest 1')
  t.ok(Math.abs((await middleOf(partOf(control, 'handle'))).x - x + 50) < 1)
  await page.mouse.up()
})
