import { type Bye, decodeUp, encode, type Hello, LIMITS, type Sub, type Up, viewName } from '../../protocol/index.ts'
import type { Admitted } from './admitted.ts'
import type { Flush } from './flush.ts'
import { Outbox } from './outbox.ts'
import type { Port } from './port.ts'
import type { Sessions } from './sessions.ts'
import type { Stream } from './streams.ts'
import type { View } from './view.ts'
import { Window } from './window.ts'

/** Where a connection is in its life; each state carries only its own data. */
type Phase =
  | { readonly is: 'greeting'; readonly since: number }
  | { readonly is: 'attached'; readonly session: string; readonly connection: number; readonly admitted: Admitted }
  | { readonly is: 'closed' }

/** One socket of one session. */
export class Connection {
  readonly outbox = new Outbox()
  readonly #port: Port
  readonly #sessions: Sessions
  readonly #window = new Window()
  #phase: Phase
  #heardAt: number
  #sentAt: number
  #shutSince: number | undefined

  constructor(port: Port, sessions: Sessions) {
    this.#port = port
    this.#sessions = sessions
    this.#heardAt = sessions.now()
    this.#sentAt = this.#heardAt
    this.#phase = { is: 'greeting', since: this.#heardAt }
  }

  heard(text: string): void {
    if (this.#phase.is === 'closed') return
    const greeting = this.#phase.is === 'greeting'
    const decoded = decodeUp(text, greeting ? LIMITS.frameBeforeHello : LIMITS.frame)
    if (!decoded.ok) return this.bye('protocol', decoded.sentence)
    this.#heardAt = this.#sessions.now()
    const { message } = decoded
    if (this.#phase.is === 'attached') this.#attended(message, this.#phase)
    else if (message.t === 'hello') this.#sessions.greet(this, message)
    else this.bye('protocol', `The first frame must be "hello", not "${message.t}".`)
  }

  closed(): void {
    const phase = this.#phase
    if (phase.is === 'closed') return
    this.#phase = { is: 'closed' }
    this.#sessions.gone(this, phase.is === 'attached' ? phase : undefined)
  }

  attach({ session, connection }: Hello, admitted: Admitted): void {
    this.#phase = { is: 'attached', session, connection, admitted }
  }

  /** Who it is, once it has said so. */
  get admitted(): Admitted | undefined {
    return this.#phase.is === 'attached' ? this.#phase.admitted : undefined
  }

  bye(code: Bye['code'], reason: string, retryAfter?: number): void {
    if (this.#phase.is === 'closed') return
    this.#port.send([encode({ t: 'bye', code, reason, ...(retryAfter !== undefined && { retryAfter }) })])
    this.#port.close()
    this.closed()
  }

  watch(view: View, position: number | undefined): void {
    const { positions } = this.outbox
    if (!positions.has(view)) view.watchers++
    positions.set(view, position)
    if (positions.size > LIMITS.views) this.bye('protocol', `A connection may watch ${LIMITS.views} views at once.`)
  }

  /** Every sample of these streams, from now on or from where it says. What is too much is not granted. */
  follow(sub: Sub, streams: readonly Stream[]): void {
    const { feeds } = this.outbox
    const { selectors, maxHz, depth = 0 } = sub
    const view = viewName(selectors)
    const begins = feeds.follow(view, { streams, gap: maxHz === undefined ? 0 : 1_000 / maxHz }, sub)
    this.tell(encode({ t: 'granted', view, ...(maxHz !== undefined && { maxHz }), depth, streams: begins }))
  }

  /** What waits, as far as the window is open; one write. Returns when there will be more, if nothing happens. */
  flush(flush: Flush): number {
    if (this.#phase.is !== 'attached') return Number.POSITIVE_INFINITY
    if (this.#window.open) this.#send(this.outbox.take(flush))
    return this.#window.open ? this.outbox.feeds.due : Number.POSITIVE_INFINITY
  }

  /** A frame of the control class: told at the next flush. */
  tell(frame: string): void {
    if (!this.outbox.control(frame)) this.bye('slow', 'This page is too far behind; it starts anew.', 0)
  }

  /** Called now and then: beats, and an end to those who do not read or do not speak. */
  sweep(now: number): void {
    const phase = this.#phase
    if (phase.is === 'closed') return
    if (phase.is === 'greeting') {
      if (now - phase.since >= LIMITS.helloWithin) this.bye('protocol', 'No hello came within five seconds.', 0)
      return
    }
    if (now - this.#heardAt >= LIMITS.pageSilent) return this.bye('slow', 'Nothing was heard of this page.', 0)
    if (this.#shutSince !== undefined && now - this.#shutSince >= LIMITS.byeAfter) {
      return this.bye('slow', 'This page has not read for 15 seconds.', 0)
    }
    if (this.#window.open && now - this.#sentAt >= LIMITS.beatAfter) this.#send([encode({ t: 'beat', time: now })])
  }

  #attended(message: Up, { session, connection }: Extract<Phase, { is: 'attached' }>): void {
    const { post } = this.#sessions
    switch (message.t) {
      case 'cmd':
        return post({ type: 'requested', session, connection, cmd: message })
      case 'stop':
        return post({ type: 'stopRequested', session, stop: message })
      case 'rearm':
        return post({ type: 'rearmRequested', session, connection, rearm: message })
      case 'ack':
        return this.#acknowledged(message.frames)
      case 'ping':
        return this.#pong(message.id)
      case 'sub':
        return this.#sessions.subscribe(this, message)
      case 'unsub':
        return this.#sessions.unsubscribe(this, message)
      case 'resync':
        for (const view of this.outbox.positions.keys()) this.outbox.positions.set(view, undefined)
        return this.#sessions.flushOne(this)
      case 'hello':
        return this.bye('protocol', 'This socket has said hello before.')
    }
  }

  #acknowledged(frames: number): void {
    if (!this.#window.acknowledge(frames))
      return this.bye('protocol', `"ack" speaks of ${frames} frames; fewer were sent.`)
    const wasShut = this.#shutSince !== undefined
    this.#watchWindow()
    if (wasShut && this.#shutSince === undefined) this.#sessions.flushOne(this)
  }

  #pong(id: number): void {
    if (this.#window.open) this.#send([encode({ t: 'pong', id, time: this.#sessions.now() })])
  }

  #send(frames: readonly string[]): void {
    if (frames.length === 0) return
    this.#port.send(frames)
    this.#window.sent(frames)
    this.#watchWindow()
    this.#sentAt = this.#sessions.now()
  }

  #watchWindow(): void {
    if (this.#window.open) this.#shutSince = undefined
    else this.#shutSince ??= this.#sessions.now()
  }

  /** How long the window has been shut, ms; 0 while it is open. */
  shutFor(now: number): number {
    return this.#shutSince === undefined ? 0 : now - this.#shutSince
  }
}
