import { roundTo, type Scale } from '../figures.ts'

/** Where a key takes the value, or undefined for a key that is none of ours. */
export function valueAfter(key: string, value: number, scale: Scale): number | undefined {
  const { min, max, step } = scale
  const page = Math.max(step, (max - min) / 20)
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return roundTo(value + step, scale)
    case 'ArrowLeft':
    case 'ArrowDown':
      return roundTo(value - step, scale)
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
