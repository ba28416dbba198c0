import t from 'tap'
import { action, type Driver, defineDriver, event, number, serial, stream, toggle } from '../../drivers/contract.ts'
import { lines } from '../../drivers/framing.ts'

const x = number({ title: 'X', range: [0, 1], staleAfter: '1 s' })
const read = number({ title: 'R', range: [0, 1], staleAfter: '1 s', read: link => link.askNumber('R?') })

/** A driver in which nothing is wrong but what a test is about. */
const driver = (override: Partial<Driver>): Driver => ({
  title: 'Thing',
  transport: serial({ baudRate: 9_600 }),
  framing: lines({ end: '\n', longest: 10 }),
  timeout: '1 s',
  properties: { x, y: x, read, on: toggle({ title: 'On', staleAfter: '1 s' }) },
  actions: { go: action({ title: 'Go', within: '1 s', run: link => link.ask('GO') }) },
  events: { bang: event('Bang', {}) },
  streams: { s: stream({ title: 'S', channels: ['x'] }), z: stream({ title: 'Z', channels: ['y'] }) },
  identify: link => link.ask('ID?', /.+/),
  stop: { how: 'realtime', run: link => link.urgent('!'), expect: { read: 0 } },
  ...override,
})

const streams = (streams: Record<string, [string, ...string[]]>): Partial<Driver> => ({
  streams: Object.fromEntries(
    Object.entries(streams).map(([name, channels]) => [name, stream({ title: name, channels })])
  ),
})
const expecting = (name: string): Partial<Driver> => ({ stop: { how: 'realtime', expect: { [name]: 0 } } })

t.test('a driver whose names lead nowhere, or to two things, is refused with a sentence', t => {
  const table: [Partial<Driver>, RegExp][] = [
    [expecting('w'), /^The driver "Thing": "stop\.expect" names "w", which is no property of it\.$/],
    [expecting('toString'), /no property/],
    [expecting('x'), /"x", which has no "read"/],
    [streams({ y: ['x'] }), /"y" is the name of a stream and of a property; rename one\.$/],
    [streams({ go: ['x'] }), /of an action/],
    [streams({ bang: ['x'] }), /of an event/],
    [streams({ s: ['w'] }), /the channel "w" of the stream "s" is no property of it/],
    [streams({ s: ['constructor'] }), /is no property of it/],
    [streams({ s: ['x', 'on'] }), /"on" of the stream "s" is no number/],
    [streams({ s: ['read'] }), /"read" of the stream "s" has a "read" of its own/],
    [streams({ s: ['x'], z: ['y', 'x'] }), /"x" of the stream "z" is a channel of "s" already/],
    [streams({ s: ['x', 'x'] }), /is a channel of "s" already/],
  ]
  for (const [wrong, message] of table) t.throws(() => defineDriver(driver(wrong)), { message }, String(message))
  t.doesNotThrow(() => defineDriver(driver({})))
  t.end()
})
