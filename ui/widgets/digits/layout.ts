import { figure, type Scale } from '../figures.ts'

/** One place of the display: which of its seven segments are lit, and whether the point behind it is. */
export interface Place {
  readonly lit: string
  readonly point: boolean
}

/**
 *    a
 *  f   b
 *    g
 *  e   c
 *    d   .
 */
const SEGMENTS: Readonly<Record<string, string>> = {
  '0': 'abcdef', '1': 'bc', '2': 'abged', '3': 'abgcd', '4': 'fgbc', '5': 'afgcd', '6': 'afgedc', '7': 'abc',
  '8': 'abcdefg', '9': 'abcdfg', '-': 'g', ' ': '', O: 'cdeg', L: 'def',
} // biome-ignore format: a table

/** Places that every value of a property fits into; a sign needs one of its own. */
export function placesOf({ min, max, digits }: Scale): number {
  const longest = Math.max(written(min, digits).length, written(max, digits).length)
  return Math.max(2, longest)
}

/** A number as the display has it, from the right; one that is longer than the display says so, as meters do. */
export function layout(value: number | undefined, { places, digits }: { places: number; digits: number }): Place[] {
  if (value === undefined) return Array.from({ length: places }, () => ({ lit: SEGMENTS['-'] ?? '', point: false }))
  const text = written(value, digits)
  const shown = text.length > places ? 'OL' : text
  const pointAt = shown === 'OL' || digits === 0 ? -1 : places - 1 - digits
  return [...shown.padStart(places)].map((sign, i) => ({ lit: SEGMENTS[sign] ?? '', point: i === pointAt }))
}

/** Without point, thousands or typographic minus: only what takes a place. */
const written = (value: number, digits: number): string =>
  figure(value, digits)
    .replace(/[.\u202f]/g, '')
    .replace('\u2212', '-')

/** Corners of each segment, within a place of 60 by 100. */
const SHAPES: Readonly<Record<string, string>> = {
  a: 'M10 4h40l-9 9H19z',
  b: 'M53 7v39l-4 3-5-5V16z',
  c: 'M53 54v39l-9-9V56l5-5z',
  d: 'M19 87h22l9 9H10z',
  e: 'M7 54l4-3 5 5v28l-9 9z',
  f: 'M7 7l9 9v28l-5 5-4-3z',
  g: 'M19 45.5h22l5 4.5-5 4.5H19l-5-4.5z',
}
const POINT = 'M58 87h10v10h-10z'
export const PITCH = 73

/** All segments of a row of places that are lit, and all that are not, as one path each. */
export function pathsOf(places: readonly Place[]): { readonly lit: string; readonly dark: string } {
  const paths = { lit: '', dark: '' }
  places.forEach(({ lit, point }, i) => {
    for (const [name, shape] of Object.entries(SHAPES)) paths[lit.includes(name) ? 'lit' : 'dark'] += moved(shape, i)
    paths[point ? 'lit' : 'dark'] += moved(POINT, i)
  })
  return paths
}

const moved = (shape: string, place: number): string =>
  shape
    .replace(/^M([\d.]+)/, (_, x) => `M${Number(x) + place * PITCH}`)
    // Capital H is absolute, too.
    .replace(/H([\d.]+)/g, (_, x) => `H${Number(x) + place * PITCH}`)
