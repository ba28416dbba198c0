import type { Page } from 'playwright-core'
import type { Down, Out, Up } from '../../protocol/index.ts'

type Cmd = Extract<Up, { t: 'cmd' }>

/** What a page said and heard on its sockets, from outside of it. */
export class Frames {
  /** Commands in the order of their first sending. */
  readonly sent: Cmd[] = []
  /** By command number: how it ended, as told to the page. */
  readonly ended = new Map<number, Out>()
  /** Kinds of the frames heard, in their order. */
  readonly heardKinds: Down['t'][] = []
  sockets = 0
  #seen = new Set<number>()

  /** To be called before the page is opened. */
  static of(page: Page): Frames {
    const frames = new Frames()
    page.on('websocket', socket => {
      frames.sockets++
      socket.on('framesent', ({ payload }) => frames.#up(JSON.parse(String(payload)) as Up))
      socket.on('framereceived', ({ payload }) => frames.#down(JSON.parse(String(payload)) as Down))
    })
    return frames
  }

  #up(message: Up): void {
    if (message.t !== 'cmd' || this.#seen.has(message.command)) return
    this.#seen.add(message.command)
    this.sent.push(message)
  }

  #down(message: Down): void {
    this.heardKinds.push(message.t)
    if (message.t === 'welcome') for (const out of message.outcomes) this.#out(out)
    if (message.t === 'out') this.#out(message)
  }

  #out(out: Out): void {
    if ('outcome' in out || 'refused' in out) this.ended.set(out.command, out)
  }
}

/** In a word: `done`, `refused inUse`, ... */
export const wordOf = (out: Out | undefined): string =>
  out === undefined
    ? 'not told'
    : 'outcome' in out
      ? out.outcome
      : 'refused' in out
        ? `refused ${out.refused}`
        : out.stage
