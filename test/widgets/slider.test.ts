import t from 'tap'
import { calls, controlOf, inState, middleOf, partOf, saying, standFor } from './hands.ts'

const stand = await standFor(t)
const TARGET = 'plate.target'

t.test('in every frame with the pointer down the handle is where the pointer is', async t => {
  const page = await stand.open('obedient')
  const control = controlOf(page, TARGET)
  const track = await control.locator('.track').boundingBox()
  const from = await middleOf(partOf(control, 'handle'))
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await page.evaluate(name => {
    const handle = document.querySelector(`[data-control="${name}"] [data-part="handle"]`) as HTMLElement
    const seen: number[] = []
    Object.assign(window, { seen })
    let x = Number.NaN
    addEventListener(
      'pointermove',
      event => {
        x = event.clientX
      },
      { capture: true }
    )
    const look = () => {
      const box = handle.getBoundingClientRect()
      if (!Number.isNaN(x)) seen.push(Math.abs(box.left + box.width / 2 - x))
      requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  }, TARGET)
  for (let i = 1; i <= 60; i++) {
    await page.mouse.move(from.x - i * 2.3, from.y + (i % 7))
    // The daemon speaks all the while, of what is read and of what is asked.
    await page.evaluate(i => {
      const { session } = window.playground
      session.say({ 'plate.target': { value: 20 + i, asked: 30 + i, by: 'Guest 2', sampled: session.serverNow() } })
    }, i)
    await page.waitForTimeout(1_000 / 60)
  }
  const seen = await page.evaluate(() => (window as never as { seen: number[] }).seen)
  t.ok(seen.length > 30, `${seen.length} frames`)
  t.ok(Math.max(...seen) < 1, `at most ${Math.max(...seen).toFixed(2)} px off`)
  await page.mouse.move((track?.x ?? 0) - 200, from.y)
  const end = await middleOf(partOf(control, 'handle'))
  t.ok(Math.abs(end.x - (track?.x ?? 0) - 14) < 1, 'beyond the track it stays at the end')
  await page.mouse.up()
  t.equal(await partOf(control, 'entry').inputValue(), '0.0')
  const [first, ...rest] = await calls(page)
  t.same(first, ['gesture', TARGET])
  t.same(rest.at(-1), ['end', TARGET, 0], 'the release is the end of the gesture')
  const moved = rest.slice(0, -1) as [string, string, number][]
  t.ok(moved.every(([what]) => what === 'move'))
  t.ok(
    moved.every(([, , value]) => Math.abs(value * 2 - Math.round(value * 2)) < 1e-9),
    'what is sent is rounded to the step'
  )
  t.ok(
    moved.every(([, , value], i) => value !== moved[i - 1]?.[2]),
    'and only if it changed'
  )
  await inState(control, 'confirmed')
})

t.test('the handle follows the pointer between the steps; only the number is rounded', async t => {
  const page = await stand.open('still')
  const control = controlOf(page, 'plate.fan')
  const handle = partOf(control, 'handle')
  const { x, y } = await middleOf(handle)
  await page.mouse.move(x, y)
  await page.mouse.down()
  // One step of the fan is five pixels wide.
  for (let i = 1; i <= 12; i++) {
    await page.mouse.move(x + i * 3, y)
    const at = await middleOf(handle)
    t.ok(Math.abs(at.x - x - i * 3) < 0.5, `${i * 3} px`)
    t.match(await partOf(control, 'entry').inputValue(), /^\d+$/)
  }
  await page.mouse.up()
})

t.test('a click on the handle, or on the track where it stands, asks for nothing', async t => {
  const page = await stand.open('still')
  const { x, y } = await middleOf(partOf(controlOf(page, TARGET), 'handle'))
  await page.mouse.click(x + 4, y)
  t.same(await calls(page), [])
})

t.test('a press on the track is one value', async t => {
  const page = await stand.open('still')
  const box = await controlOf(page, TARGET).locator('.track').boundingBox()
  await page.mouse.click((box?.x ?? 0) + 14 + ((box?.width ?? 0) - 28) / 3, (box?.y ?? 0) + 28)
  const heard = (await calls(page)) as [string, string, number][]
  t.equal(heard.at(-1)?.[0], 'end')
  t.ok(Math.abs((heard.at(-1)?.[2] ?? 0) - 100) <= 0.5)
  t.ok(await inState(controlOf(page, TARGET), 'pending'))
  t.match(await partOf(controlOf(page, TARGET), 'state').textContent(), /^pending \d+\sms$/)
})

t.test('a drag whose pointer is taken away is cancelled', async t => {
  const page = await stand.open('still')
  const { x, y } = await middleOf(partOf(controlOf(page, TARGET), 'handle'))
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x - 60, y)
  await page.evaluate(() => {
    const track = document.querySelector('[data-control="plate.target"] .track') as HTMLElement
    track.releasePointerCapture(1)
  })
  await page.mouse.move(x - 80, y)
  await page.mouse.up()
  const heard = (await calls(page)) as string[][]
  t.equal(heard.at(-1)?.[0], 'cancel')
  t.notOk(heard.some(([what]) => what === 'end'))
})

t.test('by keys: one press one value, a held key one gesture', async t => {
  const page = await stand.open('still')
  const handle = partOf(controlOf(page, TARGET), 'handle')
  await handle.focus()
  await page.keyboard.press('ArrowRight')
  t.same(await calls(page), [['set', TARGET, 200.5]])
  await page.keyboard.press('PageDown')
  await page.keyboard.press('Home')
  await page.keyboard.press('End')
  const asked = ((await calls(page)) as unknown[][]).map(([, , value]) => value)
  t.same(asked, [200.5, 185.5, 0, 300])
  t.equal(await handle.getAttribute('aria-valuenow'), '300')
  await page.keyboard.down('ArrowLeft')
  await page.keyboard.down('ArrowLeft')
  await page.keyboard.down('ArrowLeft')
  await page.keyboard.up('ArrowLeft')
  t.same((await calls(page)).slice(4), [
    ['set', TARGET, 299.5],
    ['gesture', TARGET],
    ['move', TARGET, 299],
    ['move', TARGET, 298.5],
    ['end', TARGET, 298.5],
  ])
})

t.test('by the entry: Enter sends, leaving does not, and it says beforehand what it will do', async t => {
  const page = await stand.open('still')
  const control = controlOf(page, TARGET)
  const entry = partOf(control, 'entry')
  await entry.fill('77.3')
  t.equal(await saying(control), 'Enter sets 77.5\u202f°C, the nearest it takes; Escape leaves it.')
  await page.keyboard.press('Tab')
  t.same(await calls(page), [], 'to leave a field is not to command')
  t.equal(await entry.inputValue(), '200.0')
  await entry.fill('400')
  await page.keyboard.press('Enter')
  t.equal(await saying(control), 'It takes 0 to 300\u202f°C.')
  await entry.fill('1,000')
  t.equal(await saying(control), 'Write 1000, or 1.000 with a point.')
  await page.keyboard.press('Enter')
  await entry.fill('none')
  await page.keyboard.press('Enter')
  t.same(await calls(page), [], 'out of range, or no number: refused in words')
  await entry.fill('.2k °C')
  t.equal(await saying(control), 'It is set in °C; "k°C" is something else.')
  await entry.fill('7.75e1 °C')
  await page.keyboard.press('Enter')
  t.same(await calls(page), [['set', TARGET, 77.5]])
  t.equal(await entry.inputValue(), '77.5')
})

t.test(
  'by the entry: arrows are steps; while something is typed they step what is typed, and Escape takes it back',
  async t => {
    const page = await stand.open('still')
    const control = controlOf(page, TARGET)
    const entry = partOf(control, 'entry')
    await entry.focus()
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Shift+ArrowDown')
    t.same(await calls(page), [
      ['set', TARGET, 200.5],
      ['set', TARGET, 195.5],
    ])
    await entry.fill('100')
    await page.keyboard.press('ArrowUp')
    t.equal(await entry.inputValue(), '100.5')
    t.equal((await calls(page)).length, 2, 'a draft waits for Enter')
    await page.keyboard.press('Escape')
    t.equal(await entry.inputValue(), '195.5')
    t.equal((await calls(page)).length, 2)
  }
)

t.test('by its buttons: one step a press, ten with shift', async t => {
  const page = await stand.open('still')
  const control = controlOf(page, TARGET)
  await partOf(control, 'more').click()
  await partOf(control, 'less').click({ modifiers: ['Shift'] })
  t.same(await calls(page), [
    ['set', TARGET, 200.5],
    ['set', TARGET, 195.5],
  ])
  t.equal(await partOf(control, 'more').getAttribute('aria-label'), 'Target: 0.5\u202f°C more')
  await page.evaluate(() => window.playground.session.sayBlocked('plate.target', 'Held back: door.'))
  await partOf(control, 'more').click({ force: true })
  t.equal((await calls(page)).length, 2, 'blocked: nothing goes out')
  t.equal(await saying(control), 'Held back: door.')
})

t.test('a change from the daemon asks for nothing', async t => {
  const page = await stand.open('still')
  await page.evaluate(() => {
    const { session } = window.playground
    for (let i = 0; i < 50; i++)
      session.say({ 'plate.target': { value: i, asked: 300 - i, by: 'Guest 1', sampled: session.serverNow() } })
  })
  const control = controlOf(page, TARGET)
  await inState(control, 'diverged')
  t.equal(await partOf(control, 'entry').inputValue(), '251.0')
  t.same(await calls(page), [])
})
