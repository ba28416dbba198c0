import { roundTo, type Scale } from '../figures.ts'

/** As much of an event of a key or a button as a step depends on. */
export interface Press {
  readonly key: string
  readonly shiftKey: boolean
  readonly altKey: boolean
}

/** Where a key takes the value, or undefined for a key that is none of ours. */
export function valueAfter(press: Press, value: number, scale: Scale): number | undefined {
  const { min, max } = scale
  const by = byOf(press, scale)
  const page = Math.max(strideOf(scale), (max - min) / 20)
  switch (press.key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return by && roundTo(value + by, scale)
    case 'ArrowLeft':
    case 'ArrowDown':
      return by && roundTo(value - by, scale)
    case 'PageUp':
      return roundTo(value + page, scale)
    case 'PageDown':
      return roundTo(value - page, scale)
    case 'Home':
      return roundTo(min, scale)
    case 'End':
      return roundTo(max, scale)
    default:
      return undefined
  }
}

/** Shift is coarse, Alt is fine. With Alt, left and right are the browser's: it goes back and forth. */
function byOf({ key, shiftKey, altKey }: Press, scale: Scale): number | undefined {
  if (altKey) return key === 'ArrowUp' || key === 'ArrowDown' ? scale.step : undefined
  return strideOf(scale) * (shiftKey ? 10 : 1)
}

/** One press: the step of the property, or, where that were thousands of presses from end to end, a round one. */
export function strideOf({ min, max, step }: Scale): number {
  const least = (max - min) / 1_000
  const decade = 10 ** Math.floor(Math.log10(least) + 1e-9)
  const factor = [5, 2].find(factor => factor * decade <= least * (1 + 1e-9)) ?? 1
  return Math.max(step, Number((factor * decade).toPrecision(3)))
}
