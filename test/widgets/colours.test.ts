import { readFileSync } from 'node:fs'
import t from 'tap'
import { COLOURS } from '../../ui/widgets/chart/lines.ts'

type Three = readonly [number, number, number]

const css = readFileSync(new URL('../../ui/shell/tokens.css', import.meta.url), 'utf8')
const [light = '', ...darks] = css.split(/@media \(prefers-color-scheme: dark\)|:root\[data-theme="dark"\]/)

function token(block: string, name: string): string {
  const [, hex] = new RegExp(`${name}: (#[0-9a-f]{6});`).exec(block) ?? []
  if (hex === undefined) throw new Error(`${name} is not among the tokens`)
  return hex
}

const linear = (c: number): number => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
const rgb = (hex: string) =>
  [1, 3, 5].map(i => linear(Number.parseInt(hex.slice(i, i + 2), 16) / 255)) as never as Three

/** Eyes: usual ones; without green (deuteranopia), without red (protanopia), as Viénot 1999 has them. */
const EYES: readonly (readonly Three[])[] = [
  [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  [[0.29275, 0.70725, -0.02298], [0.29275, 0.70725, -0.02298], [-0.02234, 0.02234, 1]],
  [[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]],
] // biome-ignore format: matrices

const through = (eye: readonly Three[], colour: Three) =>
  eye.map(row =>
    Math.min(
      1,
      Math.max(
        0,
        row.reduce((sum, part, i) => sum + part * colour[i]!, 0)
      )
    )
  ) as never as Three

/** CIELAB: distances are what eyes tell. */
function lab([r, g, b]: Three): Three {
  const bend = (v: number) => (v > 0.008856 ? Math.cbrt(v) : 7.787 * v + 16 / 116)
  const x = bend((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505)
  const y = bend(0.2126 * r + 0.7152 * g + 0.0722 * b)
  const z = bend((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089)
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}

function nearest(hexes: readonly string[]): number {
  const seen = hexes.map(hex => EYES.map(eye => lab(through(eye, rgb(hex)))))
  const apart = (a: Three, b: Three) => Math.hypot(...a.map((v, i) => v - b[i]!))
  return Math.min(
    ...seen.flatMap((one, i) => seen.slice(i + 1).flatMap(other => one.map((at, eye) => apart(at, other[eye]!))))
  )
}

const luminance = (hex: string) => rgb(hex).reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i]!, 0)

t.test('eight lines and what is asked are told apart by all eyes, and from their ground', async t => {
  t.equal(COLOURS.length, 8)
  t.equal(darks.length, 2, 'dark stands twice')
  for (const block of [light, ...darks]) {
    const hexes = [...COLOURS, '--asked'].map(name => token(block, name))
    const distance = nearest(hexes)
    t.ok(distance > 25, `the nearest two are ${distance.toFixed(1)} apart`)
    for (const hex of hexes) {
      const [a = 0, b = 0] = [luminance(hex), luminance(token(block, '--surface'))].sort((x, y) => y - x)
      t.ok((a + 0.05) / (b + 0.05) >= 3, `${hex} on its ground`)
    }
  }
})
