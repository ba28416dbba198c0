import t from 'tap'
import { standFor } from './hands.ts'

const stand = await standFor(t)

t.test('the tab says a reading only while it is one', async t => {
  const page = await stand.open('still')
  const says = async (title: string) => {
    await page.waitForFunction(title => document.title === title, title, { timeout: 2_000 })
    t.pass(title)
  }
  const link = (state: string) =>
    page.evaluate(state => window.playground.session.say({ 'plate.$link': { value: { state } } }), state)
  await says('182 °C · Heat lab')
  await link('lost')
  await says('Heat lab')
  await link('up')
  await says('182 °C · Heat lab')
  await page.evaluate(() => window.playground.session.freeze(1_001))
  await says('Heat lab')
})
