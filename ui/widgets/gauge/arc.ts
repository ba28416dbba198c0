import { digitsOf, placeOf, type Scale } from '../figures.ts'

/** The dial goes from lower left over the top to lower right: 240 degrees, 0 is at the top. */
const SWEEP = 240
const CENTRE = 100

/** Degrees from the top, clockwise. */
export const angleOf = (value: number, scale: Scale): number => (placeOf(value, scale) - 0.5) * SWEEP

export interface Point {
  readonly x: number
  readonly y: number
}

/** Where an angle lies on a circle around the dial's centre. */
export function pointAt(angle: number, radius: number): Point {
  const turn = (angle * Math.PI) / 180
  return { x: round(CENTRE + radius * Math.sin(turn)), y: round(CENTRE - radius * Math.cos(turn)) }
}

/** A part of a circle, clockwise. Nothing where it has no length. */
export function arc(from: number, to: number, radius: number): string {
  if (to - from < 0.05) return ''
  const start = pointAt(from, radius)
  const end = pointAt(to, radius)
  return `M${start.x} ${start.y}A${radius} ${radius} 0 ${to - from > 180 ? 1 : 0} 1 ${end.x} ${end.y}`
}

/** What is read: from nought, where the scale has one within, else from its lower end. */
export function fillOf(value: number, scale: Scale): readonly [number, number] {
  const origin = angleOf(Math.min(Math.max(0, scale.min), scale.max), scale)
  const here = angleOf(value, scale)
  return here < origin ? [here, origin] : [origin, here]
}

/** Round values to write at a scale: both ends, and at most `most` - 1 equal parts between. */
export function graduations({ min, max }: Pick<Scale, 'min' | 'max'>, most: number): number[] {
  const rough = (max - min) / most
  const decade = 10 ** Math.floor(Math.log10(rough))
  const step = decade * ([1, 2, 2.5, 5, 10].find(factor => factor * decade >= rough * (1 - 1e-9)) ?? 10)
  const inner: number[] = []
  for (let n = Math.ceil(min / step); n * step <= max; n++) inner.push(Number((n * step).toFixed(digitsOf(step))))
  // One that would stand at the heels of an end says little.
  const apart = inner.filter(value => value - min > step * 0.45 && max - value > step * 0.45)
  return [min, ...apart, max]
}

const round = (length: number): number => Math.round(length * 100) / 100
