import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { Test } from 'tap'
import { type PtyProcess, startPty } from '../../drivers/hosts/start-pty.ts'
import { openBrowser } from './browser.ts'
import { Daemon } from './daemon.ts'

const heat = (name: string, title: string) =>
  `  ${name}: { group: Heat, driver: plate, title: ${title}, port: PORT-${name} }\n`
export const STATION = `title: Heat lab
devices:
  sampler: { group: Bench, driver: daq, title: Sampler, simulate: true }
${heat('left', 'Left plate')}${heat('right', 'Right plate')}`

/** A station of several devices, in two groups, with pages to look at it: everything real, the plates on ttys. */
export class Lab {
  readonly folder = mkdtempSync(join(tmpdir(), 'lockstep-lab-'))
  readonly plates = new Map<string, PtyProcess>()
  daemon!: Daemon
  #browser!: Browser

  static async open(t: Test, station = STATION): Promise<Lab> {
    const lab = new Lab()
    t.teardown(() => lab.#close())
    mkdirSync(lab.config)
    for (const [, name = ''] of station.matchAll(/PORT-(\w+)/g)) {
      lab.plates.set(name, await startPty({ machine: 'plate', link: lab.#tty(name), seed: 11 }))
    }
    lab.write(station)
    await lab.start()
    lab.#browser = await openBrowser()
    return lab
  }

  get config(): string {
    return join(this.folder, 'station')
  }

  /** What `station.yaml` says from now on. */
  write(station: string): void {
    const text = station.replace(/PORT-(\w+)/g, (_, name) => this.#tty(name))
    writeFileSync(join(this.config, 'station.yaml'), text)
  }

  /** Once more, at the same port. */
  async start(): Promise<void> {
    const port = this.daemon?.port ?? 0
    this.daemon = await Daemon.start({ config: this.config, data: join(this.folder, 'data'), port })
  }

  /** A page at a place of the station, live, with what is waited for on it. */
  async visit(
    hash = '',
    options: BrowserContextOptions = {},
    sign = '[data-standing="well"], [data-device]'
  ): Promise<Page> {
    const context = await this.#browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
    // tsx names functions with a helper that a page does not have.
    await context.addInitScript('globalThis.__name = f => f')
    const page = await context.newPage()
    await page.goto(`http://localhost:${this.daemon.port}/${hash}`)
    await page.locator('.banner[data-link="live"]').waitFor()
    await page.locator(sign).first().waitFor()
    return page
  }

  #tty(name: string): string {
    return join(this.folder, `${name}.tty`)
  }

  async #close(): Promise<void> {
    await this.#browser?.close()
    await this.daemon?.stop()
    await Promise.all([...this.plates.values()].map(plate => plate.stop()))
    rmSync(this.folder, { recursive: true, force: true })
  }
}

export const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
}
