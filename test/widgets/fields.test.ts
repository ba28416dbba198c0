import t from 'tap'
import type { FieldDescription, Scalar } from '../../protocol/index.ts'
import { checked, defaultOf, readField } from '../../ui/widgets/button/fields.ts'
import { parseHex } from '../../ui/widgets/colour/hex.ts'

const level: FieldDescription = { title: 'Level', type: 'number', unit: 'V', range: [0, 5], step: 0.1, default: 2.5 }
const name: FieldDescription = { title: 'Name', type: 'string', longest: 5 }
const mode: FieldDescription = {
  title: 'Mode',
  type: 'string',
  choices: [
    { value: 'up', title: 'Upwards' },
    { value: 'down', title: 'Downwards' },
  ],
}
const hard: FieldDescription = { title: 'Hard', type: 'boolean' }

t.test('what is typed is checked before it is sent', async t => {
  const cases: readonly (readonly [string | boolean, FieldDescription, Scalar | undefined | RegExp])[] = [
    ['1.5', level, 1.5],
    ['1500 mV', level, 1.5],
    ['1.52', level, 1.5],
    ['', level, undefined],
    ['6', level, /^It takes 0 to 5.V\.$/],
    ['1,5', level, /^Write 1\.5/],
    ['soon', level, /^Type a number\.$/],
    ['', { ...level, default: undefined } as never, /^A number must be given/],
    ['7', { title: 'Count', type: 'number' }, 7],
    ['probe', name, 'probe'],
    ['probes', name, /^It takes 5 characters at most; these are 6\.$/],
    ['', name, /^This must be given/],
    ['up', mode, 'up'],
    ['aside', mode, /^Choose one/],
    [true, hard, true],
  ]
  for (const [typed, field, expected] of cases) {
    const found = readField(typed, field)
    if (expected instanceof RegExp) t.match(found, { fault: expected }, `${typed}`)
    else t.same(found, expected === undefined ? {} : { value: expected }, `${typed}`)
  }
})

t.test('a form begins with defaults, and leaves out what is left empty', async t => {
  t.same([level, name, mode, hard].map(defaultOf), ['2.5', '', 'up', false])
  t.same(checked({ level, name, mode, hard }, { name: 'x' }), {
    input: { level: 2.5, name: 'x', mode: 'up', hard: false },
    faults: {},
  })
  t.same(checked({ level, name }, { level: '9' }), {
    input: {},
    faults: { level: 'It takes 0 to 5\u202fV.', name: 'This must be given.' },
  })
})

t.test('six digits of a colour, as people write them', async t => {
  for (const text of ['#0a62c8', '0A62C8', ' #0a62c8 ']) t.equal(parseHex(text), '#0a62c8', text)
  t.equal(parseHex('06c'), '#0066cc')
  for (const text of ['', '#12', '#12345', 'blue', '#12345g']) t.equal(parseHex(text), undefined, text)
})
