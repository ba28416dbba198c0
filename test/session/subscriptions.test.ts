import t, { type Test } from 'tap'
import { seededRandom } from '../../drivers/simulation/random.ts'
import { type Down, LIMITS, type Up } from '../../protocol/index.ts'
import type { Session } from '../../ui/session/index.ts'
import { type Subscription, subscriptions } from '../../ui/session/subscriptions.ts'
import type { FakeDaemon } from './fake-daemon.ts'
import { live } from './visit.ts'

const names = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, i) => `daq.v${String(from + i).padStart(4, '0')}`)

const allAt = (rate: number, streams: readonly string[]) => new Map(streams.map(stream => [stream, rate]))
const sizes = (found: readonly Subscription[]) => found.map(({ streams }) => streams.length).sort((a, b) => b - a)

t.test('one more stream in front changes one subscription, one less changes one', async t => {
  const before = subscriptions(allAt(30, names(600, 1)), [])
  const more = subscriptions(allAt(30, names(601)), before)
  t.same(more.slice(0, 9), before.slice(0, 9))
  t.same(sizes(more), [...Array(9).fill(64), 25])
  const fewer = subscriptions(allAt(30, names(599, 2)), before)
  t.same(fewer.slice(1), before.slice(1))
})

t.test('of more rates than there may be subscriptions, the slowest are served faster', async t => {
  const wanted = new Map(names(20).map((stream, i) => [stream, i + 1]))
  const found = subscriptions(wanted, [])
  t.equal(found.length, LIMITS.views)
  const served = new Map(found.flatMap(({ maxHz, streams }) => streams.map(stream => [stream, maxHz])))
  for (const [stream, rate] of wanted) t.equal(served.get(stream), Math.max(rate, 5))
  t.same(
    subscriptions(new Map([...wanted].slice(0, 16)), found)
      .map(({ maxHz }) => maxHz)
      .sort((a, b) => a - b),
    [
      ...Array.from({ length: 16 }, (_, i) => i + 1), // biome-ignore format: one line
    ]
  )
})

t.test('fragments stay where they are, until a subscription is needed for something else', async t => {
  const full = subscriptions(allAt(30, names(1_024)), [])
  const left = full.flatMap(({ streams }) => streams.slice(0, 20))
  const fragments = subscriptions(allAt(30, left), full)
  t.same(sizes(fragments), Array(16).fill(20), 'none has moved')
  const found = subscriptions(new Map([...allAt(30, left), ['daq.fast', 100]]), fragments)
  t.equal(found.length, LIMITS.views)
  const kept = found.filter(one =>
    fragments.some(({ streams }) => streams.every(stream => one.streams.includes(stream)))
  )
  t.equal(kept.length, 15, 'one made room')
  t.equal(new Set(found.flatMap(({ streams }) => streams)).size, left.length + 1)
})

/** Streams that all stand at one sample, read as the daemon reads them; what it says takes its time. */
class Model {
  position = 40
  readonly #daemon: FakeDaemon
  readonly #cursors = new Map<string, number>()
  #heard = 0
  #down: Down[] = []

  constructor(daemon: FakeDaemon) {
    this.#daemon = daemon
    this.#heard = daemon.socket.heard.length
  }

  /** What the page has said since. */
  listen(): void {
    const { heard } = this.#daemon.socket
    for (; this.#heard < heard.length; this.#heard++) this.#take(heard[this.#heard]!)
  }

  produce(samples: number): void {
    this.position += samples
    for (const [stream, after] of this.#cursors) {
      const v = [Array.from({ length: this.position - after }, (_, i) => after + 1 + i)]
      if (after < this.position)
        this.#down.push({ t: 'tele', stream, n0: after + 1, n1: this.position, lost: 0, time: 0, dt: 1_000, v })
      this.#cursors.set(stream, this.position)
    }
  }

  deliver(most: number): void {
    this.#daemon.socket.say(...this.#down.splice(0, most))
  }

  #take(message: Up): void {
    if (message.t === 'sub') {
      const { selectors, after = {}, depth = 0 } = message
      const streams: Record<string, number> = {}
      for (const stream of selectors) {
        const known = after[stream] ?? this.#cursors.get(stream) ?? this.position - depth
        streams[stream] = Math.max(0, Math.min(known, this.position))
        this.#cursors.set(stream, streams[stream])
      }
      this.#down.push({ t: 'granted', view: '', depth, streams })
    }
    if (message.t === 'unsub') for (const stream of message.selectors) this.#cursors.delete(stream)
  }
}

class Reader {
  readonly streams: readonly string[]
  readonly maxHz: number
  readonly stop: () => void
  readonly #last = new Map<string, number>()

  constructor(t: Test, session: Session, random: () => number) {
    const from = Math.floor(random() * 800)
    this.streams = names(900).slice(from, from + 1 + Math.floor(random() ** 4 * 100))
    this.maxHz = random() < 0.05 ? Number.POSITIVE_INFINITY : 1 + Math.floor(random() * 200)
    const depth = random() < 0.5 ? 0 : Math.floor(random() * 30)
    const following = { depth, ...(Number.isFinite(this.maxHz) && { maxHz: this.maxHz }) }
    this.stop = session.follow(
      this.streams,
      ({ stream, low, last, lost }) => {
        const first = low[0]?.[0] ?? Number.NaN
        const expected = (this.#last.get(stream) ?? first - 1) + 1
        if (first !== expected || lost > 0) t.fail(`${stream}: ${first} came for ${expected}, lost ${lost}`)
        this.#last.set(stream, last)
      },
      following
    )
  }

  reached(stream: string): number | undefined {
    return this.#last.get(stream)
  }
}

function checkServed(t: Test, daemon: FakeDaemon, readers: readonly Reader[]): void {
  const served = new Map<string, number>()
  for (const { selectors, maxHz = Number.POSITIVE_INFINITY } of daemon.socket.subscriptions.values()) {
    for (const stream of selectors) {
      if (served.has(stream)) t.fail(`${stream} is in two subscriptions`)
      served.set(stream, maxHz)
    }
  }
  const wanted = readers.flatMap(({ streams, maxHz }) => streams.map(stream => [stream, maxHz] as const))
  for (const [stream, rate] of wanted) if (!(served.get(stream)! >= rate)) t.fail(`${stream} is not served at ${rate}`)
  t.equal(served.size, new Set(wanted.map(([stream]) => stream)).size, 'nothing else is')
}

for (const seed of [1, 2, 3, 4, 5, 6]) {
  t.test(`follow and stop at random: each sample once, never too many subscriptions (seed ${seed})`, async t => {
    const random = seededRandom(seed)
    const { daemon, session } = await live()
    const model = new Model(daemon)
    const readers: Reader[] = []
    let most = 0
    for (let step = 0; step < 100; step++) {
      for (let i = random() * 3; i > 0; i--) {
        if (random() < 0.7) readers.push(new Reader(t, session, random))
        else for (const reader of readers.splice(random() * readers.length, 1)) reader.stop()
      }
      await daemon.pass(0)
      checkServed(t, daemon, readers)
      most = Math.max(most, daemon.socket.subscriptions.size)
      if (random() < 0.7) model.listen()
      if (random() < 0.7) model.produce(Math.floor(random() * 3))
      model.deliver(Math.floor(random() * 300))
    }
    model.listen()
    model.produce(1)
    model.deliver(Number.POSITIVE_INFINITY)
    for (const reader of readers)
      for (const stream of reader.streams) {
        if (reader.reached(stream) !== model.position) t.fail(`${stream} stands at ${reader.reached(stream)}`)
        const { received, last, after } = session.streamOf(stream)!
        if (received !== last - after) t.fail(`S4 of ${stream}`)
      }
    t.equal(most, LIMITS.views, 'there were as many as there may be')
    t.equal(session.link.state, 'live')
  })
}
