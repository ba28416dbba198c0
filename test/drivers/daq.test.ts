import t from 'tap'
import driver from '../../drivers/catalog/daq/driver.ts'
import simulator from '../../drivers/catalog/daq/simulator.ts'
import { Bench, calm } from './bench.ts'

const sampler = (seed?: number): Bench => new Bench(seed, simulator).order(...calm)

/** What it said since this was asked last, and in the next `ms`, line by line. */
async function lines(bench: Bench, ms: number): Promise<string[]> {
  await bench.clock.pass(ms)
  const text = bench.said.splice(0).map(chunk => chunk.text)
  return text.join('').split('\n').slice(0, -1)
}

/** Its answer to one request. */
async function ask(bench: Bench, request: string): Promise<string | undefined> {
  bench.said.length = 0
  bench.hears(`${request}\n`)
  return (await lines(bench, 15)).find(line => !driver.unasked.test(line))
}

const heard = (line: string): { samples: (readonly number[])[]; values: Record<string, unknown> } => {
  const samples: (readonly number[])[] = []
  const values: Record<string, unknown> = {}
  driver.heard(line, {
    sample: (stream, sample) => void (stream === 'samples' && samples.push(sample)),
    value: (property, value) => {
      values[property] = value
    },
    event: () => t.fail('it has no events'),
  })
  return { samples, values }
}

t.test('every request has its answer', async t => {
  const bench = sampler()
  const table: [string, string][] = [
    ['I?', 'I DAQ8 1.0'],
    ['R?', 'R 20'],
    ['R 50', 'R 50'],
    ['R?', 'R 50'],
    ['R 0', 'E range'],
    ['R 1001', 'E range'],
    ['R 1.5', 'E range'],
    ['R?', 'R 50'],
    ['W?', 'A 0.000'],
    ['W 1.250', 'A 1.250'],
    ['W?', 'A 1.250'],
    ['W -10', 'A -10.000'],
    ['W 10.001', 'E range'],
    ['W?', 'A -10.000'],
    ['W', 'E syntax'],
    ['W 1e1', 'E syntax'],
    ['w 1', 'E syntax'],
    ['X 1', 'E syntax'],
    ['', 'E line'],
  ]
  for (const [request, answer] of table) t.equal(await ask(bench, request), answer, request)
})

t.test('eight numbers at the rate, each in its range; and the driver takes them all', async t => {
  const bench = sampler()
  await lines(bench, 5)
  const said = (await lines(bench, 60_000)).filter(line => line.startsWith('S '))
  t.equal(said.length, 20 * 60)
  const samples = said.flatMap(line => heard(line).samples)
  t.equal(samples.length, said.length)
  const channels = driver.streams.samples.channels.map((_, i) => samples.map(sample => sample[i] as number))
  t.equal(channels.length, 8)
  for (const channel of channels) t.ok(channel.every(volts => volts >= -10 && volts <= 10))
  const spans = channels.map(channel => Math.max(...channel) - Math.min(...channel))
  t.ok(
    spans.slice(0, 7).every(span => span > 0.5),
    `they move: ${spans}`
  )
  t.ok((spans[7] as number) < 0.1, 'and the output stands')
})

t.test('the output is seen at the eighth input, and said whenever it changes and once a second', async t => {
  const bench = sampler()
  bench.hears('W 2.500\n')
  const said = await lines(bench, 100)
  t.same(
    said.filter(line => !line.startsWith('S ')),
    ['O 2.500', 'A 2.500']
  )
  const [sample = []] = heard(said.filter(line => line.startsWith('S ')).at(-1) ?? '').samples
  t.ok(Math.abs((sample[7] as number) - 2.5) < 0.01)
  t.same(heard('O 2.500').values, { output: 2.5 })
  bench.order({ order: 'set', name: 'output', value: -1 })
  const outputs = (await lines(bench, 3_000)).filter(line => line.startsWith('O'))
  t.same(outputs, ['O -1.000', 'O -1.000', 'O -1.000', 'O -1.000'], 'at once, and three times in three seconds')
  t.throws(() => bench.order({ order: 'set', name: 'mood', value: 1 }), { message: /it has output/ })
})

t.test('stop: the output is 0 at once, and nothing under way undoes it', async t => {
  const bench = sampler()
  t.equal(await ask(bench, 'W 5.000'), 'A 5.000')
  bench.hears('W 6.000\nW 7.')
  bench.hears('!')
  bench.hears('000\nR?\nW 1.000\n')
  const said = (await lines(bench, 45)).filter(line => !line.startsWith('S '))
  t.same(said, ['O 0.000', 'E stopped', 'E stopped', 'R 20', 'O 1.000', 'A 1.000'])
})

t.test('a number lost on the way does not pass for 0', t => {
  for (const line of ['S 1 2 3 4 5 6 7 ', 'S 1 2 3  5 6 7 8', 'S 1 2 3 4.5.6 5 6 7 8']) {
    const [sample = []] = heard(line).samples
    t.notOk(sample.every(Number.isFinite), line)
  }
  for (const line of ['O ', 'O -', 'O 1.', 'O 1.2 ', 'O 1.2.3', 'O 0x1', 'O 1e1'])
    t.throws(() => heard(line), /volts/, line)
  t.same(heard('O -1.250').values, { output: -1.25 })
  t.same(heard('S 1 -2.5 3 4 5 6 7 8').samples, [[1, -2.5, 3, 4, 5, 6, 7, 8]])
  t.end()
})

t.test('a computer that was busy loses what is old, and its samples are never said twice', async t => {
  const clock = { at: 0, due: [] as { at: number; fn: () => void }[] }
  let said = 0
  const machine = simulator({
    clock: {
      now: () => clock.at,
      after: (ms, fn) => {
        const timer = { at: clock.at + ms, fn }
        clock.due.push(timer)
        return () => void clock.due.splice(clock.due.indexOf(timer), 1)
      },
    },
    random: () => 0.5,
    send: bytes => {
      if (bytes[0] === 'S'.charCodeAt(0)) said++
    },
    unplug: () => {},
  })
  const run = (): void => {
    for (const timer of clock.due.splice(0)) timer.at <= clock.at ? timer.fn() : clock.due.push(timer)
  }
  run()
  t.equal(said, 1)
  clock.at = 1_000
  run()
  t.equal(said, 21, 'a second late: all of it')
  clock.at = 3_600_000
  run()
  t.equal(said, 21 + 201, 'an hour late: the last of it')
  machine.stop()
})

t.test('switched off, it says nothing more', async t => {
  const bench = sampler()
  bench.machine.stop()
  t.same(await lines(bench, 10_000), [])
})

t.test('the same seed, the same life', async t => {
  const lives = await Promise.all([1, 1, 2].map(seed => lines(new Bench(seed, simulator), 5_000)))
  t.same(lives[0], lives[1])
  t.notSame(lives[0], lives[2])
})
