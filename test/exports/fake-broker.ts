import type { Connect, Ears, Wishes } from '../../daemon/exports/broker.ts'
import type { Incoming, Message } from '../../daemon/exports/message.ts'
import type { Clock } from '../../protocol/index.ts'

/** A broker in memory: what reached it, and a hand on the link to it. */
export class FakeBroker {
  /** Everything that it got, in order; what came twice is here twice. */
  readonly got: Message[] = []
  readonly subscribed: string[] = []
  readonly attempts: number[] = []
  wishes: Wishes | undefined
  /** Why nobody gets in; undefined: everybody does. */
  away: string | undefined
  /** It acknowledges what it gets; else it got it, and its answer is lost. */
  answers = true
  most = 4
  refuses: (topic: string) => string | undefined = () => undefined
  left = 0
  readonly #clock: Clock
  #ears: Ears | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  readonly connect: Connect = (wishes, ears) => {
    this.wishes = wishes
    this.attempts.push(this.#clock.now())
    let over = false
    const own: Ears = {
      ...ears,
      closed(why) {
        if (over) return
        over = true
        ears.closed(why)
      },
    }
    this.#clock.after(1, () => {
      if (over) return
      if (this.away !== undefined) return own.closed(this.away)
      this.#ears = own
      own.connected(this.most)
    })
    return {
      publish: (message, done) => {
        this.got.push(message)
        const answers = this.answers
        if (answers) this.#clock.after(1, () => over || done(this.refuses(message.topic)))
      },
      subscribe: filters => {
        this.subscribed.push(...filters.map(({ topic }) => topic))
      },
      leave: async () => {
        over = true
        this.left++
      },
      drop: () => {
        over = true
      },
    }
  }

  cut(why = 'it ended the connection'): void {
    const ears = this.#ears
    this.#ears = undefined
    ears?.closed(why)
  }

  say(topic: string, payload: string, more: Partial<Incoming> = {}): void {
    this.#ears?.heard({ topic, payload: Buffer.from(payload), retain: false, dup: false, qos: 1, ...more })
  }

  /** What a topic retains now. */
  retained(topic: string): string | undefined {
    return this.got.filter(message => message.topic === topic && message.retain).at(-1)?.payload
  }

  on(topic: string): string[] {
    return this.got.filter(message => message.topic === topic).map(({ payload }) => payload)
  }
}
