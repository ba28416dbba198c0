import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const CHROMIUM = '/usr/bin/chromium'
const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update']

/** Debian's browser, headless, calling nobody. */
export async function openBrowser(): Promise<Browser> {
  if (!existsSync(CHROMIUM)) throw new Error(`These tests need ${CHROMIUM}:  sudo apt-get install chromium`)
  return chromium.launch({ executablePath: CHROMIUM, args: QUIET })
}
