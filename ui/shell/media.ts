import { type ReadonlySignal, signal } from '@preact/signals'

/** Wide enough for a rail beside the page; layout.css has the same figure. */
export const wide = matching('(min-width: 1080px)')

/** A media query as a signal. */
function matching(query: string): ReadonlySignal<boolean> {
  const list = matchMedia(query)
  const matches = signal(list.matches)
  list.addEventListener('change', () => {
    matches.value = list.matches
  })
  return matches
}
