import t from 'tap'
import { Bench, calm } from './bench.ts'

t.test('drop: what it says is lost, all or some', async t => {
  const bench = new Bench().order(...calm, { order: 'drop', chance: 1 })
  t.equal(await bench.ask('ID?'), undefined)
  bench.order({ order: 'drop', chance: 0.5 })
  let answered = 0
  for (let i = 0; i < 200; i++) if (await bench.ask('ID?')) answered++
  t.ok(answered > 60 && answered < 140, `${answered} of 200`)
  bench.order({ order: 'drop', chance: 0 })
  t.equal(await bench.ask('ID?'), 'PLATE 3.1')
})

t.test('garble: one bit flips, and the checksum tells', async t => {
  const bench = new Bench().order(...calm, { order: 'garble', chance: 1 })
  for (let i = 0; i < 50; i++) bench.request('ID?')
  await bench.clock.pass(1_000)
  t.equal(bench.said.length, 50)
  t.same(
    bench.frames.filter(frame => frame.includes('PLATE')),
    []
  )
})

t.test('refuse, delay', async t => {
  const bench = new Bench().order(...calm, { order: 'refuse', chance: 1 })
  t.equal(await bench.ask('S 20.0'), 'ERR busy')
  bench.order({ order: 'refuse', chance: 0 }, { order: 'delay', least: 700, most: 700 })
  t.equal(await bench.ask('S?'), 'S 0.00', 'what was refused did not act')
  t.equal(bench.said.at(-1)!.at, 1_700)
})

t.test('hang: cut in the middle of a reply, then the rest, then what it heard', async t => {
  const bench = new Bench().order(...calm)
  bench.request('ID?', '01')
  bench.order({ order: 'hang', for: 2_000 })
  await bench.clock.pass(1_000)
  t.same(
    bench.said.map(chunk => chunk.text),
    ['01 PLATE']
  )
  bench.request('S 20.0', '02')
  bench.request('S?', '03')
  t.same(await bench.during(999), [])
  await bench.clock.pass(1_000)
  t.same(bench.frames, ['01 PLATE 3.1', '02 OK', '03 S 20.00'])
})

t.test('hang: stop acts at once, and again in its place among what was heard', async t => {
  const bench = new Bench().order(...calm)
  await bench.ask('H 1')
  bench.order({ order: 'hang', for: 2_000 })
  bench.request('T?', '02')
  await bench.clock.pass(500)
  bench.request('H 1', '03')
  bench.hears('!')
  await bench.clock.pass(2_000)
  const frames = bench.frames.slice(1)
  t.match(frames, [/^02 T /, '-- STOPPED', '-- STOPPED', '03 ERR stopped'])
})

t.test('hang: ended by 0, lengthened by another', async t => {
  const bench = new Bench().order(...calm, { order: 'hang', for: 60_000 })
  t.equal(await bench.ask('ID?'), undefined)
  bench.order({ order: 'hang', for: 0 })
  t.same(bench.frames, ['07 PLATE 3.1'])
  t.equal(await bench.ask('ID?'), 'PLATE 3.1')
})

t.test('flood: noise, with the replies in the middle of it, until it is over', async t => {
  const bench = new Bench().order(...calm, { order: 'flood', for: 500 })
  bench.request('ID?')
  await bench.clock.pass(1_000)
  const texts = bench.said.map(chunk => chunk.text)
  t.ok(texts.join('').length > 10_000)
  const reply = texts.findIndex(text => text.startsWith('07 PLATE'))
  t.ok(reply > 0 && reply < texts.length - 1)
  t.ok(bench.said.at(-1)!.at <= 500)
  t.same(await bench.during(1_000), [])
})

t.test('unplug is the host’s to do', async t => {
  const bench = new Bench().order(...calm, { order: 'unplug', for: 300 })
  t.same(bench.unplugged, [300])
})
