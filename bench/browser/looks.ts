import { readingOf } from './truth.ts'

/** What is wrong with what the page shows, in words: no figure counts of a page that does not show it. */
export function wrongWith(root: HTMLElement, frame: number): string | undefined {
  const canvas = root.querySelector('canvas')
  return canvas ? wrongWithChart(canvas) : wrongWithReadouts(root, frame)
}

function wrongWithReadouts(root: HTMLElement, frame: number): string | undefined {
  const shown = [...root.querySelectorAll('[data-part="value"]')].map(({ textContent }) => textContent)
  if (shown.length === 0) return 'There is no readout on the page.'
  const wrong = shown.findIndex((text, i) => text !== readingOf(i, frame).toFixed(1))
  return wrong < 0 ? undefined : `Readout ${wrong} shows ${shown[wrong]}, not ${readingOf(wrong, frame).toFixed(1)}.`
}

/** Lines cross its middle third everywhere: eight of them, over the whole time. */
function wrongWithChart(canvas: HTMLCanvasElement): string | undefined {
  const { width, height } = canvas
  const left = Math.round(width * 0.1)
  const across = Math.round(width * 0.8)
  const { data } = canvas.getContext('2d')?.getImageData(left, 0, across, height) ?? { data: new Uint8ClampedArray() }
  const drawn = new Set<number>()
  for (let i = 0; i < data.length; i += 4) {
    const [r = 255, g = 255, b = 255, a = 0] = data.subarray(i, i + 4)
    if (a > 100 && Math.min(r, g, b) < 160) drawn.add((i / 4) % across)
  }
  return drawn.size > across * 0.95 ? undefined : `Lines are drawn in ${drawn.size} of ${across} columns.`
}
