import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import axe from 'axe-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import t from 'tap'
import { openBrowser } from './browser.ts'
import { Daemon } from './daemon.ts'

const folder = mkdtempSync(join(tmpdir(), 'lockstep-gallery-'))
let daemon: Daemon
let browser: Browser

t.before(async () => {
  writeFileSync(join(folder, 'station.yaml'), 'title: Gallery\ndevices: {}\n')
  daemon = await Daemon.start({ config: folder, data: join(folder, 'data') })
  browser = await openBrowser()
})
t.teardown(async () => {
  await browser.close()
  await daemon.stop()
  rmSync(folder, { recursive: true, force: true })
})

const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

async function open(options: BrowserContextOptions = {}): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', message => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', error => complaints.push(error.message))
  await page.goto(`http://localhost:${daemon.port}/gallery`)
  await page.locator('[data-chart="bench"][data-empty="false"]').waitFor()
  return { page, complaints }
}

interface Calls {
  gallery: { live: { session: { calls: readonly (readonly unknown[])[] } } }
}
const calls = (page: Page) => page.evaluate(() => [...(window as never as Calls).gallery.live.session.calls])

for (const [name, options] of Object.entries({
  'a desk, light': { colorScheme: 'light' },
  'a desk, dark': { colorScheme: 'dark' },
  'a phone, light': { ...PHONE, colorScheme: 'light' },
  'a phone, dark': { ...PHONE, colorScheme: 'dark' },
} as Record<string, BrowserContextOptions>)) {
  t.test(`axe finds nothing on ${name}`, async t => {
    const { page, complaints } = await open({ ...options, bypassCSP: true })
    await page.locator('[data-control="bench.sweep"] [data-part="handle"]').click()
    await page.locator('[data-part="form"]').waitFor()
    await page.locator('.history-more').first().click()
    await page.addScriptTag({ content: axe.source })
    const violations = await page.evaluate(async () => {
      const { axe } = window as never as { axe: { run(): Promise<{ violations: Violation[] }> } }
      const { violations } = await axe.run()
      return violations.map(
        ({ id, help, nodes }) =>
          `${id}: ${help}: ${nodes
            .map(node => node.html)
            .slice(0, 4)
            .join(' | ')}`
      )
    })
    t.same(violations, [])
    t.same(complaints, [])
    const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth])
    t.equal(wide, room, 'nothing is wider than the page')
  })
}

interface Violation {
  readonly id: string
  readonly help: string
  readonly nodes: readonly { readonly html: string }[]
}

t.test('what a finger presses is 44 pixels high and wide, or has nothing else near', async t => {
  const { page } = await open(PHONE)
  const small = await page.evaluate(() => {
    const found: string[] = []
    for (const element of document.querySelectorAll<HTMLElement>('main button, main input, main select')) {
      const { width, height } = (element.closest('label') ?? element).getBoundingClientRect()
      const after = getComputedStyle(element, '::after')
      const grown = after.content === 'none' ? 0 : -2 * Number.parseFloat(after.top || '0')
      const covered = after.content !== 'none' && after.inset === '0px'
      if (!covered && width > 0 && (height + grown < 43.5 || width < 24))
        found.push(`${element.outerHTML.slice(0, 90)} ${width}x${height}`)
    }
    return found
  })
  t.same(small, [])
})

t.test('every kind of control by keyboard alone: seen, set, confirmed', async t => {
  const { page, complaints } = await open()
  const control = (name: string) => page.locator(`[data-control="bench.${name}"]`)
  const confirmed = (name: string) => control(name).and(page.locator('[data-state="confirmed"]')).waitFor()
  const entry = (name: string) => control(name).locator('[data-part="entry"]')

  await entry('voltage').focus()
  await page.keyboard.type('13500m')
  t.match(await control('voltage').locator('[data-part="say"]').textContent(), /^Enter sets 13\.500/)
  t.same(await calls(page), [], 'nothing goes out while it is typed')
  await page.keyboard.press('Enter')
  await control('voltage').and(page.locator('[data-state="pending"]')).waitFor()
  await confirmed('voltage')

  await control('mode').locator('[role="radio"][tabindex="0"]').focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  t.equal((await calls(page)).length, 1, 'arrows pass by')
  await page.keyboard.press('Space')
  await control('mode').locator('[data-value="cp"][data-read="true"]').waitFor()

  await control('filter').locator('select').focus()
  await page.keyboard.press('ArrowDown')
  t.match(await control('filter').locator('[data-part="say"]').textContent(), /^Enter sets 30 Hz/)
  await page.keyboard.press('Escape')
  t.equal(await control('filter').locator('select').inputValue(), '10 Hz', 'taken back')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await confirmed('filter')

  await entry('label').fill('a name that is far too long')
  await page.keyboard.press('Enter')
  t.match(await control('label').locator('[data-part="say"]').textContent(), /16 characters at most; these are 27/)
  await entry('label').fill('Bench 7')
  await page.keyboard.press('Enter')
  await confirmed('label')

  await entry('lamp').fill('06c')
  await page.keyboard.press('Enter')
  await confirmed('lamp')
  t.same(await calls(page), [
    ['set', 'bench.voltage', 13.5],
    ['set', 'bench.mode', 'cp'],
    ['set', 'bench.filter', '30 Hz'],
    ['set', 'bench.label', 'Bench 7'],
    ['set', 'bench.lamp', '#0066cc'],
  ])
  t.same(complaints, [])
})

t.test('a form is checked before it is sent, and its action says how far it has come', async t => {
  const { page } = await open()
  const sweep = page.locator('[data-control="bench.sweep"]')
  await sweep.locator('[data-part="handle"]').focus()
  await page.keyboard.press('Enter')
  const form = page.locator('[data-part="form"]')
  await form.waitFor()
  await page.waitForFunction(() => (document.activeElement as HTMLInputElement)?.name === 'from')
  await page.keyboard.press('Enter')
  t.match(await form.textContent(), /A number must be given/)
  t.same(await calls(page), [], 'nothing was sent')
  t.equal(await page.evaluate(() => (document.activeElement as HTMLInputElement)?.name), 'to', 'the hand is led there')
  await page.keyboard.type('12 V')
  await page.keyboard.press('Enter')
  await form.waitFor({ state: 'detached' })
  t.same(await calls(page), [['call', 'bench.sweep', { from: 0, to: 12, shape: 'ramp', back: true }]])
  await sweep.locator('.button-bar[data-said="true"]').waitFor()
  t.match(await sweep.locator('.button-time').textContent(), /%, /)
  await sweep.and(page.locator('[data-state="confirmed"]')).waitFor()
  await page.locator('.history-more', { hasText: 'sweep: from 0.00' }).first().click()
  t.match(await page.locator('[data-part="stages"]').first().textContent(), /given.*accepted by the station.*done/)
})

t.test('the picker of a colour: values on the way, and the one it was closed with', async t => {
  const { page } = await open()
  const picker = page.locator('[data-control="bench.lamp"] input[type="color"]')
  await picker.evaluate((input: HTMLInputElement) => {
    for (const colour of ['#111111', '#222222']) {
      input.value = colour
      input.dispatchEvent(new Event('input', { bubbles: true }))
    }
    input.dispatchEvent(new Event('change', { bubbles: true }))
  })
  t.same(await calls(page), [
    ['gesture', 'bench.lamp'],
    ['move', 'bench.lamp', '#111111'],
    ['move', 'bench.lamp', '#222222'],
    ['end', 'bench.lamp', '#222222'],
  ])
})

t.test('what only the daemon changes asks for nothing', async t => {
  const { page } = await open()
  await page.evaluate(() => {
    const { session } = (window as never as { gallery: { live: { session: Said } } }).gallery.live
    const keys = { voltage: 3, mode: 'cc', filter: '1 Hz', label: 'x', lamp: '#010203', output: false, target: 20 }
    for (const [name, value] of Object.entries(keys)) {
      session.say({ [`bench.${name}`]: { value, asked: value, by: 'Guest 1', sampled: session.serverNow() } })
    }
  })
  await page.locator('[data-control="bench.mode"] [data-value="cc"][aria-checked="true"]').waitFor()
  t.equal(await page.locator('[data-control="bench.filter"] select').inputValue(), '1 Hz')
  t.equal(await page.locator('[data-control="bench.voltage"] [data-part="entry"]').inputValue(), '3.000')
  t.equal(await page.locator('[data-control="bench.lamp"] input[type="color"]').inputValue(), '#010203')
  t.match(await page.locator('[data-control="bench.label"] [data-part="say"]').textContent(), 'Asked by Guest 1.')
  t.same(await calls(page), [])
})

interface Said {
  say(keys: Record<string, unknown>): void
  serverNow(): number
}
