import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import type { Logged } from '../../drivers/hosts/byte-log.ts'
import { type PtyProcess, startPty } from '../../drivers/hosts/start-pty.ts'
import type { Order } from '../../drivers/machine.ts'
import { openBrowser } from './browser.ts'
import { Daemon } from './daemon.ts'
import { Frames } from './frames.ts'
import { Network } from './network.ts'
import { type HeardLine, heardLines, readLog } from './wire-log.ts'

/**
 * The whole way, all of it real: a page in a browser, a cuttable network, the
 * built daemon, a tty, and the plate as a process apart that outlives them all.
 */
export class Rig {
  readonly folder: string
  plate!: PtyProcess
  network!: Network
  daemon!: Daemon
  #browser: Browser | undefined

  private constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'lockstep-e2e-'))
  }

  static async start(orders: readonly Order[] = []): Promise<Rig> {
    const rig = new Rig()
    await rig.startPlate()
    for (const order of orders) await rig.plate.order(order)
    rig.network = await Network.open(() => rig.daemon.port)
    mkdirSync(rig.#path('station'))
    const lines = [
      'title: Heat lab',
      `hosts: ["localhost:${rig.network.port}"]`,
      'devices:',
      `  plate: { driver: plate, port: ${rig.#path('plate.tty')} }`,
    ]
    writeFileSync(join(rig.#path('station'), 'station.yaml'), `${lines.join('\n')}\n`)
    await rig.startDaemon()
    return rig
  }

  async startPlate(): Promise<void> {
    this.plate = await startPty({
      machine: 'plate',
      link: this.#path('plate.tty'),
      log: this.#path('wire.log'),
      seed: 11,
    })
  }

  async startDaemon(): Promise<void> {
    const port = this.daemon?.port ?? 0
    this.daemon = await Daemon.start({ config: this.#path('station'), data: this.#path('data'), port })
  }

  get origin(): string {
    return `http://localhost:${this.network.port}`
  }

  /** Everything that passed at the device so far. */
  log(): Logged[] {
    return readLog(this.#path('wire.log'))
  }

  /** Every request that it has heard. */
  heard(): HeardLine[] {
    return heardLines(this.log())
  }

  /** A browser of one person, live and with the plate on it, and what passes on its sockets. */
  async person(viewport = { width: 1280, height: 900 }): Promise<{ page: Page; frames: Frames }> {
    this.#browser ??= await openBrowser()
    const context = await this.#browser.newContext({ viewport })
    // tsx names functions with a helper that a page does not have.
    await context.addInitScript('globalThis.__name = f => f')
    const page = await context.newPage()
    const frames = Frames.of(page)
    await page.goto(this.origin)
    await live(page)
    return { page, frames }
  }

  async end(): Promise<void> {
    await this.#browser?.close()
    await this.daemon?.stop()
    await this.network?.close()
    await this.plate?.stop()
    rmSync(this.folder, { recursive: true, force: true })
  }

  #path(name: string): string {
    return join(this.folder, name)
  }
}

/** Waits until a page is live and takes input. */
export async function live(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const { session } = (window as never as { lockstep: { session: Session } }).lockstep ?? {}
    return session?.link.state === 'live' && session.blocked('plate.target') === undefined
  })
}

/** The part of a page's session that tests ask. */
export interface Session {
  readonly link: { readonly state: string }
  readonly name?: string
  readonly epoch?: string
  readonly revision: number
  stop(scope: string): Promise<number>
  serverNow(): number
  key(name: string): { value?: unknown; asked?: unknown; by?: string; sampled?: number } | undefined
  blocked(control: string): string | undefined
  control(name: string): { readonly stage?: string; readonly last?: object }
  set(control: string, value: number | boolean): void
}
