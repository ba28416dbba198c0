import { hrefOf, type Place } from '../route.ts'

let stopLooking: () => void = () => {}

/** Goes to a place; at a control of a device, its hand is put on it. */
export function go(to: Place): void {
  const href = hrefOf(to)
  if (location.hash !== href) location.hash = href
  // The same place again is no change of address, and yet the person wants to be there.
  else arrive(to)
}

/** Whoever comes to a place begins there: at the control that was named, else at the top. */
export function arrive(to: Place): void {
  stopLooking()
  const main = document.querySelector('main')
  if (!main) return
  if (to.at !== 'device' || to.name === undefined) {
    main.focus({ preventScroll: true })
    return
  }
  const { device, name } = to
  if (reveal(main, `${device}.${name}`)) return
  // Parts of a panel come later: they are waited for until the person goes elsewhere.
  const watch = new MutationObserver(() => reveal(main, `${device}.${name}`) && stopLooking())
  watch.observe(main, { childList: true, subtree: true })
  stopLooking = () => watch.disconnect()
}

/** Brings it into view and takes hold of it. */
function reveal(main: Element, name: string): boolean {
  const found = main.querySelector<HTMLElement>(`[data-control="${name}"], [data-readout="${name}"]`)
  if (!found) return false
  const hand = HANDS.map(hand => found.querySelector<HTMLElement>(hand)).find(Boolean)
  const target = hand ?? found
  if (!hand) found.tabIndex = -1
  target.focus({ preventScroll: true })
  found.scrollIntoView({ block: 'center' })
  found.classList.remove('found')
  // Drawn anew, the mark begins again.
  void found.offsetWidth
  found.classList.add('found')
  return true
}

/** What of a control is taken hold of, the best first. A finger wants no keyboard over half of its screen unasked. */
const HANDS = [
  ...(matchMedia('(pointer: fine)').matches ? ['[data-part="entry"]'] : []),
  '[role="slider"]',
  '[role="switch"]',
  'select, button, input',
]
