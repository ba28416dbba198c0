import t from 'tap'
import type { HistoryEntry } from '../../ui/session/api.ts'
import { scaleOf } from '../../ui/widgets/figures.ts'
import { rowsOf } from '../../ui/widgets/history/rows.ts'
import { boundsOf, line, type Point, remember, steps, WINDOW } from '../../ui/widgets/spark/trace.ts'
import { zonesOf } from '../../ui/widgets/zones/zones.tsx'
import { ended, refused } from './fake.ts'
import { plate, target } from './plate.ts'

t.test('a trace keeps two minutes, thins what is too dense, and begins anew with a new clock', async t => {
  const points: Point[] = []
  for (let at = 0; at <= 300_000; at += 10) remember(points, { at, value: at })
  t.ok(points.length < 1_200)
  t.ok((points[1]?.at ?? 0) >= 300_000 - WINDOW)
  t.equal(points.at(-1)?.at, 300_000, 'the newest is always there')
  remember(points, { at: 5, value: 1 })
  t.same(points, [{ at: 5, value: 1 }])
})

t.test('a point that is given twice is one point', async t => {
  const once: Point[] = []
  const twice: Point[] = []
  for (let at = 0; at <= 10_000; at += 100) {
    remember(once, { at, value: at })
    for (const _ of [1, 2]) remember(twice, { at, value: at })
    t.equal(twice[twice.length - 1]?.at, at, 'the newest is there each time')
  }
  t.same(twice, once)
})

t.test('a gap is a gap, and what was asked holds until now', async t => {
  const frame = { now: WINDOW, low: 0, high: 100 }
  const points = [0, 1_000, 2_000, 60_000, 61_000].map(at => ({ at, value: 50 }))
  t.equal(line(points, frame, 1_500).match(/M/g)?.length, 2)
  t.equal(
    steps(
      [
        { at: 0, value: 0 },
        { at: 60_000, value: 100 },
      ],
      frame
    ),
    'M0 96H500V4H1000'
  )
  t.equal(steps([], frame), '')
  const over = [
    { at: 0, value: 0 },
    { at: 60_000, value: Number.NaN },
  ]
  t.equal(steps(over, frame), 'M0 96H500', 'nothing is asked any more: no line')
  t.equal(steps([...over, { at: 90_000, value: 100 }], frame), 'M0 96H500M750 4H1000')
  const later = { ...frame, now: 3 * WINDOW }
  t.equal(
    steps(
      [
        { at: 0, value: 100 },
        { at: 60_000, value: 0 },
      ],
      later
    ),
    'M0 96H1000',
    'no riser at the edge'
  )
})

t.test('bounds are round and stay while the noise does', async t => {
  const scale = scaleOf(target)
  t.same(boundsOf([62, 187], scale), { low: 50, high: 200 })
  t.same(boundsOf([100.2, 100.6], scale), boundsOf([100.4, 100.9], scale))
})

t.test('zones lie between the limits, alarms beyond', async t => {
  const alarm = { lowLow: 30, low: 60, high: 240, highHigh: 270 }
  const zones = zonesOf(alarm, scaleOf(target)).map(({ kind, from, to }) => [kind, from, to])
  t.same(zones, [
    ['alarm', 0, 0.1],
    ['warn', 0.1, 0.2],
    ['warn', 0.8, 0.9],
    ['alarm', 0.9, 1],
  ])
  t.same(
    zonesOf({ high: 240 }, scaleOf(target)).map(({ kind, to }) => [kind, to]),
    [['warn', 1]]
  )
  t.same(zonesOf({ high: 350 }, scaleOf(target)), [], 'a limit beyond the range is no zone')
  t.same(zonesOf(undefined, scaleOf(target)), [])
})

t.test('the history says in words what was asked and how it ended, a drag in one line', async t => {
  const about = (device: string) => (device === 'plate' ? plate : undefined)
  const entry = (command: number, more: Partial<HistoryEntry>): HistoryEntry => ({
    command,
    control: 'plate.target',
    op: 'set',
    gesture: 2,
    issued: 0,
    wallClock: 0,
    ...more,
  })
  const replaced = { ...ended('done', ''), outcome: 'superseded' } as const
  const done = { ended: ended('done', ''), took: 38 }
  const rows = rowsOf(
    [
      entry(1, { value: 5, gesture: 1, ...done }),
      entry(2, { value: 10, ...done }),
      entry(3, { value: 20, ended: replaced }),
      entry(4, { value: 25, ended: ended('failed', 'Too hot.') }),
      entry(5, { value: 30, ...done }),
      entry(6, { value: 40, ...done }),
      entry(7, { control: 'plate.heater', value: true, ended: refused('latched', 'Stopped by Guest 1.') }),
      entry(8, { control: 'plate.tare', op: 'call', stage: 'verifying' }),
      entry(9, { control: 'gone.thing', op: 'read', ended: { notSent: true, sentence: 'No contact.' } }),
    ],
    about
  )
  t.same(
    rows.map(({ words, end, more }) => [words, end, more]),
    [
      ['read thing', 'not sent', 'No contact.'],
      ['tare', 'verifying…', undefined],
      ['set heater on', 'refused', 'Stopped by Guest 1.'],
      ['set target 40.0\u202f°C, over 1 on the way', 'done in 38\u202fms', undefined],
      ['set target 25.0\u202f°C, over 2 on the way', 'failed', 'Too hot.'],
      ['set target 5.0\u202f°C', 'done in 38\u202fms', undefined],
    ]
  )
})
