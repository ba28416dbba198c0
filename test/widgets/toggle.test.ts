import t from 'tap'
import { ended } from './fake.ts'
import { calls, controlOf, inState, middleOf, partOf, saying, standFor } from './hands.ts'

const stand = await standFor(t)
const HEATER = 'plate.heater'

t.test('it asks for what it is not, by hand and by key, and waits for the device to say so', async t => {
  const page = await stand.open('still')
  const control = controlOf(page, HEATER)
  const knob = control.getByRole('switch')
  t.equal(await knob.getAttribute('aria-checked'), 'true')
  await knob.click()
  t.same(await calls(page), [['set', HEATER, false]])
  await inState(control, 'pending')
  t.equal(await knob.getAttribute('aria-checked'), 'false', 'the knob is where it was asked')
  t.equal(await knob.getAttribute('data-read'), 'on', 'the groove is what is read')
  await knob.focus()
  await page.keyboard.press('Space')
  t.same((await calls(page)).at(-1), ['set', HEATER, true])
})

t.test('diverged: asked on, reads off, in shape and in words', async t => {
  const page = await stand.open('still')
  const control = controlOf(page, HEATER)
  await page.evaluate(() => {
    const { session } = window.playground
    session.say({ 'plate.heater': { value: false, asked: true, by: 'Guest 2', sampled: session.serverNow() } })
  })
  await inState(control, 'diverged')
  t.ok(await partOf(control, 'bridge').isVisible())
  t.equal(await partOf(control, 'state').textContent(), 'reads off')
  const [reading, handle] = [await middleOf(partOf(control, 'reading')), await middleOf(partOf(control, 'handle'))]
  t.ok(handle.x - reading.x > 20)
})

t.test('blocked and unread it refuses; unknown it offers to look', async t => {
  const page = await stand.open('still')
  const control = controlOf(page, HEATER)
  await page.evaluate(() => window.playground.session.sayBlocked('plate.heater', 'The device is not connected.'))
  await inState(control, 'blocked')
  await control.getByRole('switch').click({ force: true })
  t.same(await calls(page), [])
  t.equal(await saying(control), 'The device is not connected.')
  await page.evaluate(
    last => window.playground.session.sayStatus('plate.heater', { last }),
    ended('unknown', 'It did not answer.', 1e9)
  )
  await inState(control, 'unknown')
  await partOf(control, 'read').click()
  t.same(await calls(page), [['read', HEATER]])
})

t.test('an action runs once, counts its time, and says how it ended', async t => {
  const page = await stand.open('obedient')
  const control = controlOf(page, 'plate.tare')
  const button = partOf(control, 'handle')
  await button.click()
  await inState(control, 'pending')
  t.match(await button.textContent(), /of at most 2.0\ss/)
  await button.click({ force: true })
  t.same(await calls(page), [['call', 'plate.tare']], 'a second press while it runs asks for nothing')
  await inState(control, 'confirmed')
  t.match(await saying(control), /^Done in 1.\d\ss; the device confirms it\.$/)
})
