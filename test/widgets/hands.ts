import type { Locator, Page } from 'playwright-core'
import type { Test } from 'tap'
import { openStand, type Stand } from './stand.ts'

export const controlOf = (page: Page, name: string): Locator => page.locator(`[data-control="${name}"]`)
export const partOf = (control: Locator, part: string): Locator => control.locator(`[data-part="${part}"]`)
export const saying = (control: Locator): Promise<string | null> => partOf(control, 'say').textContent()

/** What the widgets asked of their session since the page was opened. */
export const calls = (page: Page): Promise<unknown[]> => page.evaluate(() => [...window.playground.session.calls])

/** A stand for one test file, gone when its tests are. */
export async function standFor(t: Test): Promise<Stand> {
  const stand = await openStand()
  t.teardown(() => stand.close())
  return stand
}

/** The middle of an element, in the page's pixels. */
export async function middleOf(locator: Locator): Promise<{ x: number; y: number }> {
  const box = await locator.boundingBox()
  if (!box) throw new Error('It is not on the page.')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

/** The control says this state; waits for it, for what is rendered follows by a frame. */
export async function inState(control: Locator, state: string): Promise<boolean> {
  await control.and(control.page().locator(`[data-state="${state}"]`)).waitFor({ timeout: 2_000 })
  return true
}
