import { deepStrictEqual } from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { checksum, type Frame, lines, toBytes, toText } from '../../drivers/framing.ts'

const plain = lines({ end: '\r\n', longest: 16 })
const checked = lines({ end: '\r\n', longest: 32, checksum: 'xor8', tag: 'hex2' })

/** What one decoder makes of these chunks. */
function decode(framing: typeof plain, chunks: readonly string[]): { frames: Frame[]; garbage: number } {
  const decoder = framing.decoder()
  const frames = chunks.flatMap(chunk => [...decoder.push(toBytes(chunk))])
  return { frames, garbage: decoder.garbage }
}

t.test('what is a frame and what is garbage', async t => {
  const good = toText(checked.encode('T 149.79', '07'))
  t.equal(good, '07 T 149.79*4F\r\n')
  const table: [string, typeof plain, string, Frame[], number][] = [
    ['a line', plain, 'hello\r\n', [{ text: 'hello' }], 0],
    ['two lines in one chunk', plain, 'a\r\nb\r\n', [{ text: 'a' }, { text: 'b' }], 0],
    ['an unfinished line', plain, 'hel', [], 0],
    ['the half of an end is no end', plain, 'a\rb\nc\r\n', [{ text: 'a\rb\nc' }], 0],
    ['an empty line', plain, '\r\n', [], 1],
    ['the longest line', plain, `${'x'.repeat(16)}\r\n`, [{ text: 'x'.repeat(16) }], 0],
    ['one longer, then a good one', plain, `${'x'.repeat(17)}\r\nok\r\n`, [{ text: 'ok' }], 1],
    ['much longer, then a good one', plain, `${'x'.repeat(99)}\r\nok\r\n`, [{ text: 'ok' }], 1],
    ['every byte is a character', plain, '\x00\x7f\x80\xff\r\n', [{ text: '\x00\x7f\x80\xff' }], 0],
    ['tag and checksum', checked, good, [{ text: 'T 149.79', tag: '07' }], 0],
    ['nobody’s tag', checked, toText(checked.encode('DOOR 1')), [{ text: 'DOOR 1' }], 0],
    ['a wrong checksum', checked, good.replace('149', '148'), [], 1],
    ['a checksum in small letters', checked, good.replace('4F', '4f'), [], 1],
    ['no checksum', checked, '07 T 182.41\r\n', [], 1],
    ['no tag', checked, `T 182.41${checksum('T 182.41')}\r\n`, [], 1],
    ['shorter than a checksum', checked, '*\r\n', [], 1],
    ['two bytes lost between two lines', checked, good.replace('\r\n', '') + good, [], 1],
  ]
  for (const [name, framing, text, frames, garbage] of table) {
    t.same(decode(framing, [text]), { frames, garbage }, name)
  }
})

t.test('however a stream is cut into chunks, its frames and its garbage are the same', async t => {
  const piece = fc.oneof(
    fc.string({ maxLength: 40, unit: 'binary-ascii' }),
    fc.constantFrom('\r', '\n', '\r\n', '*', 'x'.repeat(40), toText(checked.encode('OK', '1F')))
  )
  const stream = fc.array(piece, { maxLength: 20 }).map(pieces => `${pieces.join('')}\r\n`)
  const cuts = fc.array(fc.nat(600), { maxLength: 30 })
  for (const framing of [plain, checked]) {
    fc.assert(
      fc.property(stream, cuts, (text, places) => {
        const sorted = [0, ...places.map(place => place % text.length).sort((a, b) => a - b), text.length]
        const chunks = sorted.slice(1).map((end, i) => text.slice(sorted[i], end))
        deepStrictEqual(decode(framing, chunks), decode(framing, [text]))
      })
    )
    t.pass()
  }
})

t.test('whatever a request says, it comes out as it went in', async t => {
  const text = fc.string({ minLength: 1, maxLength: 24 }).filter(s => /^[\x20-\x7e]+$/.test(s))
  const tag = fc.nat(255).map(n => n.toString(16).toUpperCase().padStart(2, '0'))
  fc.assert(
    fc.property(text, tag, (text, tag) => {
      deepStrictEqual(decode(checked, [toText(checked.encode(text, tag))]), { frames: [{ text, tag }], garbage: 0 })
    })
  )
  t.pass()
})

t.test('a line that never ends is counted once, kept nowhere, and ends with its end', async t => {
  const decoder = checked.decoder()
  t.notOk(decoder.begun)
  let frames = 0
  for (let i = 0; i < 10_000; i++) frames += decoder.push(toBytes('x'.repeat(100))).length
  t.equal(frames, 0)
  t.equal(decoder.garbage, 1)
  t.ok(decoder.begun)
  t.same(decoder.push(toBytes('\r')), [])
  t.same(decoder.push(toBytes('\n')), [])
  t.equal(decoder.garbage, 1)
  t.notOk(decoder.begun)
  t.match(decoder.push(checked.encode('OK', '01')), [{ text: 'OK', tag: '01' }])
})

t.test('a reset forgets the line begun', async t => {
  const decoder = plain.decoder()
  decoder.push(toBytes('half a li'))
  decoder.reset()
  t.same(decoder.push(toBytes('ok\r\n')), [{ text: 'ok' }])
})
