import fc from 'fast-check'
import t from 'tap'
import { Front, type Page } from './front.ts'
import { StreamReader } from './stream-reader.ts'

const STREAM = 'plate.temperature'
const value = (n: number): number => (n * 7919) % 1009

type Doing =
  | { readonly do: 'arrive'; readonly count: number }
  | { readonly do: 'sleep' | 'wake' | 'come back'; readonly who: number }
  | { readonly do: 'pass'; readonly ms: number }

const who = fc.nat(2)
const doing: fc.Arbitrary<Doing> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('arrive' as const), count: fc.integer({ min: 1, max: 30_000 }) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 400 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('sleep' as const, 'wake' as const, 'come back' as const), who }),
  }
)

/** A page that follows one stream, over all its connections. */
class Follower {
  readonly reader = new StreamReader({ stream: STREAM })
  readonly #front: Front
  readonly #maxHz: number | undefined
  #page: Page
  #connection = 1

  readonly #session: number

  constructor(front: Front, maxHz: number | undefined, session: number) {
    this.#front = front
    this.#session = session
    this.#maxHz = maxHz
    this.#page = this.#connect()
  }

  read(): void {
    this.reader.take(this.#page.news())
  }

  sleep(): void {
    this.#page.reading = false
  }

  wake(): void {
    this.#page.reading = true
    if (!this.#page.closed) this.#page.ack()
    else this.comeBack()
  }

  comeBack(): void {
    this.read()
    if (!this.#page.closed) this.#page.leave()
    this.#page = this.#connect()
  }

  #connect(): Page {
    const page = this.#front.page(this.#session, { connection: this.#connection++ })
    const { last } = this.reader
    page.say({
      t: 'sub',
      selectors: [STREAM],
      class: 'telemetry',
      ...(this.#maxHz !== undefined && { maxHz: this.#maxHz }),
      ...(last !== undefined && { after: { [STREAM]: last } }),
    })
    return page
  }
}

t.test(
  'S4: received + thinned + lost = produced, each value right, whoever sleeps, breaks off and comes back',
  async t => {
    const model = fc.asyncProperty(fc.array(doing, { minLength: 5, maxLength: 40 }), async doings => {
      const f = new Front()
      const followers = [undefined, 20, 3].map((maxHz, i) => new Follower(f, maxHz, 100 + i))
      let produced = 0
      for (const step of doings) {
        if (step.do === 'arrive') {
          for (let i = 0; i < step.count; i++) f.sessions.sampled(STREAM, ++produced, value(produced))
          f.loop.wantFlush()
          f.endTurn()
        } else if (step.do === 'pass') await f.pass(step.ms)
        else if (step.do === 'sleep') followers[step.who]?.sleep()
        else if (step.do === 'wake') followers[step.who]?.wake()
        else followers[step.who]?.comeBack()
        for (const follower of followers) follower.read()
      }
      for (const follower of followers) follower.wake()
      await f.pass(1_000)
      for (const follower of followers) {
        follower.read()
        const { reader } = follower
        if (reader.last !== produced || reader.counted !== produced) return false
        for (const { n, per, low, high } of reader.points) {
          const values = Array.from({ length: per }, (_, i) => value(n + i))
          if (low[0] !== Math.min(...values) || high[0] !== Math.max(...values)) return false
        }
      }
      return true
    })
    await fc.assert(model, { numRuns: 20, seed: 20_261_120 })
    t.pass('20 histories')
  }
)
