import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import { closeAgent } from '../../daemon/api/index.ts'
import { restOf } from '../../daemon/api/rest.ts'
import { LIMITS } from '../../protocol/index.ts'
import { openStand, type Stand } from './stand.ts'

interface Message {
  readonly id?: string
  readonly event?: string
  // biome-ignore lint/suspicious/noExplicitAny: whatever the daemon says is looked at by the test
  readonly data?: any
  readonly comment?: string
}

/** A reader of server-sent events that reads when it is told to. */
class Reader {
  readonly messages: Message[] = []
  readonly socket: Socket
  readonly ended: Promise<unknown>
  bytes = 0
  head = ''
  #text = ''
  #wake: () => void = () => {}

  constructor(socket: Socket, t: Test) {
    this.socket = socket
    socket.on('error', () => {})
    this.ended = once(socket, 'close')
    socket.on('data', (bytes: Buffer) => {
      this.bytes += bytes.length
      this.#text += bytes.toString('utf8')
      this.#read()
    })
    t.teardown(() => socket.destroy())
  }

  static open(t: Test, { port }: Stand, path: string, headers: Record<string, string> = {}): Reader {
    const socket = connect(port, '127.0.0.1')
    const lines = Object.entries({ Host: `127.0.0.1:${port}`, Accept: 'text/event-stream', ...headers })
    socket.write(`GET ${path} HTTP/1.0\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`)
    return new Reader(socket, t)
  }

  #read(): void {
    if (this.head === '') {
      const end = this.#text.indexOf('\r\n\r\n')
      if (end === -1) return
      this.head = this.#text.slice(0, end)
      this.#text = this.#text.slice(end + 4)
    }
    const pieces = this.#text.split('\n\n')
    this.#text = pieces.pop() ?? ''
    for (const piece of pieces) this.messages.push(messageOf(piece))
    this.#wake()
  }

  /** The first message for which it holds. */
  async heard(holds: (message: Message) => boolean): Promise<Message> {
    for (;;) {
      const found = this.messages.find(holds)
      if (found) return found
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
    }
  }

  get lastId(): string {
    return this.messages.filter(({ id }) => id !== undefined).at(-1)?.id ?? ''
  }
}

function messageOf(piece: string): Message {
  if (piece.startsWith(':')) return { comment: piece.slice(1).trim() }
  const fields = Object.fromEntries(
    piece.split('\n').map(line => [line.split(': ', 1)[0], line.replace(/^[^:]+: /, '')])
  )
  return { ...fields, ...(fields.data !== undefined && { data: JSON.parse(fields.data) }) }
}

const note = ({ house }: Stand, name: string, value: unknown) =>
  house.post({ type: 'noted', key: `station.$${name}`, value })

const changeOf = (key: string, value: unknown) => (message: Message) =>
  message.event === 'change' && JSON.stringify(message.data.keys[key]?.value) === JSON.stringify(value)

t.test('what changes is told as it is in the truth, what happens and stops beside it', async t => {
  const stand = await openStand(t)
  const reader = Reader.open(t, stand, '/api/events')
  const first = await reader.heard(({ event }) => event === 'change')
  t.match(reader.head, /^HTTP\/1\.1 200[\s\S]*text\/event-stream/i)
  t.match(first, { id: /^3\.test:\d+:0$/, data: { complete: true, keys: { 'plate.$about': {}, 'plate.target': {} } } })
  t.match(first.data.time, /Z$/)
  await stand.ask('PUT', '/api/devices/plate/properties/target', { value: 33 })
  const change = await reader.heard(changeOf('plate.target', 33))
  t.match(change.data, { complete: false, keys: { 'plate.target': { asked: 33, by: 'REST' } } })
  await stand.ask('POST', '/api/devices/cart/actions/move', { input: { to: 13 } })
  const event = await reader.heard(({ event }) => event === 'event')
  t.match(event, {
    id: /^3\.test:\d+:1$/,
    data: { number: 1, device: 'cart', event: 'bump', data: { force: 7 }, at: /Z$/ },
  })
  await stand.ask('POST', '/api/stop', { scope: 'cart', reason: 'enough' })
  const stop = await reader.heard(({ event }) => event === 'stop')
  t.match(stop.data, { scope: 'cart', latched: true, by: 'REST', reason: 'enough' })
  note(stand, 'run', 1)
  await reader.heard(changeOf('station.$run', 1))
  note(stand, 'run', undefined)
  const gone = await reader.heard(({ data }) => data?.gone?.length > 0)
  t.same(gone.data.gone, ['station.$run'])
  const revisions = reader.messages.flatMap(({ data }) => data?.revision ?? [])
  t.same(
    revisions,
    [...revisions].sort((a, b) => a - b),
    'S2: never back'
  )
})

t.test('selectors', async t => {
  const stand = await openStand(t)
  const reader = Reader.open(t, stand, '/api/events?select=plate.target,cart.*&select=plate.fan')
  const { data } = await reader.heard(({ event }) => event === 'change')
  const names = Object.keys(data.keys)
  t.ok(names.includes('plate.target') && names.includes('plate.fan') && names.includes('cart.mode'))
  t.ok(names.includes('plate.$stop') && names.includes('station.$stop'), 'and the stops of what is watched')
  t.notOk(names.includes('plate.temperature'))
  await stand.ask('POST', '/api/stop')
  await reader.heard(({ event, data }) => event === 'stop' && data.scope === 'station')
})

t.test('who comes back goes on where they were, or is told that they cannot', async t => {
  const stand = await openStand(t)
  const first = Reader.open(t, stand, '/api/events?select=station.*,cart.bump')
  await first.heard(({ event }) => event === 'change')
  note(stand, 'run', 'one')
  await first.heard(changeOf('station.$run', 'one'))
  const id = first.lastId
  first.socket.destroy()
  await first.ended
  note(stand, 'run', 'two')
  note(stand, 'found', 'three')
  await stand.ask('POST', '/api/devices/cart/actions/move', { input: { to: 13 } })

  const second = Reader.open(t, stand, '/api/events?select=station.*,cart.bump', { 'Last-Event-ID': id })
  const change = await second.heard(({ event }) => event === 'change')
  t.equal(change.data.complete, false)
  t.same(Object.keys(change.data.keys).sort(), ['station.$found', 'station.$run'], 'what changed since, and only that')
  t.match(await second.heard(({ event }) => event === 'event'), { data: { number: 1, event: 'bump' } })

  for (const strange of ['2.old:5:0', 'nonsense', `3.test:${stand.house.state.revision + 1_000}:0`]) {
    const reader = Reader.open(t, stand, '/api/events?select=station.*', { 'Last-Event-ID': strange })
    const all = await reader.heard(({ event }) => event === 'change')
    t.equal(all.data.complete, true, `${strange}: everything anew`)
    t.match(reader.messages.find(({ event }) => event === 'lost')?.data.sentence, /not known here any more/)
  }

  const before = stand.house.state.revision
  for (let i = 0; i <= LIMITS.journalRevisions; i++) note(stand, 'run', i)
  for (let i = 0; i <= LIMITS.events; i++) {
    const events = [{ name: 'bump', data: { force: i } }]
    stand.house.post({ type: 'heard', device: 'cart', readings: [], events })
  }
  const late = Reader.open(t, stand, '/api/events?select=station.*,cart.bump', {
    'Last-Event-ID': `3.test:${before}:1`,
  })
  t.equal(
    (await late.heard(({ event }) => event === 'change')).data.complete,
    true,
    'the journal reaches not so far back'
  )
  t.match((await late.heard(({ event }) => event === 'lost')).data, { from: 2, to: 2, sentence: /Events 2 to 2/ })
  const next = await late.heard(({ event }) => event === 'event')
  t.equal(next.data.number, 3, 'S4: received + lost = produced')
})

t.test('who does not read holds no queue, and comes to the latest in one step', async t => {
  const stand = await openStand(t)
  const { streams } = restOf(stand.api)
  const reader = Reader.open(t, stand, '/api/events?select=station.*')
  await reader.heard(({ event }) => event === 'change')
  reader.socket.pause()
  const size = 50_000
  const most = 2_000
  let written = 0
  let widest = 0
  // Until the kernel takes no more, and then as much again.
  for (let blocked = 0; written < most && blocked < 200; written++) {
    note(stand, 'run', `${written} `.padEnd(size, '.'))
    await new Promise(resolve => setImmediate(resolve))
    await new Promise(resolve => setImmediate(resolve))
    widest = Math.max(widest, streams.waiting)
    if (streams.waiting > 0) blocked++
  }
  t.ok(written < most, 'the reader stood still')
  t.ok(widest < 4 * size, `${widest} bytes waited at most`)
  note(stand, 'run', 'the last')
  reader.socket.resume()
  await reader.heard(changeOf('station.$run', 'the last'))
  const changes = reader.messages.filter(({ event }) => event === 'change').length
  t.ok(changes <= written - 190, `${changes} messages for ${written} changes`)
  t.ok(reader.bytes < (written - 190) * (size + 1_000))
})

t.test('bare values and single events, for those who read Thing Descriptions', async t => {
  const stand = await openStand(t)
  const values = Reader.open(t, stand, '/api/devices/plate/properties/fan/value')
  t.equal((await values.heard(({ data }) => data !== undefined)).data, 0)
  await stand.ask('PUT', '/api/devices/plate/properties/fan', { value: 20 })
  t.match(await values.heard(({ data }) => data === 20), { id: String, event: undefined })
  t.same(
    values.messages.flatMap(({ data }) => data ?? []),
    [0, 20],
    'each once'
  )
  const bumps = Reader.open(t, stand, '/api/devices/cart/events/bump')
  await bumps.heard(() => true)
  await stand.ask('POST', '/api/devices/cart/actions/move', { input: { to: 13 } })
  t.same((await bumps.heard(({ data }) => data !== undefined)).data, { force: 7 })
})

t.test('streams are bounded, and end with the person they are for', async t => {
  const stand = await openStand(t)
  const { streams, agents } = restOf(stand.api)
  const anna = { 'x-person': 'Anna operator' }
  const readers = Array.from({ length: LIMITS.eventStreams }, (_, i) =>
    Reader.open(t, stand, '/api/events?select=station.*', i % 2 ? anna : {})
  )
  await Promise.all(readers.map(reader => reader.heard(() => true)))
  t.match(await stand.ask('GET', '/api/events'), { status: 503, body: { error: 'full', sentence: /64 streams/ } })
  const sessions = stand.house.state.sessions.size
  const move = stand.ask('POST', '/api/devices/cart/actions/move', { input: { to: 400 } }, anna)
  await stand.until(() => stand.house.state.sessions.size > sessions)
  closeAgent(stand.api.sessions, 'Anna')
  await Promise.all(readers.filter((_, i) => i % 2).map(({ ended }) => ended))
  t.equal(streams.size, LIMITS.eventStreams / 2)
  t.match(await move, { status: 200, body: { outcome: 'done' } }, 'what is under way still ends')
  t.equal(agents.size, 0)
  t.ok(
    [...stand.house.state.sessions.values()].every(({ attached }) => !attached),
    'nothing leaks'
  )
  for (const { socket } of readers) socket.destroy()
  await Promise.all(readers.map(({ ended }) => ended))
  while (streams.size > 0) await new Promise(resolve => setImmediate(resolve))
})

t.test('people come and go: their sessions are bounded, roles are those of now', async t => {
  const { ask, api, house } = await openStand(t)
  const { agents } = restOf(api)
  const path = '/api/devices/cart/properties/lamp'
  for (let i = 0; i < LIMITS.agents + 10; i++) {
    t.equal((await ask('PUT', path, { value: '#000000' }, { 'x-person': `P${i} operator` })).status, 200)
  }
  t.equal(agents.size, LIMITS.agents)
  t.equal([...house.state.sessions.values()].filter(({ attached }) => attached).length, LIMITS.agents)
  t.equal(
    (await ask('PUT', path, { value: '#ffffff' }, { 'x-person': 'P70 viewer' })).status,
    403,
    'a viewer from now on'
  )
  t.equal((await ask('PUT', path, { value: '#ffffff' }, { 'x-person': 'P70 operator' })).status, 200)
})
