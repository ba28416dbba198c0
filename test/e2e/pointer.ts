import type { Page } from 'playwright-core'

/** Where along a slider's track a value lies, in CSS pixels of the page. */
export interface Track {
  readonly y: number
  xOf(value: number): number
}

export async function trackOf(page: Page, control: string, range: readonly [number, number]): Promise<Track> {
  const { left, width, y } = await page.evaluate(name => {
    const track = document.querySelector(`[data-control="${name}"] .track`) as HTMLElement
    track.scrollIntoView({ block: 'center' })
    const box = track.getBoundingClientRect()
    const inset = Number.parseFloat(getComputedStyle(track).getPropertyValue('--inset')) || 0
    return { left: box.left + inset, width: box.width - 2 * inset, y: box.top + box.height / 2 }
  }, control)
  return { y, xOf: value => left + ((value - range[0]) / (range[1] - range[0])) * width }
}

export interface Watch {
  /** Animation frames in which the pointer was down on a control that had taken it. */
  readonly frames: number
  /** Presses that the control did not take, because it took no input and said so. */
  readonly refused: number
  /** Frames in which the handle stood elsewhere, with by how many pixels at most. */
  readonly astray: number
  readonly worst: number
}

/**
 * Compares handle and pointer in every animation frame with the pointer down. Left out are presses on a control that
 * takes no input at that moment; they are counted.
 */
export async function watchHandle(page: Page, control: string): Promise<() => Promise<Watch>> {
  await page.evaluate(name => {
    const root = document.querySelector(`[data-control="${name}"]`) as HTMLElement
    const handle = root.querySelector('[data-part="handle"]') as HTMLElement
    const watch = { frames: 0, refused: 0, astray: 0, worst: 0 }
    Object.assign(window, { handleWatch: watch })
    let x: number | undefined
    const follow = (event: PointerEvent) => {
      if (event.type === 'pointerdown') {
        const refuses = root.dataset.blocked === 'true'
        if (refuses) watch.refused++
        x = root.contains(event.target as Node) && !refuses ? event.clientX : undefined
      } else if (event.type === 'pointermove') x = x === undefined ? undefined : event.clientX
      else x = undefined
    }
    // Before the page's own listeners: what they make of it is what is judged.
    for (const type of ['pointerdown', 'pointermove', 'pointerup', 'pointercancel'] as const) {
      window.addEventListener(type, follow, { capture: true })
    }
    const look = () => {
      requestAnimationFrame(look)
      if (x === undefined) return
      const box = handle.getBoundingClientRect()
      const off = Math.abs(box.left + box.width / 2 - x)
      watch.frames++
      if (off > 1) watch.astray++
      watch.worst = Math.max(watch.worst, off)
    }
    requestAnimationFrame(look)
  }, control)
  return () => page.evaluate(() => (window as never as { handleWatch: Watch }).handleWatch)
}

/** One drag through values, a pointer event each frame of 60 Hz; resolves at the release. */
export async function drag(page: Page, track: Track, values: readonly number[]): Promise<void> {
  const [first = 0, ...rest] = values
  await page.mouse.move(track.xOf(first), track.y)
  await page.mouse.down()
  let due = performance.now()
  for (const value of rest) {
    due += 1_000 / 60
    await pause(due - performance.now())
    await page.mouse.move(track.xOf(value), track.y)
  }
  await page.mouse.up()
}

export const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, Math.max(0, ms)))
