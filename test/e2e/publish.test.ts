import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompressSync } from 'node:zlib'
import type { Browser, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { LIMITS } from '../../protocol/index.ts'
import { openBrowser } from './browser.ts'
import { CHART, counted, inked, points } from './chart-eyes.ts'
import { drag, pause, trackOf } from './pointer.ts'
import { live, type Session } from './rig.ts'
import { StaticHost } from './static-host.ts'

const root = join(import.meta.dirname, '../..')
const out = mkdtempSync(join(tmpdir(), 'lockstep-published-'))
const station = mkdtempSync(join(tmpdir(), 'lockstep-station-'))
writeFileSync(join(station, 'station.yaml'), 'title: Heat lab\ndevices: { plate: { driver: plate, simulate: true } }\n')
let browser: Browser

t.before(async () => {
  const args = [join(root, 'dist/daemon/main.js'), 'publish', '--config', station, '--out', out]
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: { ...process.env, NODE_OPTIONS: '' } })
  if (!stdout.startsWith(`Published: ${out}  (Heat lab, 1 device, simulated;`)) throw new Error(stdout)
  browser = await openBrowser()
})
t.teardown(async () => {
  await browser.close()
  rmSync(out, { recursive: true, force: true })
  rmSync(station, { recursive: true, force: true })
})

/** Timers as the strictest browser has them in a tab that nobody sees: they do not ring. Messages come. */
const HIDING = `
  const { setTimeout, clearTimeout } = window
  const waiting = new Map()
  let hidden = false
  let last = 0
  window.hide = whether => {
    hidden = whether
    const due = [...waiting.values()]
    waiting.clear()
    for (const fn of due) fn()
  }
  window.setTimeout = (fn, ms) => hidden ? (waiting.set(--last, fn), last) : setTimeout(fn, ms)
  window.clearTimeout = timer => waiting.delete(timer) || clearTimeout(timer)
`
/** The worker, for tests that end it. */
const WORKER = `
  const Original = Worker
  window.Worker = class extends Original {
    constructor(url) {
      super(url)
      window.stationWorker = this
    }
  }
`

/** A page on a host of its own, and what its console complained of. */
async function visit(t: Test, { lacking = [], script = '', on = browser }: Circumstances = {}): Promise<Visit> {
  const host = await StaticHost.open(out)
  for (const name of lacking) host.lacking.add(name)
  const context = await on.newContext({ viewport: { width: 1280, height: 900 } })
  t.teardown(async () => {
    await context.close()
    await host.close()
  })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', message => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', error => complaints.push(error.message))
  // tsx names functions with a helper that a page does not have.
  await page.addInitScript(`globalThis.__name = f => f; {${script}}`)
  await page.goto(host.url)
  return { host, page, complaints }
}

interface Circumstances {
  readonly lacking?: readonly string[]
  /** Runs in the page before anything else. */
  readonly script?: string
  readonly on?: Browser
}

interface Visit {
  readonly host: StaticHost
  readonly page: Page
  readonly complaints: string[]
}

/** Repeats a doing until the device did it: the plate refuses now and then, as such devices do. */
async function until(page: Page, control: string, value: number | boolean, doing: () => Promise<void>): Promise<void> {
  for (let done = false; !done; ) {
    await doing()
    await page.waitForFunction(name => {
      const { session } = (window as never as { lockstep: { session: Session } }).lockstep
      const { stage, last } = session.control(name)
      return stage === undefined && last !== undefined
    }, control)
    done = await page.evaluate(
      ([name, wanted]) => {
        const { session } = (window as never as { lockstep: { session: Session } }).lockstep
        return (
          (session.control(name).last as { outcome?: string }).outcome === 'done' && session.key(name)?.value === wanted
        )
      },
      [control, value] as const
    )
  }
}

/** The target is dragged to a value, and the device has it. */
async function operate(page: Page, value: number): Promise<void> {
  const track = await trackOf(page, 'plate.target', [0, 300])
  await until(page, 'plate.target', value, () => drag(page, track, [0.5 * value, 0.75 * value, value]))
}

/** All scripts that one asks for, at once or later, and what these ask for. */
function partsOf(entry: string): string[] {
  const found = new Set([entry])
  for (const name of found) {
    const text = readFileSync(join(out, name), 'utf8')
    for (const [, path = ''] of text.matchAll(/["'](\.{1,2}\/[^"']+\.js)["']/g)) {
      found.add(join(dirname(name), path))
    }
  }
  return [...found]
}

t.test('the demo station as static files below a path: operated, stopped and re-armed without a server', async t => {
  const { host, page, complaints } = await visit(t)
  await live(page)
  // What comes later is fetched while there is somebody to fetch it from.
  const parts = partsOf('app.js')
  while (!parts.every(name => host.served.includes(name))) await pause(50)
  await host.close()

  t.match(await page.locator('.published').textContent(), /^This page is the whole station\..*simulated.*reload\.$/)
  t.equal(await page.locator('[data-device="plate"] .badge.simulated').textContent(), 'simulated')
  t.match(await page.locator('.page-foot').textContent(), /no safety function \(ISO 13850\)\. Lockstep/)

  await operate(page, 120)
  const words = page.locator('[data-control="plate.target"] [data-part="state"]')
  t.equal(await words.getAttribute('data-mark'), 'confirmed', 'dragged, sent, read back: on the screen')

  const heater = page.locator('[data-control="plate.heater"] [role="switch"]')
  const before = (await heater.getAttribute('aria-checked')) === 'true'
  await until(page, 'plate.heater', !before, () => heater.click())
  t.equal(await heater.getAttribute('data-read'), before ? 'off' : 'on', 'switched')
  await until(page, 'plate.heater', true, async () => {
    if ((await heater.getAttribute('data-read')) === 'off') await heater.click()
  })

  await page.locator(CHART).scrollIntoViewIfNeeded()
  await page.getByRole('button', { name: '1 min', exact: true }).click()
  await points(page, 30)
  await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))))
  const { received, thinned, lost, last, after } = await counted(page)
  t.equal(received + thinned + lost, last - after, 'every sample is accounted for')
  const columns = await inked(page)
  t.ok(columns.length > 20, `charted: the temperature is drawn in ${columns.length} columns`)

  await page.locator('[data-part="stop"]').click()
  await page.locator('[data-stop="station"][data-latched="true"]').waitFor()
  await page.locator('[data-control="plate.heater"] [data-read="off"]').waitFor()
  t.match(await page.locator('[data-part="latency"]').textContent(), /took \d/, 'stopped; the heater went off')
  t.equal(await heater.getAttribute('aria-disabled'), 'true', 'and stays so')
  await page.locator('[data-part="rearm"]').click()
  await live(page)
  await until(page, 'plate.heater', true, () => heater.click())
  t.equal(await heater.getAttribute('data-read'), 'on', 're-armed')

  t.same(host.missed, [], 'it asked for nothing that is not there')
  t.same(complaints, [], 'and the browser has nothing to complain of')
  const sizes = [...new Set(host.served)].sort().map(name => {
    const bytes = readFileSync(join(out, name))
    return { name, raw: bytes.length, brotli: brotliCompressSync(bytes).length }
  })
  t.equal(sizes.length, host.served.length, 'each file was loaded once')
  const sum = (size: 'raw' | 'brotli') => sizes.reduce((total, file) => total + file[size], 0)
  for (const { name, raw, brotli } of sizes) t.comment(`${name}: ${raw} bytes, brotli ${brotli}`)
  t.comment(`first load: ${sizes.length} files, ${sum('raw')} bytes, brotli ${sum('brotli')}`)
})

t.test('a machine that sleeps: page and worker stand still together, and go on by themselves', async t => {
  const own = await openBrowser()
  t.teardown(() => own.close())
  const { page, complaints } = await visit(t, { on: own })
  await live(page)
  const devtools = await own.newBrowserCDPSession()
  const { processInfo } = await devtools.send('SystemInfo.getProcessInfo')
  const renderers = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id)
  await page.evaluate(() => {
    const states = new Set<string>()
    Object.assign(window, { states })
    const look = () => {
      const { session } = (window as never as { lockstep: { session: Session } }).lockstep
      states.add(session.link.state)
      requestAnimationFrame(look)
    }
    look()
  })
  for (const pid of renderers) process.kill(pid, 'SIGSTOP')
  await pause(LIMITS.deadAfter + 2_000)
  for (const pid of renderers) process.kill(pid, 'SIGCONT')
  await page.waitForFunction(() => (window as never as { states: Set<string> }).states.size > 1)
  t.pass('the page noticed')
  await live(page)
  await operate(page, 90)
  t.same(complaints, [])
})

t.test('a hidden tab, whose timers do not ring, is in touch as soon as it is shown', async t => {
  const { page, complaints } = await visit(t, { script: HIDING })
  await live(page)
  const hide = (hidden: boolean) =>
    page.evaluate(hidden => (window as never as { hide(hidden: boolean): void }).hide(hidden), hidden)
  await hide(true)
  // No ping leaves it. Its place is lost, unless so much comes that it acknowledges without a timer.
  await pause(LIMITS.pageSilent + 2_000)
  t.comment(`hidden: ${await page.locator('.banner [data-part="link"]').textContent()}`)
  await hide(false)
  await live(page)
  await operate(page, 80)
  t.same(complaints, [])
})

t.test('what the page says of a station that is not well', async t => {
  const banner = (page: Page) => page.locator('.banner')
  const { host, page } = await visit(t, { lacking: ['worker.js'] })
  await banner(page).getByText('Not connected: The connection to the station broke.').waitFor()
  host.lacking.clear()
  await live(page)
  t.pass('a worker that could not be loaded is loaded again, without a reload')

  const [worker] = page.workers().slice(-1)
  await worker?.evaluate(() => void setTimeout(() => undefinedName(), 0))
  await banner(page)
    .getByText(/given up|pointless: The station in this page has failed: .*undefinedName/)
    .waitFor()
  t.ok(await page.getByRole('button', { name: 'Load the page again' }).isVisible(), 'one that failed says so')

  const orphan = await visit(t, { lacking: ['station.json'] })
  await banner(orphan.page)
    .getByText(/There is no station\.json beside this page \(404\)/)
    .waitFor()
  t.pass('and one without its description, too')

  const dead = await visit(t, { script: WORKER })
  await live(dead.page)
  await dead.page.evaluate(() => (window as never as { stationWorker: Worker }).stationWorker.terminate())
  await banner(dead.page).getByText('Not connected: The station does not answer.').waitFor()
  t.match(await dead.page.locator('[data-part="latency"]').textContent(), 'tries until heard', 'nor is one that died')
})

declare function undefinedName(): void
