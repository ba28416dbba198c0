import type { ServerResponse } from 'node:http'
import { type Evt, LIMITS, selects } from '../../protocol/index.ts'
import type { ApiHouse } from './house.ts'

/** How far a reader has come, in one life of the daemon. */
export interface Cursor {
  readonly revision: number
  readonly event: number
}

/** What a reader has not been told yet. */
export interface News {
  readonly from: Cursor
  readonly to: Cursor
  /** These are all keys that there are, not only those that changed. */
  readonly complete: boolean
  /** Keys that changed and are there; and those that ceased to be. */
  readonly keys: readonly string[]
  readonly gone: readonly string[]
  readonly events: readonly Evt[]
  /** Events up to here are no longer in the log, since `from`. */
  readonly lostTo: number | undefined
}

export interface Streaming {
  readonly house: Pick<ApiHouse, 'state' | 'sessions' | 'clock'>
  readonly response: ServerResponse
  readonly selectors: readonly string[]
  /** Where it goes on; without it, with all that there is and the events to come. */
  readonly from: Cursor | undefined
  /** News as it goes out; empty where nothing of it is to be told. */
  readonly write: (news: News) => string
}

/**
 * Server-sent events for one reader: a position in the truth, and no queue. Who does not read keeps standing where it
 * is, and comes to the latest of each key in one step when it reads again.
 */
export class EventStream {
  onEnd: () => void = () => undefined
  readonly #s: Streaming
  #revision: number | undefined
  #event: number
  #blockedSince: number | undefined
  #silent = true
  #ended = false
  #forgetBeat: () => void
  readonly #forgetFlush: () => void

  constructor(streaming: Streaming) {
    const { house, response, from } = streaming
    this.#s = streaming
    this.#revision = from?.revision
    this.#event = from?.event ?? house.state.eventNumber
    // Every flush, not only those of what is selected: a position that stood still would fall out of the journal.
    this.#forgetFlush = house.sessions.observe(['*'], () => this.#tell())
    this.#forgetBeat = this.#beatLater()
    response.on('drain', () => {
      this.#blockedSince = undefined
      this.#tell()
    })
    response.on('close', () => this.end())
    response.on('error', () => this.end())
    this.#send('retry: 1000\n\n')
    this.#tell()
  }

  /** Bytes in this process that its reader did not take yet. */
  get waiting(): number {
    return this.#s.response.writableLength
  }

  end(): void {
    if (this.#ended) return
    this.#ended = true
    this.#forgetFlush()
    this.#forgetBeat()
    this.#s.response.end()
    this.onEnd()
  }

  #tell(): void {
    if (this.#ended || this.#blockedSince !== undefined) return
    const news = this.#news()
    this.#revision = news.to.revision
    this.#event = news.to.event
    this.#send(this.#s.write(news))
  }

  #news(): News {
    const { house, selectors } = this.#s
    const { keys, journal, revision, events, eventNumber } = house.state
    const since = this.#revision === undefined ? undefined : journal.since(this.#revision)
    const changed = [...(since ?? keys.keys())].filter(key => selects(selectors, key))
    const oldest = events[0]?.number ?? eventNumber + 1
    return {
      from: { revision: this.#revision ?? 0, event: this.#event },
      to: { revision, event: eventNumber },
      complete: since === undefined,
      keys: changed.filter(key => keys.has(key)),
      gone: changed.filter(key => !keys.has(key)),
      events: events.filter(
        ({ number, device, event }) => number > this.#event && selects(selectors, `${device}.${event}`)
      ),
      lostTo: oldest - 1 > this.#event ? oldest - 1 : undefined,
    }
  }

  #send(text: string): void {
    if (text === '') return
    this.#silent = false
    if (!this.#s.response.write(text)) this.#blockedSince = this.#s.house.clock.now()
  }

  #beatLater(): () => void {
    return this.#s.house.clock.after(LIMITS.eventBeat, () => {
      this.#forgetBeat = this.#beatLater()
      const { clock } = this.#s.house
      const blocked = this.#blockedSince !== undefined && clock.now() - this.#blockedSince
      if (blocked !== false) {
        // What waits for it is for nobody.
        if (blocked >= LIMITS.byeAfter) this.#s.response.destroy()
        return
      }
      if (this.#silent) this.#send(': here\n\n')
      this.#silent = true
    })
  }
}
