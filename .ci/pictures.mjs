// Takes the pictures of the docs with a real browser from real daemons: npm run pictures [-- NAME ...]
// The demo station and examples/big are started, operated by REST until there is something to see, and looked at.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openBrowser } from '../test/e2e/browser.ts'
import { Daemon } from '../test/e2e/daemon.ts'
import { smaller } from './palette.mjs'

const root = join(import.meta.dirname, '..')
const DESK = { viewport: { width: 1280, height: 860 } }
/** High enough for the chart beneath the values: out of sight, it draws nothing. */
const TALL = { viewport: { width: 1280, height: 1180 } }
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
/** Requests that carry this do not come from the computer of the station, as far as it can tell. */
const ELSEWHERE = { viewport: { width: 900, height: 720 }, extraHTTPHeaders: { 'X-Forwarded-For': '192.0.2.7' } }

/** Where each picture is taken, how large, and by what one knows that it is complete. */
const PICTURES = {
  overview: { station: 'demo', at: '#/', on: DESK, shows: '[data-tile="meter"]' },
  'overview-dark': { station: 'demo', at: '#/', on: DESK, dark: true, shows: '[data-tile="meter"]' },
  plate: { station: 'demo', at: '#/device/plate', on: TALL, shows: '[data-device="plate"]', traced: true },
  'plate-dark': {
    station: 'demo',
    at: '#/device/plate',
    on: TALL,
    dark: true,
    shows: '[data-device="plate"]',
    traced: true,
  },
  supply: { station: 'demo', at: '#/device/supply', on: TALL, shows: '[data-device="supply"]' },
  meter: { station: 'demo', at: '#/device/meter', on: TALL, shows: '[data-device="meter"]' },
  computer: { station: 'board', at: '#/device/computer', on: TALL, shows: '[data-device="computer"]' },
  phone: { station: 'demo', at: '#/device/plate', on: PHONE, shows: '[data-device="plate"]' },
  'phone-dark': { station: 'demo', at: '#/device/supply', on: PHONE, dark: true, shows: '[data-device="supply"]' },
  gallery: { station: 'demo', at: 'gallery', on: DESK, shows: '[data-chart="bench"][data-empty="false"]' },
  'gallery-dark': {
    station: 'demo',
    at: 'gallery',
    on: DESK,
    dark: true,
    shows: '[data-chart="bench"][data-empty="false"]',
  },
  claim: { station: 'demo', at: '', on: ELSEWHERE, shows: '[data-page="claim"] input' },
  many: { station: 'big', at: '#/', on: DESK, shows: '[data-tile="frame"]' },
  'many-phone': { station: 'big', at: '#/', on: PHONE, shows: '[data-tile="oven"]' },
  sampler: { station: 'big', at: '#/device/frame', on: TALL, shows: '[data-device="frame"]' },
}

/** What is done at a station, and the stream of which there must be so many samples: then its charts have something in them. */
const STATIONS = {
  demo: {
    config: 'config',
    does: [
      ['plate', 'target', 120],
      ['plate', 'heater', true],
      ['plate', 'fan', 20],
      ['supply', 'voltage', 12],
      ['supply', 'current', 1.5],
      ['supply', 'output', true],
    ],
    until: ['plate', 'temperature', 450],
  },
  big: {
    config: 'examples/big',
    does: [
      ['oven', 'target', 180],
      ['oven', 'heater', true],
      ['left', 'target', 140],
      ['left', 'heater', true],
    ],
    until: ['oven', 'temperature', 300],
  },
  // Whose computer takes the pictures is nobody's business: this one is simulated.
  board: {
    text: 'title: Heat lab\ndevices: { computer: { driver: host, simulate: true, title: This computer } }\n',
    does: [],
    until: ['computer', 'load', 45],
  },
}

/** A busy computer takes its time, ms. */
const PATIENCE = 120_000

const pause = ms => new Promise(resolve => setTimeout(resolve, ms))

/** Simulated devices refuse now and then, as real ones do: then one asks again. */
async function operate(origin, { does, until: [device, stream, samples] }) {
  for (const [of, name, value] of does) {
    const ask = () =>
      fetch(`${origin}/api/devices/${of}/properties/${name}`, {
        method: 'PUT',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ value }),
      })
    while ((await ask()).status !== 200) await pause(500)
  }
  const newest = async () => (await (await fetch(`${origin}/api/history/${device}/${stream}?samples=1`)).json()).newest
  while (!((await newest()) >= samples)) await pause(500)
}

/** Opened before anything is done, so that its traces have seen it. */
async function open(browser, origin, { at, on, shows, dark = false, traced = false }) {
  const context = await browser.newContext({ ...on, colorScheme: dark ? 'dark' : 'light', reducedMotion: 'reduce' })
  const page = await context.newPage()
  page.setDefaultTimeout(PATIENCE)
  await page.goto(`${origin}/${at}`)
  await page.locator(shows).first().waitFor()
  if (traced) await page.locator('[data-chart][data-empty="false"]').first().waitFor()
  return page
}

async function take(page, name) {
  await page.bringToFront()
  const picture = smaller(await page.screenshot())
  writeFileSync(join(root, 'docs/images', `${name}.png`), picture)
  console.log(`docs/images/${name}.png  ${picture.length} bytes`)
}

const wanted = process.argv.slice(2)
const browser = await openBrowser()
for (const [name, station] of Object.entries(STATIONS)) {
  const pictures = Object.entries(PICTURES).filter(
    ([of, picture]) => picture.station === name && (wanted.length === 0 || wanted.includes(of))
  )
  if (pictures.length === 0) continue
  const data = mkdtempSync(join(tmpdir(), 'lockstep-pictures-'))
  if (station.text) writeFileSync(join(data, 'station.yaml'), station.text)
  const config = station.text ? data : join(root, station.config)
  const daemon = await Daemon.start({ config, data: join(data, 'data') })
  try {
    const origin = `http://localhost:${daemon.port}`
    const pages = new Map()
    for (const [of, picture] of pictures) pages.set(of, await open(browser, origin, picture))
    await operate(origin, station)
    for (const [of] of pictures) await take(pages.get(of), of)
  } finally {
    await daemon.stop()
    rmSync(data, { recursive: true, force: true })
  }
}
await browser.close()
