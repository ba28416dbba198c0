import { join } from 'node:path'
import t from 'tap'
import { RunningStation } from './running.ts'

const GOOD = `title: Lab
devices:
  a:
    driver: plate
    port: $a
  b:
    driver: plate
    port: $b
`

/** What is written; in which file, at which line and column; what is told, and how to mend it. */
const breaks: readonly [
  string,
  Readonly<Record<string, string | undefined>>,
  string,
  [number, number],
  RegExp,
  RegExp,
][] = [
  ['a tab', { 'station.yaml': GOOD.replace('  a:', '\ta:') }, 'station.yaml', [3, 1], /not YAML/, /blanks/],
  ['half a file', { 'station.yaml': 'devices: { a: { driver: plate' }, 'station.yaml', [1, 30], /not YAML/, /bracket/],
  ['nothing', { 'station.yaml': '' }, 'station.yaml', [1, 1], /is empty/, /devices:/],
  ['no file', { 'station.yaml': undefined }, 'station.yaml', [1, 1], /is missing/, /create that file/],
  [
    'a misspelt setting',
    { 'station.yaml': GOOD.replace('driver: plate', 'drvier: plate') },
    'station.yaml',
    [4, 5],
    /"drvier" is no setting of a device/,
    /mean "driver"\?/,
  ],
  [
    'an unknown driver',
    { 'station.yaml': GOOD.replace('driver: plate', 'driver: plaet') },
    'station.yaml',
    [4, 13],
    /no driver "plaet"/,
    /mean "plate"\?/,
  ],
  [
    'the port of another',
    { 'station.yaml': GOOD.replace('$b', '$a') },
    'station.yaml',
    [8, 11],
    /"b" has the port of "a"/,
    /of its own/,
  ],
  [
    'a name that is none',
    { 'station.yaml': GOOD.replace('  b:', '  B:') },
    'station.yaml',
    [6, 3],
    /"B" is no name for a device/,
    /small letter/,
  ],
  [
    'a profile that is not there',
    { 'station.yaml': `${GOOD}  c: { profile: ovne, simulate: true }\n` },
    'station.yaml',
    [9, 17],
    /no profile "ovne"/,
    /Write .*profiles\/ovne\.yaml/,
  ],
  [
    'a profile with a mistake',
    {
      'station.yaml': `${GOOD}  c: { profile: oven, simulate: true }\n`,
      'profiles/oven.yaml': 'title: Oven\nkind: scip\n',
    },
    'profiles/oven.yaml',
    [2, 7],
    /no kind "scip"/,
    /kind: scpi/,
  ],
  [
    'a calibration of nothing',
    { 'station.yaml': `${GOOD}    calibrate: { temprature: { gain: 2 } }\n` },
    'station.yaml',
    [9, 18],
    /"temprature" is no number/,
    /mean "temperature"\?/,
  ],
  [
    'limits in disorder',
    { 'station.yaml': `${GOOD}    alarms: { temperature: { high: 90, highHigh: 80 } }\n` },
    'station.yaml',
    [9, 40],
    /"highHigh" \(80\) is below "high" \(90\)/,
    /lowLow, low, high, highHigh/,
  ],
  [
    'a circle',
    { 'station.yaml': `${GOOD}    derive: { x: { from: y + 1 }, y: { from: x + 1 } }\n` },
    'station.yaml',
    [9, 26],
    /"x" is computed from itself: b\.x <- b\.y <- b\.x/,
    /Take one/,
  ],
]

t.test('broken in every way under a running station: nothing that ran stops, and what is wrong is told', async t => {
  const station = await RunningStation.start(t, GOOD)
  const lit = () => station.value('a.temperature') !== undefined && station.value('b.temperature') !== undefined
  await station.until(lit)
  t.equal(station.problems, undefined)
  for (const [i, [name, files, file, [line, column], what, fix]] of breaks.entries()) {
    for (const [path, text] of Object.entries(files)) {
      if (text === undefined) station.remove(path)
      else station.write(path, text, i % 2 === 0 ? 'writing' : 'renaming')
    }
    await station.until(() => station.problems !== undefined)
    const [problem] = station.problems ?? []
    t.match(problem, { file: join(station.folder, file), line, column, what, fix }, name)
    await Promise.all([station.goesOn('a'), station.goesOn('b')])
    station.write('station.yaml', GOOD)
    await station.until(() => station.problems === undefined)
  }
  t.same([station.opened('a'), station.opened('b')], [1, 1], 'each was opened once, at the beginning')
  for (const [name, , file, [line, column]] of breaks)
    t.ok(station.daemon.errors.includes(`${join(station.folder, file)}:${line}:${column}: `), `${name}: in the log`)
})

t.test('what changed is opened anew, and nothing else', async t => {
  const station = await RunningStation.start(t, GOOD)
  await station.until(
    () => station.value('a.target') !== undefined && station.session.blocked('a.target') === undefined
  )
  station.session.set('a.target', 42)
  await station.until(() => station.value('a.target') === 42)

  station.write('station.yaml', GOOD.replace('title: Lab', 'title: Hall').concat('    title: Right\n'))
  await station.until(() => (station.value('b.$about') as { title?: string })?.title === 'Right')
  await station.until(() => station.value('b.temperature') !== undefined)
  t.equal((station.value('station.$about') as { title: string }).title, 'Hall')
  t.same([station.opened('a'), station.opened('b')], [1, 2])
  t.match(station.session.key('a.target'), { value: 42, asked: 42 }, 'what was asked of the other is still known')

  station.write(
    'station.yaml',
    GOOD.slice(0, GOOD.indexOf('  b:')).concat('  c: { driver: daq, simulate: true, group: New }\n')
  )
  await station.until(() => station.value('b.$about') === undefined)
  await station.until(() => (station.value('c.$link') as { state?: string })?.state === 'up')
  const silent = station.heard('b').length
  await station.goesOn('a')
  t.equal(station.heard('b').length, silent, 'what is gone is asked no more')

  // Two devices exchange their ports, in one save.
  station.write('station.yaml', GOOD)
  await station.until(() => (station.value('b.$link') as { state?: string })?.state === 'up')
  station.write('station.yaml', GOOD.replace('$a', '$x').replace('$b', '$a').replace('$x', '$b'))
  await station.until(() => (station.value('a.$about') as { where: string }).where.includes('b.tty'))
  await station.until(() =>
    ['a', 'b'].every(name => (station.value(`${name}.$link`) as { state?: string })?.state === 'up')
  )
  t.equal(station.problems, undefined)

  // Saves in quick succession: the last one holds.
  for (let i = 0; i < 20; i++) station.write('station.yaml', GOOD.replace('title: Lab', `title: Lab ${i}`))
  await station.until(() => (station.value('station.$about') as { title: string }).title === 'Lab 19')
  await station.until(() => (station.value('b.$about') as { where: string }).where.includes('b.tty'))
})

t.test('calibrated and derived, and mended from nothing but a mistake', async t => {
  const station = await RunningStation.start(t, 'devices: { a: { driver: palte, port: $a } }\n')
  await station.until(() => station.problems !== undefined)
  t.match(station.problems, [{ line: 1, column: 25, what: /no driver "palte"/ }])
  station.write(
    'station.yaml',
    `devices:
  a:
    driver: plate
    port: $a
    calibrate: { target: { gain: 2, offset: 1 } }
    alarms: { double: { high: 80 } }
    derive: { double: { title: Twice, unit: Cel, from: target * 2 + 0 * b.target } }
  b: { driver: plate, port: $b }
`
  )
  await station.until(
    () => station.value('a.target') !== undefined && station.session.blocked('a.target') === undefined
  )
  t.equal(station.problems, undefined)
  station.session.set('a.target', 51)
  await station.until(() => station.value('a.target') === 51)
  t.equal(station.session.key('a.target')?.raw, 25, 'what the device says, beside what it means')
  t.ok(
    station.heard('a').some(({ text }) => text === 'S 25.00'),
    'the device was told in its own terms'
  )
  await station.until(() => station.value('a.double') === 102)
  t.match(station.session.key('a.double'), { severity: 'minor' })
  await station.until(() => station.session.control('a.target').last !== undefined)
  t.match(station.session.control('a.target').last, { outcome: 'done' }, 'verified in what it means')

  // A source that goes makes it bad, and it is good again with its source.
  station.write(
    'station.yaml',
    'devices:\n  a:\n    driver: plate\n    port: $a\n    derive: { double: { from: b.target } }\n  b: { driver: plate, port: $b-gone }\n'
  )
  await station.until(() => station.session.key('a.double')?.quality === 'bad')
  t.equal(station.session.key('a.double')?.reason, 'b.target is not known')
  await station.until(() => station.value('a.target') === 25)
  t.equal(station.session.key('a.target')?.raw, undefined, 'without a calibration it is what the device says')
})
