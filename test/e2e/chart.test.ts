import t from 'tap'
import { CHART, counted, inked, kept, type Lockstep, points, STREAM } from './chart-eyes.ts'
import { Rig } from './rig.ts'

t.test('it fills, an outage of the device is a gap, and every sample is accounted for', async t => {
  const rig = await Rig.start()
  t.teardown(() => rig.end())
  const { page } = await rig.person()
  await page.locator(`${CHART}[data-state="live"][data-empty="false"]`).waitFor()
  await page.locator(CHART).scrollIntoViewIfNeeded()
  await page.getByRole('button', { name: '1 min', exact: true }).click()
  await points(page, 10)
  t.same((await kept(page)).gaps, [])
  await rig.plate.order({ order: 'unplug', for: 4_000 })
  await page.locator('[data-readout="plate.temperature"][data-state="unknown"]').waitFor()
  await points(page, 15)
  const { gaps } = await kept(page)
  t.equal(gaps.length, 1, 'one gap')
  t.ok(gaps[0]! > 2_000, `of ${Math.round(gaps[0]!)} ms`)
  await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))))
  const columns = await inked(page)
  const widest = Math.max(...columns.slice(1).map((column, i) => column - columns[i]!))
  t.ok(columns.length > 30 && widest > 20, `drawn with a hole of ${widest} pixels in ${columns.length} columns`)
  const { received, thinned, lost, last, after } = await counted(page)
  t.equal(received + thinned + lost, last - after)
})

t.test('another epoch goes on by the clock on the wall, after a gap', async t => {
  const rig = await Rig.start()
  t.teardown(() => rig.end())
  const { page } = await rig.person()
  await page.locator(`${CHART}[data-empty="false"]`).waitFor()
  await points(page, 5)
  const { epoch } = await counted(page)
  await rig.daemon.kill9()
  await rig.startDaemon()
  await page.waitForFunction(
    ({ name, epoch }) => {
      const found = (window as never as { lockstep: Lockstep }).lockstep.session.streamOf(name)
      return found.epoch !== epoch && found.last > 5
    },
    { name: STREAM, epoch }
  )
  const { gaps, points: length } = await kept(page)
  t.equal(gaps.length, 1)
  t.ok(length > 10, 'what was before is still there')
  const behind = await page.evaluate(name => {
    const { times, length } = (window as never as { lockstep: Lockstep }).lockstep.replica.traces.stream(name)
    return Math.abs(Date.now() - times[length - 1]!)
  }, STREAM)
  t.ok(behind < 60_000, 'it is now')
})

t.test('looked back upon, closer, and live again; without a frame it draws nothing', async t => {
  const rig = await Rig.start()
  t.teardown(() => rig.end())
  const { page } = await rig.person()
  await page.locator(`${CHART}[data-empty="false"]`).waitFor()
  await points(page, 20)
  const plot = page.locator(`${CHART} [data-part="chart-plot"]`)
  await plot.focus()
  await page.keyboard.press('+')
  t.match(await page.locator(`${CHART} [data-part="chart-when"]`).textContent(), /Last 3\.3/)
  await page.keyboard.press('ArrowLeft')
  await page.locator(`${CHART}[data-state="past"]`).waitFor()
  await page.getByRole('button', { name: 'Back to live' }).click()
  await page.locator(`${CHART}[data-state="live"]`).waitFor()
  const drawn = await page.evaluate(async stream => {
    const { replica } = (window as never as { lockstep: Lockstep }).lockstep
    const { clearRect } = CanvasRenderingContext2D.prototype
    let draws = 0
    CanvasRenderingContext2D.prototype.clearRect = function (...at) {
      draws++
      return clearRect.apply(this, at)
    }
    // What a browser does to a page that is hidden: no more frames.
    const real = window.requestAnimationFrame
    const held: FrameRequestCallback[] = []
    window.requestAnimationFrame = frame => held.push(frame)
    await new Promise(done => real(() => real(done)))
    const before = draws
    const { length } = replica.traces.stream(stream)
    while (replica.traces.stream(stream).length < length + 10) await new Promise(done => setTimeout(done, 50))
    const hidden = draws - before
    window.requestAnimationFrame = real
    const asked = held.length
    for (const frame of held) frame(0)
    return { hidden, asked, shown: draws - before }
  }, STREAM)
  t.same(drawn.hidden, 0, 'ten samples came, nothing was drawn')
  t.ok(drawn.asked >= 1 && drawn.shown === 1, 'shown again it draws once')
})
