import type { Clock } from '../../protocol/index.ts'
import { Backlog, type Loss } from './backlog.ts'
import type { Connect, Connection, Filter, Wishes } from './broker.ts'
import type { Incoming, Log, Message } from './message.ts'

interface Errand {
  readonly connect: Connect
  readonly wishes: Wishes
  readonly buffer: number
  readonly clock: Clock
  /** From 0 to 1. */
  readonly random: () => number
  readonly log: Log
  /** What is said of us while we are there, or as the last word. */
  readonly status: (state: 'online' | 'offline', loss?: Loss) => Message
  /** What we want to hear on the `n`th connection. */
  readonly filters: (n: number) => readonly Filter[]
  readonly heard: (message: Incoming) => void
}

/** First and longest wait before the next attempt, ms; each is shortened by chance, for a broker has many clients. */
const FIRST = 1_000
const LONGEST = 60_000
/** A connection counts as one after this long: two clients that throw each other out must not do it every second. */
const LASTING = 10_000
/** Longest wait for the last words, ms. */
const GOODBYE = 500

/**
 * Brings messages to the broker, over as many connections as it takes, at least once and in order. What is under way when
 * a connection ends goes again on the next, before anything else: these few are the only ones that can arrive twice.
 *
 * The client id is the same each time, so that the broker closes the older connection before it greets the newer one, and
 * reads nothing more of it: a late message cannot overwrite a newer retained one.
 */
export class Courier {
  readonly #errand: Errand
  readonly #backlog: Backlog
  readonly #underway = new Set<Message>()
  /** Sentences that need not be said again before a connection has lasted. */
  readonly #said = new Set<string>()
  /** That there is a connection is worth saying. */
  #news = true
  #connection: Connection | undefined
  #connections = 0
  #most = 0
  #attempts = 0
  #since = 0
  #declaring = false
  #closed = false
  #wait: () => void = () => undefined
  #idle: () => void = () => undefined

  constructor(errand: Errand) {
    this.#errand = errand
    this.#backlog = new Backlog(errand.buffer)
    this.#open()
  }

  send(message: Message): void {
    this.#backlog.push(message)
    this.#pump()
  }

  /** Whether a retained topic is one of those that we keep. */
  retains(topic: string): boolean {
    return this.#backlog.retains(topic)
  }

  /** Sends what can be sent within a moment, says good-bye and is gone. */
  async close(): Promise<void> {
    this.#closed = true
    this.#wait()
    const { clock, status, log } = this.#errand
    if (this.#most > 0) {
      const last = status('offline')
      await new Promise<void>(resolve => {
        const forget = clock.after(GOODBYE, resolve)
        const done = (): void => {
          forget()
          resolve()
        }
        this.#idle = () => this.#connection?.publish(last, done)
        this.#pump()
      })
    }
    this.#idle = () => undefined
    const left = this.#backlog.size + this.#underway.size
    if (left > 0) log(`MQTT: ${left} messages did not reach the broker any more.`, 'warn')
    const connection = this.#connection
    this.#connection = undefined
    const forget = clock.after(GOODBYE, () => connection?.drop())
    if (this.#most > 0) await connection?.leave()
    else connection?.drop()
    forget()
    this.#most = 0
  }

  #open(): void {
    const { connect, wishes } = this.#errand
    this.#connection = connect(wishes, {
      connected: most => this.#greet(most),
      heard: message => this.#errand.heard(message),
      closed: why => this.#lost(why),
    })
  }

  #greet(most: number): void {
    const { wishes, clock, log, filters } = this.#errand
    this.#since = clock.now()
    this.#most = Math.max(1, most)
    const waited = this.#backlog.size
    const back = this.#connections > 0 && waited > 0 ? `; ${waited} messages that waited go out` : ''
    if (this.#news) log(`MQTT: connected to ${wishes.url}${back}.`, 'info')
    this.#news = false
    // Others learn that we are here, and what is missing, before they hear what waited.
    this.#declare()
    const refused = (topic: string) => (why: string) =>
      this.#sayOnce(`MQTT: the broker does not let us hear ${topic}: ${why}.`)
    for (const filter of filters(++this.#connections)) this.#connection?.subscribe([filter], refused(filter.topic))
    this.#backlog.repeat()
    this.#pump()
  }

  #declare(): void {
    const { loss } = this.#backlog
    this.#declaring = true
    this.#connection?.publish(this.#errand.status('online', loss), refused => {
      this.#declaring = false
      if (loss && refused === undefined) this.#backlog.declared(loss)
      if (refused !== undefined) this.#sayOnce(`MQTT: the broker does not let us publish at all: ${refused}.`)
      this.#pump()
    })
    if (!loss) return
    const from = new Date(loss.since).toISOString()
    this.#errand.log(
      `MQTT: ${loss.count} messages from ${from} on were lost: more had to wait than there is room for.`,
      'warn'
    )
  }

  #pump(): void {
    while (this.#underway.size < this.#most) {
      const message = this.#backlog.take()
      if (!message) break
      this.#underway.add(message)
      this.#connection?.publish(message, refused => this.#arrived(message, refused))
    }
    if (this.#most === 0 || this.#underway.size + this.#backlog.size > 0) return
    if (this.#backlog.loss && !this.#declaring && !this.#closed) this.#declare()
    const idle = this.#idle
    this.#idle = () => undefined
    idle()
  }

  #arrived(message: Message, refused: string | undefined): void {
    this.#underway.delete(message)
    this.#backlog.arrived(message)
    if (refused !== undefined) this.#sayOnce(`MQTT: the broker does not take ${message.topic}: ${refused}.`)
    this.#pump()
  }

  #lost(why: string): void {
    const { clock, random, wishes } = this.#errand
    const lasted = this.#most > 0 && clock.now() - this.#since >= LASTING
    this.#connection = undefined
    this.#most = 0
    this.#declaring = false
    this.#backlog.putBack([...this.#underway])
    this.#underway.clear()
    if (this.#closed) return
    this.#attempts = lasted ? 1 : this.#attempts + 1
    if (lasted) this.#said.clear()
    const sentence = `MQTT: no connection to ${wishes.url}: ${why}. What is to be said is kept; it is tried again.`
    if (this.#sayOnce(sentence)) this.#news = true
    const longest = Math.min(LONGEST, FIRST * 2 ** (this.#attempts - 1))
    this.#wait = clock.after(longest * (0.5 + random() / 2), () => this.#open())
  }

  /** What goes wrong goes wrong at each attempt. True if it was said. */
  #sayOnce(sentence: string): boolean {
    if (this.#said.has(sentence) || this.#said.size > 100) return false
    this.#said.add(sentence)
    this.#errand.log(sentence, 'warn')
    return true
  }
}
