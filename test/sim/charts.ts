import type { Block, Session } from '../../ui/session/api.ts'
import type { VirtualClock } from '../virtual-clock.ts'
import type { Chance } from './chance.ts'
import { DEVICE } from './device.ts'
import type { History } from './history.ts'

const STREAMS = ['temperature', 'target', 'power'].map(name => `${DEVICE}.${name}`)
/** So long one chart is looked at, on average, ms. */
const LOOKED_AT = 25_000

interface Ground {
  readonly clock: VirtualClock
  readonly chance: Chance
  readonly history: History
  readonly here: () => boolean
}

/** The charts of a page: each follows a stream for a while, with a rate and a depth of its own. */
export class Charts {
  readonly #session: Session
  readonly #id: string
  readonly #ground: Ground
  #count = 0

  constructor(session: Session, id: string, ground: Ground) {
    this.#session = session
    this.#id = id
    this.#ground = ground
    for (const stream of STREAMS) this.#open(stream)
  }

  #open(stream: string): void {
    const { chance, history } = this.#ground
    const session = this.#id
    const chart = ++this.#count
    const keep = ({ epoch, last, lost, per, low, high }: Block): void => {
      const { after, received, thinned, lost: allLost, last: counted } = this.#session.streamOf(stream) ?? NOTHING
      const totals = { after, last: counted, received, thinned, lost: allLost }
      history.keep({
        is: 'block',
        session,
        chart,
        stream,
        epoch,
        last,
        lost,
        per,
        low: numbers(low[0]),
        high: numbers(high[0]),
        totals,
      })
    }
    const maxHz = chance.pick([undefined, undefined, 1, 10])
    const depth = chance.pick([0, 0, 20, 500])
    const close = this.#session.follow([stream], keep, { depth, ...(maxHz !== undefined && { maxHz }) })
    this.#later(chance.wait(LOOKED_AT), () => {
      close()
      this.#later(chance.wait(LOOKED_AT / 5), () => this.#open(stream))
    })
  }

  /** What a hand does waits until the page is free for it. */
  #later(ms: number, fn: () => void): void {
    const { clock, here } = this.#ground
    clock.after(ms, () => (here() ? fn() : this.#later(500, fn)))
  }
}

const NOTHING = { after: -1, last: -1, received: 0, thinned: 0, lost: 0 }

/** A stream without a declaration has one channel; a block that only tells of losses has none. */
const numbers = (column: Float64Array | undefined): number[] => (column ? Array.from(column) : [])
