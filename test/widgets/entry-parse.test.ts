import t from 'tap'
import { parseEntry } from '../../ui/widgets/entry/parse.ts'

/** Typed, the property's unit, and what it is in that unit. */
const UNDERSTOOD: readonly (readonly [string, string | undefined, number])[] = [
  ['12.5', 'Cel', 12.5],
  [' 12.5 °C', 'Cel', 12.5],
  ['12.5°c', 'Cel', 12.5],
  ['12.5 degC', 'Cel', 12.5],
  ['\u22123', 'Cel', -3],
  ['+.5', 'V', 0.5],
  ['5.', 'V', 5],
  ['2e-3', 'A', 0.002],
  ['2E3', 'V', 2_000],
  ['1.5k', 'Ohm', 1_500],
  ['1.5 kΩ', 'Ohm', 1_500],
  ['1.5 kohm', 'Ohm', 1_500],
  ['1.5K', 'Ohm', 1_500],
  ['1.5k', 'kOhm', 1.5],
  ['1.5', 'kOhm', 1.5],
  ['1500 Ω', 'kOhm', 1.5],
  ['2 MOhm', 'kOhm', 2_000],
  ['20 mA', 'A', 0.02],
  ['20ma', 'A', 0.02],
  ['20m', 'A', 0.02],
  ['0.02 A', 'mA', 20],
  ['20 mA', 'mA', 20],
  ['5 µV', 'mV', 0.005],
  ['5uV', 'V', 0.000_005],
  ['20 m', 'm', 20],
  ['20 mm', 'm', 0.02],
  ['2 cm', 'mm', 20],
  ['300 K', 'K', 300],
  ['1013 hPa', 'Pa', 101_300],
  ['1.2 mm/s', 'm/s', 0.0012],
  ['3 min', 'min', 3],
  ['40 %', '%', 40],
  ['90°', 'deg', 90],
  ['1200 rpm', '{rpm}', 1_200],
  ['1200 RPM', '{rpm}', 1_200],
  ['7', '1', 7],
  ['7', undefined, 7],
  ['1 000', 'V', 1_000],
]

/** Typed, the unit, and what the sentence says. */
const REFUSED: readonly (readonly [string, string | undefined, RegExp])[] = [
  ['', 'V', /^Type a number/],
  ['-', 'V', /^Type a number/],
  ['volts', 'V', /^Type a number/],
  ['0x10', 'V', /"x10" is something else/],
  ['12.5.1', 'V', /^Type a number/],
  ['Infinity', 'V', /^Type a number/],
  ['12,5', 'V', /^Write 12\.5: a comma may mean two things\.$/],
  ['0,125', 'V', /^Write 0\.125:/],
  ['1,000', 'V', /^Write 1000, or 1\.000 with a point\.$/],
  ['1,000,000', 'V', /^Write 1000000:/],
  ['20 V', 'A', /^It is set in A; "V" is something else\.$/],
  ['20 m%', '%', /^It is set in %; "m%"/],
  ['20 k', 'Cel', /^It is set in °C; "k"/],
  ['5 V', undefined, /^It has no unit: leave out "V"\.$/],
]

t.test('what is typed with units and prefixes is understood', async t => {
  for (const [text, unit, value] of UNDERSTOOD) t.same(parseEntry(text, unit), { value }, `${text} in ${unit}`)
})

t.test('or refused in a sentence that says what to write', async t => {
  for (const [text, unit, words] of REFUSED) t.match(parseEntry(text, unit), { fault: words }, `${text} in ${unit}`)
})
