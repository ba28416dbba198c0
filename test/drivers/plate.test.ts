import t from 'tap'
import plate from '../../drivers/catalog/plate/driver.ts'
import { toText } from '../../drivers/framing.ts'
import { Bench, calm } from './bench.ts'

t.test('every request has its answer', async t => {
  const bench = new Bench().order(...calm)
  const table: [string, RegExp][] = [
    ['ID?', /^PLATE 3\.1$/],
    ['T?', /^T \d+\.\d\d$/],
    ['S?', /^S 0\.00$/],
    ['S 200.00', /^OK$/],
    ['S?', /^S 200\.00$/],
    ['S 123.4', /^OK$/],
    ['S?', /^S 123\.40$/],
    ['H?', /^H 1$/],
    ['H 0', /^OK$/],
    ['P?', /^P 0\.0$/],
    ['H?', /^H 0$/],
    ['H 1', /^OK$/],
    ['H?', /^H 1$/],
    ['P?', /^P 100\.0$/],
    ['H 0', /^OK$/],
    ['H?', /^H 0$/],
    ['F?', /^F 0$/],
    ['F 35', /^OK$/],
    ['F?', /^F 35$/],
    ['D?', /^D 0$/],
    ['TARE', /^OK$/],
    ['S 300.01', /^ERR range$/],
    ['S -1', /^ERR range$/],
    ['F 101', /^ERR range$/],
    ['F 1.5', /^ERR range$/],
    ['H 2', /^ERR range$/],
    ['S', /^ERR unknown$/],
    ['X 1', /^ERR unknown$/],
    ['s 1', /^ERR syntax$/],
    ['S 1e2', /^ERR syntax$/],
    ['S  1', /^ERR syntax$/],
  ]
  for (const [request, answer] of table) t.match(await bench.ask(request), answer, request)
  t.match(await bench.ask('S?'), 'S 123.40', 'what was refused changed nothing')
})

t.test('refusals are what the driver takes for one, good answers are not', async t => {
  t.equal(plate.refusal?.exec('ERR door open')?.groups?.why, 'door open')
  for (const answer of ['OK', 'T 20.00', 'PLATE 3.1']) t.notMatch(answer, plate.refusal)
})

t.test('one after another, in the order heard, each after its delay', async t => {
  const bench = new Bench().order(...calm)
  for (const [i, request] of ['S 1.0', 'TARE', 'S 2.0', 'S?'].entries()) bench.request(request, `0${i}`)
  t.same(await bench.during(2_000), ['00 OK', '01 OK', '02 OK', '03 S 2.00'])
  const [first, tare, second, third] = bench.said.map(chunk => chunk.at)
  t.equal(first, 10)
  t.ok(tare! - first! >= 310 && tare! - first! <= 910, 'a tare takes its time')
  t.equal(second! - tare!, 10)
  t.equal(third! - second!, 10)
})

t.test('by itself it is slow, and sometimes refuses', async t => {
  const bench = new Bench()
  for (let i = 0; i < 2_000; i++) await bench.ask(i % 2 === 0 ? 'F 35' : 'F?')
  const delays = bench.said.filter(chunk => chunk.text.startsWith('07')).map(chunk => chunk.at % 1_000)
  t.ok(Math.min(...delays) >= 8 && Math.max(...delays) <= 35)
  const refused = bench.frames.filter(frame => frame === '07 ERR busy').length
  t.ok(refused > 0 && refused < 20, `${refused} of 1000 that change something`)
  const reads = new Bench()
  for (let i = 0; i < 2_000; i++) await reads.ask('F?')
  t.notOk(reads.frames.includes('07 ERR busy'), 'it can always be read')
  const other = new Bench(1)
  for (let i = 0; i < 2_000; i++) await other.ask(i % 2 === 0 ? 'F 35' : 'F?')
  t.same(other.said, bench.said, 'the same seed, the same life')
})

t.test('a line that is none is said to be so, to nobody', async t => {
  const bench = new Bench().order(...calm)
  bench.hears('07 T?*00\r\n')
  t.same(await bench.during(100), ['-- ERR checksum'])
})

t.test('a request in pieces is one request', async t => {
  const bench = new Bench().order(...calm)
  for (const character of toText(plate.framing.encode('ID?', '0A'))) {
    bench.hears(character)
    await bench.clock.pass(50)
  }
  t.same(bench.frames, ['0A PLATE 3.1'])
})

t.test('it heats, holds, and cools faster with the fan', async t => {
  const bench = new Bench().order(...calm, { order: 'set', name: 'temperature', value: 25 })
  await bench.ask('TARE')
  await bench.ask('S 150.0')
  await bench.ask('H 1')
  let seconds = 0
  while ((await bench.number('T')) < 140 && seconds < 100) seconds++
  t.ok(seconds >= 30 && seconds <= 45, `140 Cel after ${seconds} s`)
  for (let i = 0; i < 60; i++) await bench.ask('T?')
  const held = await bench.number('T')
  t.ok(Math.abs(held - 150) < 1, `holds ${held}`)
  const cooledIn20s = async () => {
    bench.order({ order: 'set', name: 'temperature', value: 150 })
    for (let i = 0; i < 20; i++) await bench.ask('T?')
    return 150 - (await bench.number('T'))
  }
  await bench.ask('H 0')
  const still = await cooledIn20s()
  await bench.ask('F 100')
  const blown = await cooledIn20s()
  t.ok(blown > 2 * still, `${still} Cel still, ${blown} blown`)
})

t.test('too hot: off, said so once, refused until it has cooled, and then only by being switched on', async t => {
  const bench = new Bench().order(...calm)
  await bench.ask('H 1')
  bench.order({ order: 'set', name: 'temperature', value: 395 })
  t.same(await bench.during(0), ['-- TRIP over temperature'])
  t.equal(await bench.ask('H?'), 'H 0')
  t.equal(await bench.ask('H 1'), 'ERR over temperature')
  bench.order({ order: 'set', name: 'temperature', value: 340 })
  t.equal(await bench.ask('H?'), 'H 0', 'it does not come back by itself')
  t.equal(await bench.ask('H 1'), 'OK')
  t.equal(bench.frames.filter(frame => frame.startsWith('-- TRIP')).length, 1)
  bench.order({ order: 'set', name: 'temperature', value: 395 })
  t.equal(bench.frames.filter(frame => frame.startsWith('-- TRIP')).length, 2, 'the next trip is said again')
})

t.test('the door: said, cuts the power, refuses the heater; gives the power back when closed', async t => {
  const bench = new Bench().order(...calm)
  await bench.ask('S 150.0')
  await bench.ask('H 1')
  bench.order({ order: 'set', name: 'door', value: 1 })
  t.same(await bench.during(0), ['-- DOOR 1'])
  t.equal(await bench.ask('D?'), 'D 1')
  t.equal(await bench.ask('P?'), 'P 0.0')
  t.equal(await bench.ask('H 1'), 'ERR door open')
  bench.order({ order: 'set', name: 'door', value: 1 }, { order: 'set', name: 'door', value: 0 })
  t.same(await bench.during(0), ['-- DOOR 0'], 'said when it moves, only then')
  t.equal(await bench.ask('P?'), 'P 100.0')
})

t.test('somebody opens the door now and then', async t => {
  const bench = new Bench(5).order(...calm)
  const moves = await bench.during(3_600_000)
  t.ok(moves.length >= 10, `${moves.length} in an hour`)
  t.same(moves.slice(0, 4), ['-- DOOR 1', '-- DOOR 0', '-- DOOR 1', '-- DOOR 0'])
})

t.test('watchdog: 3 s after the last valid request the heater is off; noise is no request', async t => {
  const bench = new Bench().order(...calm)
  await bench.ask('S 150.0')
  await bench.ask('H 1')
  await bench.clock.pass(1_800)
  t.equal(await bench.ask('H?'), 'H 1', 'a request after 2.8 s keeps it on')
  for (let i = 0; i < 5; i++) {
    bench.hears('nonsense\r\n')
    await bench.clock.pass(500)
  }
  t.equal(await bench.ask('H?'), 'H 0')
  t.equal(await bench.ask('S?'), 'S 150.00', 'the target stays')
})

t.test('stop, in the middle of a line', async t => {
  const bench = new Bench().order(...calm)
  await bench.ask('S 150.0')
  await bench.ask('H 1')
  bench.hears('07 T')
  bench.hears('!')
  t.same(await bench.during(0), ['-- STOPPED'], 'at once')
  bench.hears('?*5E\r\n'.replace('5E', toText(plate.framing.encode('T?', '07')).slice(6, 8)))
  t.match(await bench.during(100), [/^07 T \d/], 'the line is whole without it')
  t.equal(await bench.ask('H?'), 'H 0')
  t.equal(await bench.ask('S?'), 'S 0.00')
})

t.test('stop is undone by nothing that was under way', async t => {
  const bench = new Bench().order(...calm)
  bench.request('S 150.0', '01')
  bench.request('H 1', '02')
  bench.request('H?', '03')
  const [begun, rest] = [
    toText(plate.framing.encode('H 1', '04')).slice(0, 5),
    toText(plate.framing.encode('H 1', '04')).slice(5),
  ]
  bench.hears(`${begun}!${rest}`)
  bench.request('S 20.0', '05')
  const expected = ['-- STOPPED', '01 ERR stopped', '02 ERR stopped', '03 H 0', '04 ERR stopped', '05 OK']
  t.same(await bench.during(200), expected)
})

t.test('a tare takes the drift away', async t => {
  const bench = new Bench(2).order(...calm, { order: 'set', name: 'ambient', value: 25 })
  const before = await bench.number('T')
  await bench.ask('TARE')
  const after = await bench.number('T')
  t.ok(Math.abs(before - 25) > 0.3, `${before} before`)
  t.ok(Math.abs(after - 25) < 0.2, `${after} after`)
})

t.test('an order to change what it has not is a sentence', async t => {
  t.throws(() => new Bench().order({ order: 'set', name: 'mood', value: 1 }), {
    message: /door, temperature and ambient/,
  })
})

t.test('ten hours of polling leave it as it should be', async t => {
  const bench = new Bench().order(...calm)
  await bench.ask('TARE')
  await bench.ask('S 80.0')
  await bench.ask('H 1')
  for (let i = 0; i < 36_000; i++) {
    bench.request('T?')
    await bench.clock.pass(1_000)
  }
  bench.order({ order: 'set', name: 'door', value: 0 })
  for (let i = 0; i < 120; i++) await bench.ask('T?')
  t.ok(Math.abs((await bench.number('T')) - 80) < 1)
  t.equal(await bench.ask('H?'), 'H 1')
})

t.test('switched off, it says nothing more', async t => {
  const bench = new Bench().order(...calm)
  bench.request('ID?')
  bench.order({ order: 'flood', for: 1_000 })
  const { length } = bench.said
  bench.machine.stop()
  await bench.clock.pass(3_600_000)
  t.equal(bench.said.length, length)
})
