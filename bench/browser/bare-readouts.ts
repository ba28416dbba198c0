import { readingOf } from './truth.ts'

export interface Bare {
  values(frame: number): void
}

/** The same page without anything behind it: its text nodes, written directly. */
export function bareReadouts(root: HTMLElement, html: string): Bare {
  root.innerHTML = html
  const figures = [...root.querySelectorAll('[data-part="value"]')].map(figure => {
    const fraction = figure.querySelector('.fraction')?.firstChild as Text
    return { whole: figure.firstChild as Text, fraction }
  })
  return {
    values(frame) {
      figures.forEach(({ whole, fraction }, i) => {
        const text = readingOf(i, frame).toFixed(1)
        const point = text.indexOf('.')
        whole.data = text.slice(0, point)
        fraction.data = text.slice(point + 1)
      })
    },
  }
}
