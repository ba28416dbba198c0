import { type Signal, signal } from '@preact/signals'
import { type Place, placeOf } from './route.ts'

/** Where the page is: what its address says. The browser keeps the way, forth and back. */
export const place: Signal<Place> = signal(placeOf(location.hash))

let overviewLeftAt = 0

/** Another place begins at its top; the overview, where one left it. */
export const topOf = ({ at }: Place): number => (at === 'overview' ? overviewLeftAt : 0)

export function followAddress(): () => void {
  const follow = (): void => {
    if (place.peek().at === 'overview') overviewLeftAt = scrollY
    place.value = placeOf(location.hash)
  }
  addEventListener('hashchange', follow)
  return () => removeEventListener('hashchange', follow)
}
