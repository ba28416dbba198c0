import type { Page } from 'playwright-core'

/** What a test sees of the chart of a plate, in the store of its page and on its canvas. */
export const CHART = '[data-chart="plate"]'
export const STREAM = 'plate.temperature'

interface Track {
  readonly length: number
  readonly times: Float64Array
  readonly breaks: Uint8Array
}

export interface Lockstep {
  readonly session: {
    readonly epoch: string
    streamOf(name: string): {
      epoch: string
      after: number
      last: number
      received: number
      thinned: number
      lost: number
    }
  }
  readonly replica: { readonly traces: { stream(name: string): Track } }
}

/** What the page keeps of the temperature: how many points, and the length of each gap in ms. */
export const kept = (page: Page): Promise<{ points: number; gaps: number[] }> =>
  page.evaluate(name => {
    const { times, breaks, length } = (window as never as { lockstep: Lockstep }).lockstep.replica.traces.stream(name)
    const gaps = [...breaks.subarray(1, length)].flatMap((broken, i) => (broken ? [times[i + 1]! - times[i]!] : []))
    return { points: length, gaps }
  }, STREAM)

export const counted = (page: Page) =>
  page.evaluate(name => (window as never as { lockstep: Lockstep }).lockstep.session.streamOf(name), STREAM)

export const points = async (page: Page, more: number): Promise<void> => {
  const { points } = await kept(page)
  await page.waitForFunction(
    ({ name, least }) =>
      (window as never as { lockstep: Lockstep }).lockstep.replica.traces.stream(name).length >= least,
    { name: STREAM, least: points + more }
  )
}

/** Columns of the canvas, from the left, in which the line of the temperature is drawn. */
export const inked = (page: Page): Promise<number[]> =>
  page.locator(`${CHART} canvas`).evaluate((canvas: HTMLCanvasElement) => {
    const { width, height } = canvas
    const left = 70
    const { data } = canvas.getContext('2d')!.getImageData(left, 30, width - 140, height - 60)
    const columns = new Set<number>()
    for (let i = 0; i < data.length; i += 4) {
      if (data[i + 3]! > 150 && Math.max(data[i]!, data[i + 1]!, data[i + 2]!) < 90)
        columns.add((i / 4) % (width - 140))
    }
    return [...columns].sort((a, b) => a - b)
  })
