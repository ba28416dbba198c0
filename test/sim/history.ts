import { createHash } from 'node:crypto'
import type { Cmd, Ended, KeyValue, Out, Scalar, Stopped } from '../../protocol/index.ts'

/** Everything that happened in a world, seen from outside of the house. Times are the world's own, ms. */
export type Happening =
  // --- daemon
  /** A life begins: its clock reads `offset` more than `rate` times the world's. */
  | {
      readonly is: 'life'
      readonly epoch: string
      readonly offset: number
      readonly rate: number
      readonly latched: readonly string[]
    }
  | { readonly is: 'death'; readonly epoch: string }
  /** Committed: the keys that changed, each as JSON. */
  | { readonly is: 'revision'; readonly epoch: string; readonly revision: number; readonly keys: readonly Key[] }
  /** What core decided to tell a session, in the order of its decisions. `own`: its revision was committed for it. */
  | { readonly is: 'told'; readonly session: string; readonly message: Out; readonly own: boolean }
  /** What core decided to tell everybody. */
  | { readonly is: 'announced'; readonly epoch: string; readonly message: Stopped }
  /** A stop was posted. `up`: the device could be reached. */
  | {
      readonly is: 'stop'
      readonly epoch: string
      readonly scope: string
      readonly nonce: string
      readonly up: boolean
    }
  /** Bytes handed to the device's transport; `command` as the owner records it. */
  | { readonly is: 'line'; readonly epoch: string; readonly text: string; readonly command?: string }
  /** Bytes sent to a page and not acknowledged when more were sent. */
  | { readonly is: 'unacknowledged'; readonly bytes: number }
  /** More than ever before is under way to a page, `sent` and not acknowledged or `held` for its window, bytes. */
  | ({ readonly is: 'backlog'; readonly sent: number; readonly held: number } & OfWire)
  /** The window of a socket shut, or opened, or needs none any more. */
  | ({ readonly is: 'window'; readonly open: boolean } & OfWire)
  /** The daemon ends a socket. */
  | ({ readonly is: 'bye'; readonly code: string; readonly reason: string } & OfWire)
  /** The daemon names somebody who does not keep up. */
  | { readonly is: 'slow'; readonly session: string }
  /** An event of the device, as core numbers it. */
  | { readonly is: 'happened'; readonly epoch: string; readonly number: number }
  /** A sample of a stream, as core numbers it. */
  | { readonly is: 'sample'; readonly epoch: string; readonly stream: string; readonly value: number }
  /** How it began a socket, or why it ended one. */
  | { readonly is: 'greeted'; readonly session: string; readonly how: string }
  // --- device
  | { readonly is: 'machine'; readonly text: string }
  // --- page
  /** It is opened: its clock runs at `rate` times the world's, and is shown in steps of `coarse` ms. */
  | { readonly is: 'page'; readonly session: string; readonly rate: number; readonly coarse: number }
  /** Who it says that it is, on a new socket. */
  | { readonly is: 'hello'; readonly page: string; readonly session: string; readonly connection: number }
  /** From here on it does not run, or is busy with each frame; or is free of that. */
  | { readonly is: 'hindered' | 'free'; readonly session: string; readonly of: 'freeze' | 'work' }
  /** A person's hand, before the page is told of it. `final`: the end of a gesture. */
  | {
      readonly is: 'intent'
      readonly session: string
      readonly control: string
      readonly op: Cmd['op']
      readonly value?: Scalar
      readonly final: boolean
    }
  /** A gesture ended. `notSent`: the page said at once that it sent nothing. */
  | {
      readonly is: 'lifted'
      readonly session: string
      readonly control: string
      readonly value: Scalar
      readonly notSent: boolean
    }
  /** A command frame left: `new`, sent `again` by the page itself, or by somebody who repeats frames. */
  | {
      readonly is: 'sent'
      readonly session: string
      readonly how: 'new' | 'again' | 'repeated'
      readonly frame: Omit<Cmd, 't'>
    }
  /** When its gesture happened. */
  | { readonly is: 'issued'; readonly session: string; readonly command: number; readonly gestureAt: number }
  /** The page's word to its person on how a command ended. */
  | { readonly is: 'word'; readonly session: string; readonly command: number; readonly ended: Ended | NotSent }
  /** A flush was applied: the whole map. By the session, or as its signals show it. */
  | {
      readonly is: 'applied'
      readonly by: 'session' | 'signals'
      readonly session: string
      readonly epoch: string
      readonly revision: number
      readonly keys: ReadonlyMap<string, KeyValue | undefined>
    }
  /** An event of the device, as the page hears of it. */
  | {
      readonly is: 'event'
      readonly session: string
      readonly epoch: string
      readonly number: number
      readonly lostTo?: number | undefined
    }
  /** Samples of a stream, as one chart of a page hears of them; and how the page has counted all of that stream. */
  | {
      readonly is: 'block'
      readonly session: string
      readonly chart: number
      readonly stream: string
      readonly epoch: string
      readonly last: number
      readonly lost: number
      readonly per: number
      readonly low: readonly number[]
      readonly high: readonly number[]
      readonly totals: Totals
    }
  | { readonly is: 'resync'; readonly session: string }
  | { readonly is: 'pressed'; readonly session: string; readonly press: number; readonly scope: string }
  | { readonly is: 'confirmed'; readonly session: string; readonly press: number }
  /** The page is gone for good: reloaded. */
  | { readonly is: 'left'; readonly session: string }
  // --- the world
  | { readonly is: 'fault'; readonly name: string }
  /** Nothing is disturbed from here on. */
  | { readonly is: 'healing' }
  /** In the healed world, somebody asks for this and must get it. */
  | { readonly is: 'probe'; readonly session: string; readonly value: number }
  /** The end: where each page stands, and where the daemon stood one second before. */
  | { readonly is: 'end'; readonly epoch: string; readonly revision: number; readonly pages: readonly Standing[] }
  /** Something threw that should not have. */
  | { readonly is: 'thrown'; readonly where: string; readonly error: string }

interface OfWire {
  readonly session: string
  readonly wire: number
}

/** Of the samples after `after`, up to `last`. */
interface Totals {
  readonly after: number
  readonly last: number
  readonly received: number
  readonly thinned: number
  readonly lost: number
}

/** Without a text: it ceased to be. */
export type Key = readonly [name: string, json: string | undefined]

export interface NotSent {
  readonly notSent: true
  readonly sentence: string
  readonly value?: Scalar
}

export interface Standing {
  readonly session: string
  readonly link: string
  readonly epoch: string | undefined
  readonly revision: number
}

export type Kept = Happening & { readonly at: number; readonly turn: number }

export class History {
  readonly all: Kept[] = []
  readonly #now: () => number
  /** Number of the turn of the event loop. */
  turn = 0
  #hash: ReturnType<typeof createHash> | undefined

  constructor(now: () => number) {
    this.#now = now
  }

  keep(happening: Happening): void {
    this.all.push({ at: this.#now(), turn: this.turn, ...happening })
  }

  /** Of everything, in its order: two runs of one seed have the same. */
  hash(): string {
    this.#hash = createHash('sha256')
    for (const happening of this.all) this.#hash.update(line(happening))
    return this.#hash.digest('hex')
  }
}

/** One line for a person, and for the hash. */
export function line(happening: Kept): string {
  const { at, turn: _, is, ...rest } = happening
  const said = JSON.stringify(rest, (name, value) => (name === 'keys' && value instanceof Map ? value.size : value))
  return `${at.toFixed(3).padStart(10)} ${is} ${said}\n`
}
