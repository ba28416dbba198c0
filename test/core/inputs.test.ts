import t from 'tap'
import type {
  ActionDescription,
  Cmd,
  ControlDescription,
  DeviceDescription,
  PropertyDescription,
} from '../../protocol/index.ts'
import { Bench, of, wordOf } from './bench.ts'
import { plate } from './furniture.ts'

const control: ControlDescription = { kind: 'level', ttl: 2_000, verify: { by: 'ack' } }
const text = { type: 'string', staleAfter: 2_000, control } as const satisfies Partial<PropertyDescription>

const device: DeviceDescription = {
  ...plate,
  properties: {
    mode: {
      ...text,
      title: 'Mode',
      choices: [
        { value: 'heat', title: 'Heat' },
        { value: 'cool', title: 'Cool' },
      ],
    },
    label: { ...text, title: 'Label', longest: 5 },
    lamp: { ...text, title: 'Lamp', format: 'colour' },
    level: { type: 'number', title: 'Level', staleAfter: 2_000, deadband: 0.5 },
  },
  actions: {
    dose: {
      title: 'Dose',
      within: 2_000,
      progress: true,
      control: { ...control, kind: 'action' },
      input: {
        amount: { title: 'Amount', type: 'number', unit: 'mL', range: [0, 10] },
        slow: { title: 'Slowly', type: 'boolean', default: true },
      },
    } satisfies ActionDescription,
  },
}

const bench = () => new Bench({ devices: { plate: device } }).ready()

const cases: readonly (readonly [name: string, patch: Partial<Cmd>, sentence: RegExp | undefined])[] = [
  ['a choice', { control: 'plate.mode', value: 'cool' }, undefined],
  ['no choice', { control: 'plate.mode', value: 'dry' }, /Mode takes heat, cool; not "dry"/],
  ['a short text', { control: 'plate.label', value: 'hello' }, undefined],
  ['a long text', { control: 'plate.label', value: 'hello!' }, /5 characters at most/],
  ['a line and the beginning of another', { control: 'plate.label', value: 'a\nGO' }, /takes one line/],
  ['a colour', { control: 'plate.lamp', value: '#FF8800' }, undefined],
  ['no colour', { control: 'plate.lamp', value: 'red' }, /#ff8800/],
  ['input to a property', { control: 'plate.label', value: 'a', input: {} }, /a value, and no input/],
  ['all it needs', { control: 'plate.dose', op: 'call', input: { amount: 3 } }, undefined],
  ['too little', { control: 'plate.dose', op: 'call' }, /Dose needs "amount" \(Amount\)/],
  [
    'too much',
    { control: 'plate.dose', op: 'call', input: { amount: 3, fast: true } },
    /no "fast"; it takes amount, slow/,
  ],
  ['a name of every object', { control: 'plate.dose', op: 'call', input: { amount: 3, toString: 1 } }, /no "toString"/],
  [
    'out of range',
    { control: 'plate.dose', op: 'call', input: { amount: 11 } },
    /Amount takes 0 to 10 mL; 11 mL is outside/,
  ],
  ['of the wrong type', { control: 'plate.dose', op: 'call', input: { amount: 1, slow: 1 } }, /Slowly takes a boolean/],
]

t.test('texts and inputs, each with its sentence', async t => {
  for (const [name, patch, sentence] of cases) {
    const [out] = bench().send('anna', patch)
    if (sentence) t.match(out, { refused: 'badArgs', sentence }, name)
    else t.equal(wordOf(out!), 'accepted', name)
  }
})

t.test('an action is told everything: what was given, and the defaults', async t => {
  const b = bench()
  b.send('anna', { control: 'plate.dose', op: 'call', input: { amount: 3 } })
  t.match(of(b.done, 'converse').pop()?.job, { kind: 'call', action: 'dose', input: { amount: 3, slow: true } })
})

t.test('progress is the value of its key while it runs, and no longer', async t => {
  const b = bench()
  b.post({ type: 'progressed', device: 'plate', fraction: 0.5 })
  t.equal(b.key('plate.dose').value, undefined, 'nothing runs')
  b.send('anna', { control: 'plate.dose', op: 'call', input: { amount: 3 } })
  b.release()
  for (const [said, shown] of [
    [0.25, 0.25],
    [7, 1],
    [-1, 0],
  ] as const) {
    b.post({ type: 'progressed', device: 'plate', fraction: said })
    t.equal(b.key('plate.dose').value, shown)
  }
  b.answer({ is: 'acknowledged' })
  t.equal(b.key('plate.dose').value, undefined)
  t.equal(b.story('anna', 1).pop(), 'done')
})

t.test('within the deadband the value stays, and its age begins anew', async t => {
  const b = bench()
  b.heardAsAsked('plate', 'level', 20.4)
  b.now += 100
  t.equal(b.key('plate.level').value, 20)
  b.heardAsAsked('plate', 'level', 20.4)
  t.match(b.key('plate.level'), { value: 20, sampled: b.now })
  b.heardAsAsked('plate', 'level', 20.5)
  t.equal(b.key('plate.level').value, 20.5)
})

t.test('a calibrated value has its raw one beside it', async t => {
  const b = bench()
  const reading = { property: 'level', value: 30, raw: 29, sampled: b.now }
  b.post({ type: 'heard', device: 'plate', readings: [reading], events: [] })
  t.match(b.key('plate.level'), { value: 30, raw: 29 })
  b.heardAsAsked('plate', 'level', 40)
  t.notOk('raw' in b.key('plate.level'), 'and only then')
})

t.test('somebody with a name and a role; without one a guest who operates', async t => {
  const b = bench()
  b.post({ type: 'attached', session: 'vera', connection: 1, person: { name: 'Vera', role: 'viewer' } })
  t.match(b.send('vera', { control: 'plate.mode', value: 'cool' }), [{ refused: 'forbidden' }])
  t.match(b.send('vera', { op: 'read', control: 'plate.mode' }), [{ refused: 'forbidden' }])
  b.post({ type: 'attached', session: 'vera', connection: 2, person: { name: 'Vera', role: 'operator' } })
  t.match(b.sendAs('vera', b.cmd('vera', { control: 'plate.mode', value: 'cool' }), 2), [{ stage: 'accepted' }])
  t.equal(b.key('plate.mode').by, 'Vera')
  t.match(b.state.sessions.get('anna'), { name: 'Guest 1', role: 'operator' })
})
