import t from 'tap'
import { decodeDown, decodeUp, encode, LIMITS, type Up } from '../../protocol/index.ts'

const hex = 'a'.repeat(32)
const ping: Up = { t: 'ping', id: 7 }
const cmd: Up = {
  t: 'cmd',
  epoch: '1-x',
  command: 1,
  control: 'plate.target',
  op: 'set',
  value: 40,
  gesture: 1,
  basis: 0,
  seen: 0,
  elapsed: 0,
  stopGeneration: 0,
}
const hello: Up = { t: 'hello', version: 1, ticket: hex, session: hex, connection: 1, views: [], open: [] }

t.test('what is right comes back as it was', async t => {
  const messages: Up[] = [
    ping,
    cmd,
    { ...cmd, value: null, final: true, ttl: LIMITS.ttl },
    hello,
    { ...hello, epoch: '1-x', views: [{ selectors: ['*'], revision: 3 }], event: 0, open: [1, 2] },
    { t: 'sub', selectors: ['plate.*', 'plate.$link'] },
    { t: 'unsub', selectors: ['plate.target'] },
    { t: 'stop', nonce: hex, scope: 'station', reason: 'smoke' },
    { t: 'rearm', epoch: '1-x', scope: 'plate', stopGeneration: 2 },
    { t: 'ack', frames: 0, revision: 0 },
    { t: 'resync' },
  ]
  for (const message of messages) t.same(decodeUp(encode(message)), { ok: true, message }, message.t)
})

const bad: readonly (readonly [name: string, text: string, sentence: RegExp])[] = [
  ['nothing', '', /not JSON/],
  ['half of it', '{"t":"ping"', /not JSON/],
  ['more than one', '{"t":"resync"}{"t":"resync"}', /not JSON/],
  ['NaN', '{"t":"ping","id":NaN}', /not JSON/],
  ['an array', '[]', /no message of kind null/],
  ['null', 'null', /no message of kind null/],
  ['a number', '5', /no message of kind null/],
  ['no kind', '{"id":1}', /no message of kind null/],
  ['a kind that is no text', '{"t":{"t":"ping"}}', /no message of kind {"t":"ping"}/],
  ['an unknown kind', '{"t":"launch"}', /no message of kind "launch"; this daemon speaks hello, /],
  ['a kind of the other way', '{"t":"pong","id":1,"time":1}', /no message of kind "pong"/],
  ['an unknown field', '{"t":"ping","id":1,"more":1}', /^In "ping" there is no field "more"/],
  ['__proto__', '{"t":"ping","id":1,"__proto__":{"id":2}}', /no field "__proto__"/],
  ['constructor', '{"t":"ping","id":1,"constructor":1}', /no field "constructor"/],
  ['a field missing', '{"t":"ping"}', /"id"/],
  ['a key twice', '{"t":"ping","id":1,"id":2}', /"id" occurs twice/],
  ['a key twice, one in disguise', '{"t":"ping","id":1,"\\u0069d":2}', /"id" occurs twice/],
  ['too large for a number', '{"t":"ping","id":1e999}', /Infinity/],
  ['not an integer', '{"t":"ping","id":1.5}', /1.5/],
  ['beyond safe integers', '{"t":"ping","id":9007199254740993}', /"id"/],
  ['negative', '{"t":"ping","id":-1}', /-1/],
  ['a number as text', '{"t":"ping","id":"1"}', /"id"/],
]

t.test('what is wrong is said in a sentence, and nothing is thrown', async t => {
  for (const [name, text, sentence] of bad) {
    const decoded = decodeUp(text)
    t.equal(decoded.ok, false, name)
    if (!decoded.ok) t.match(decoded.sentence, sentence, name)
  }
})

const cmds: readonly (readonly [name: string, patch: Record<string, unknown>])[] = [
  ['command 0', { command: 0 }],
  ['gesture 0', { gesture: 0 }],
  ['basis below 0', { basis: -1 }],
  ['elapsed below 0', { elapsed: -0.1 }],
  ['seen below 0', { seen: -1 }],
  ['ttl too long', { ttl: LIMITS.ttl + 1 }],
  ['an object as value', { value: {} }],
  ['a list as value', { value: [1] }],
  ['a text too long', { value: 'x'.repeat(LIMITS.text + 1) }],
  ['op unknown', { op: 'toggle' }],
  ['a control without a device', { control: 'target' }],
  ['a control with a blank', { control: 'plate. target' }],
  ['a control too long', { control: `plate.${'x'.repeat(128)}` }],
  ['final as a number', { final: 1 }],
  ['an empty epoch', { epoch: '' }],
]

t.test('a command: every field has its bounds', async t => {
  for (const [name, patch] of cmds) t.equal(decodeUp(JSON.stringify({ ...cmd, ...patch })).ok, false, name)
  t.equal(decodeUp(JSON.stringify({ ...cmd, value: 'x'.repeat(LIMITS.text) })).ok, true)
  t.equal(decodeUp(JSON.stringify(cmd).replace('"value":40', '"value":-1e999')).ok, false, 'an infinite value')
})

const others: readonly (readonly [name: string, message: object])[] = [
  ['too many views', { ...hello, views: Array(LIMITS.views + 1).fill({ selectors: ['*'] }) }],
  ['too many open commands', { ...hello, open: Array(LIMITS.openPerSession + 1).fill(1) }],
  ['a session id in capitals', { ...hello, session: 'A'.repeat(32) }],
  ['a short ticket', { ...hello, ticket: 'a' }],
  ['no selector', { t: 'sub', selectors: [] }],
  ['too many selectors', { t: 'sub', selectors: Array(LIMITS.selectors + 1).fill('*') }],
  ['a selector with two stars', { t: 'sub', selectors: ['*.*'] }],
  ['a selector with a comma', { t: 'sub', selectors: ['a.b,c.d'] }],
  ['a scope that is no name', { t: 'stop', nonce: hex, scope: '../x' }],
  ['a nonce too long', { t: 'stop', nonce: `${hex}a`, scope: 'station' }],
  ['a reason too long', { t: 'stop', nonce: hex, scope: 'station', reason: 'x'.repeat(201) }],
]

t.test('every other message has its bounds', async t => {
  for (const [name, message] of others) t.equal(decodeUp(JSON.stringify(message)).ok, false, name)
})

t.test('the longest frame, to the character', async t => {
  const text = encode(ping)
  t.equal(decodeUp(text, text.length).ok, true)
  const decoded = decodeUp(text, text.length - 1)
  t.match(decoded, { ok: false, sentence: /18 are allowed here/ })
  t.equal(decodeUp(`{"t":"ping",${' '.repeat(LIMITS.frame)}"id":1}`).ok, false)
  t.equal(decodeUp('['.repeat(LIMITS.frame)).ok, false, 'deep nesting overflows no stack')
  t.equal(decodeUp('['.repeat(LIMITS.frame / 2) + ']'.repeat(LIMITS.frame / 2)).ok, false)
})

t.test('a sentence about a long frame is short', async t => {
  const long = 'x'.repeat(60_000)
  for (const text of [`{"t":"${long}"}`, `{"t":"ping","id":1,"${long}":1}`, `{"${long}":1,"${long}":1}`]) {
    const decoded = decodeUp(text)
    t.ok(!decoded.ok && decoded.sentence.length <= 300)
  }
})

t.test('the first frame of a page with many commands open fits before its hello is accepted', async t => {
  const open = Array.from({ length: LIMITS.openPerSession }, (_, i) => 1_000_000 + i)
  const text = encode({ ...hello, epoch: '12345-abcdefabcdef', views: [{ selectors: ['*'], revision: 1e9 }], open })
  t.equal(decodeUp(text, LIMITS.frameBeforeHello).ok, true)
})

t.test('the page checks the kind of what the daemon says, and trusts the rest', async t => {
  t.same(decodeDown('{"t":"beat","time":1}'), { t: 'beat', time: 1 })
  for (const text of ['{}', 'null', '[]', '5', '{"t":1}']) t.throws(() => decodeDown(text), /without a kind/, text)
})
