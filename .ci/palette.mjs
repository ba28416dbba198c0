// Makes a browser's PNG some four times smaller: 256 colours, which a page of figures and lines hardly has.
import { crc32, deflateSync, inflateSync } from 'node:zlib'

const SIGNATURE = 8
/** Squared distance up to which a colour is a shade of another. */
const SHADE = 150

/** @param {Buffer} png of 8 bits a channel, RGB or RGBA without transparency, not interlaced: as browsers write them */
export function smaller(png) {
  const { width, height, pixels } = decoded(png)
  const { palette, of } = paletteOf(pixels)
  const lines = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) lines[y * (width + 1) + 1 + x] = of.get(pixels[y * width + x]) ?? 0
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 3, 0, 0, 0], 8)
  const colours = Buffer.from(palette.flatMap(colour => [colour >> 16, (colour >> 8) & 255, colour & 255]))
  const data = deflateSync(lines, { level: 9, memLevel: 9 })
  const chunks = [chunk('IHDR', header), chunk('PLTE', colours), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]
  return Buffer.concat([png.subarray(0, SIGNATURE), ...chunks])
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const ends = Buffer.alloc(8)
  ends.writeUInt32BE(data.length, 0)
  ends.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)])
}

/**
 * The most frequent colours, and for each colour the nearest of them. Shades of what is there already come last: else the
 * edges of letters would crowd out the one warning that is amber.
 */
function paletteOf(pixels) {
  const counts = new Map()
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1)
  const palette = []
  const shades = []
  for (const colour of [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a))) {
    const own = palette.length < 256 && palette.every(other => away(colour, other) > SHADE)
    ;(own ? palette : shades).push(colour)
  }
  palette.push(...shades.slice(0, 256 - palette.length))
  const nearest = pixel => {
    let best = 0
    for (let i = 1; i < palette.length; i++) if (away(pixel, palette[i]) < away(pixel, palette[best])) best = i
    return best
  }
  return { palette, of: new Map([...counts.keys()].map(pixel => [pixel, nearest(pixel)])) }
}

const away = (a, b) =>
  ((a >> 16) - (b >> 16)) ** 2 + (((a >> 8) & 255) - ((b >> 8) & 255)) ** 2 + ((a & 255) - (b & 255)) ** 2

function decoded(png) {
  const width = png.readUInt32BE(16)
  const height = png.readUInt32BE(20)
  const channels = { 2: 3, 6: 4 }[png[25]]
  if (png[24] !== 8 || channels === undefined || png[28] !== 0)
    throw new Error('This is no PNG as browsers write them.')
  const raw = unfiltered(inflateSync(Buffer.concat([...data(png)])), width * channels, channels)
  const pixels = new Uint32Array(width * height)
  for (let i = 0; i < pixels.length; i++) pixels[i] = raw.readUIntBE(i * channels, 3)
  return { width, height, pixels }
}

function* data(png) {
  for (let at = SIGNATURE; at < png.length; ) {
    const length = png.readUInt32BE(at)
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') yield png.subarray(at + 8, at + 8 + length)
    at += 12 + length
  }
}

/** Each line says by which of five filters it was written: bytes are differences to those left, above, and left above. */
function unfiltered(lines, stride, channels) {
  const height = lines.length / (stride + 1)
  const out = Buffer.alloc(stride * height)
  for (let y = 0; y < height; y++) {
    const filter = lines[y * (stride + 1)]
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x
      const left = x >= channels ? out[at - channels] : 0
      const above = y > 0 ? out[at - stride] : 0
      const corner = x >= channels && y > 0 ? out[at - stride - channels] : 0
      out[at] = lines[y * (stride + 1) + 1 + x] + predicted(filter, left, above, corner)
    }
  }
  return out
}

function predicted(filter, left, above, corner) {
  if (filter === 1) return left
  if (filter === 2) return above
  if (filter === 3) return (left + above) >> 1
  return filter === 4 ? paeth(left, above, corner) : 0
}

function paeth(left, above, corner) {
  const guess = left + above - corner
  const [l, a, c] = [left, above, corner].map(byte => Math.abs(guess - byte))
  if (l <= a && l <= c) return left
  return a <= c ? above : corner
}
