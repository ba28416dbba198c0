import t from 'tap'
import { documentOf } from '../../bench/document.ts'
import { judge, percentile } from '../../bench/judge.ts'
import { thisMachine } from '../../bench/machine.ts'
import { whereTimeGoes } from '../../bench/profile.ts'
import { voltage } from '../../bench/rig/signal.ts'
import { Tally } from '../../bench/rig/tally.ts'
import type { Row, Run } from '../../bench/row.ts'
import { rows } from '../../bench/rows.ts'

// Nothing here asserts on time: that the bench measures, and notices what is wrong, is all that a test can say.

const tiny: Run = { rounds: 1, tiny: true, say: () => {} }
/** Those of the browser have tests of their own. */
const DAEMON = ['fanout', 'latency', 'roundtrip', 'commands', 'stop', 'stalled', 'serial', 'start', 'idle', 'weight']

for (const name of DAEMON) {
  t.test(`${name}: a run as short as can be`, async t => {
    const row = rows.find(row => row.name === name) as Row
    const measurements = await row.run(tiny)
    t.ok(measurements.length > 0)
    for (const measurement of measurements) {
      const { what, ours, limits = {} } = measurement
      for (const [of, values] of Object.entries({ ours, ...limits })) {
        t.ok(
          values.length > 0 && values.every(value => Number.isFinite(value) && value >= 0),
          `${what}, ${of}: ${values}`
        )
      }
      t.ok(judge(measurement), `${what} can be judged`)
    }
    const page = documentOf({ machine: thisMachine(), rounds: 1, rows: [{ ...row, measurements }] })
    for (const { what } of measurements) t.ok(page.includes(`| ${what} |`), `${what} is in the page`)
  })
}

t.test('who verifies notices what is wrong', async t => {
  const channels = (n: number) => Array.from({ length: 8 }, (_, k) => (k === 1 ? n : voltage(n, k)))
  const frame = (n0: number, n1: number, more = {}) => {
    const v = Array.from({ length: 8 }, (_, k) => Array.from({ length: n1 - n0 + 1 }, (_, i) => channels(n0 + i)[k]))
    return Buffer.from(
      JSON.stringify({ t: 'tele', stream: 'daq.samples', n0, n1, lost: 0, time: 1, dt: 1, v, ...more })
    )
  }
  const wrong = (first: Buffer, second: Buffer): Tally => {
    const tally = new Tally({ verifies: true, stamped: false })
    tally.begin(0)
    tally.tele(first)
    tally.tele(second)
    return tally
  }
  t.same(wrong(frame(1, 4), frame(5, 9)).faults, [])
  t.equal(wrong(frame(1, 4), frame(5, 9)).received, 9)
  t.match(wrong(frame(1, 4), frame(6, 9)).faults, [/samples from 6 follow 4/])
  t.match(wrong(frame(1, 4), frame(5, 9, { v: [[1]] })).faults, [/5 to 9 bring not 5 points/])
  const other = Array.from({ length: 8 }, (_, k) => [channels(5)[k], channels(6)[k]])
  t.match(wrong(frame(1, 4), frame(5, 6, { v: other.with(3, [1.23, 4.56]) })).faults, [
    /channel 3 of 5 reads 1.23/,
    /channel 3/,
  ])
  const later = Array.from({ length: 8 }, (_, k) => [channels(7)[k], channels(8)[k]])
  t.match(wrong(frame(1, 4), frame(5, 6, { v: later })).faults, [/sample 5 is number 7/, /sample 6 is number 8/])
})

t.test('what is thinned is checked by its bounds', async t => {
  const thinned = (high: number) => {
    const bounds = Array.from({ length: 8 }, (_, k) => [voltage(1, k), voltage(2, k), voltage(3, k), voltage(4, k)])
    const low = bounds.map((values, k) => [k === 1 ? 1 : Math.min(...values)])
    const most = bounds.map((values, k) => [k === 1 ? 4 : k === 5 ? high : Math.max(...values)])
    const tele = { t: 'tele', stream: 'daq.samples', n0: 1, n1: 4, lost: 0, per: 4, time: 1, dt: 0, low, high: most }
    const tally = new Tally({ verifies: true, stamped: false })
    tally.begin(0)
    tally.tele(Buffer.from(JSON.stringify(tele)))
    return tally
  }
  t.match(thinned(voltage(4, 5)), { thinned: 4, received: 0, faults: [] })
  t.match(thinned(99).faults, [/bounds of channel 5/])
})

t.test('a profile is read as shares of what a process was busy', async t => {
  const node = (id: number, functionName: string, url = '') => ({
    id,
    callFrame: { functionName, url, lineNumber: 4, columnNumber: 0 },
  })
  const nodes = [node(1, '(idle)'), node(2, 'work', 'file:///x/main.js'), node(3, 'rest', 'node:net')]
  const profile = { nodes, samples: [1, 2, 3, 2, 1], timeDeltas: [9_000, 2_000, 1_000, 1_000, 50_000] }
  t.same(whereTimeGoes(profile), [' 75.0 %  3 ms  work  main.js:5', ' 25.0 %  1 ms  rest  node:net:5'])
})

t.test('a verdict is that of the median of the ratios', async t => {
  const measured = { what: 'x', unit: 'ms', ours: [2, 9, 3], limits: { bare: [1, 3, 1] } }
  t.equal(judge({ ...measured, budget: { most: 3, times: 'bare' } }).within, true)
  t.equal(judge({ ...measured, budget: { most: 2.9, times: 'bare' } }).within, false)
  t.equal(judge({ ...measured, budget: { least: 3, times: 'bare' } }).within, true)
  t.equal(judge({ ...measured, budget: { most: 2, above: 'bare' } }).within, true)
  t.equal(judge({ ...measured, budget: { most: 1.9, above: 'bare' } }).within, false)
  t.equal(judge({ ...measured, budget: { most: 3 } }).within, true)
  t.throws(() => judge({ ...measured, budget: { most: 3, times: 'batch' } }), /"batch", which was not measured/)
  t.throws(() => judge({ ...measured, ours: [1] }), /equally often/)
  t.equal(percentile([1, 2, 3, 4], 50), 2.5)
})
