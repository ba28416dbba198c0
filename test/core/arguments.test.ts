import t from 'tap'
import type { Cmd } from '../../protocol/index.ts'
import { Bench, wordOf } from './bench.ts'

const cases: readonly (readonly [name: string, patch: Partial<Cmd>, sentence: RegExp | undefined])[] = [
  ['the least', { value: 0 }, undefined],
  ['the most', { value: 300 }, undefined],
  ['below', { value: -0.001 }, /Target takes 0 to 300 Cel; -0.001 Cel is outside/],
  ['above', { value: 300.001 }, /outside/],
  ['not a number', { value: 'hot' }, /takes a number, not "hot"/],
  ['nothing', { value: null }, /takes a number, not null/],
  ['a switch', { value: true }, /takes a number, not true/],
  ['no unit', { control: 'plate.fan', value: 301 }, /Fan takes 0 to 300; 301 is outside/],
  ['a number to a switch', { control: 'plate.heater', value: 1 }, /takes a boolean, not 1/],
  ['calling a property', { op: 'call' }, /set it, do not call it/],
  ['setting an action', { control: 'plate.tare' }, /call it, do not set it/],
  ['calling with a value', { control: 'plate.tare', op: 'call', value: 1 }, /takes no value/],
  ['reading with a value', { op: 'read', value: 1 }, /takes no value/],
  ['reading an action', { control: 'plate.tare', op: 'read' }, undefined],
]

t.test('arguments, each with its sentence', async t => {
  for (const [name, patch, sentence] of cases) {
    const [out] = new Bench().ready().send('anna', patch)
    if (sentence) t.match(out, { refused: 'badArgs', sentence }, name)
    else t.equal(wordOf(out!), 'accepted', name)
  }
})

t.test('a value that is missing', async t => {
  const b = new Bench().ready()
  const { value: _, ...cmd } = b.cmd('anna')
  t.match(b.sendAs('anna', cmd), [{ refused: 'badArgs', sentence: /needs a value/ }])
})

t.test('no such control: what there is instead', async t => {
  const b = new Bench().ready()
  const sentence = (control: string) => b.send('anna', { control })[0]
  t.match(sentence('oven.target'), { refused: 'noSuchControl', sentence: /no device "oven"; this station has plate/ })
  t.match(sentence('plate.temperature'), { sentence: /cannot be commanded; plate offers plate.target, / })
  for (const name of ['plate.toString', 'constructor.name', 'plate.$link'])
    t.match(sentence(name), { refused: 'noSuchControl' })
})
