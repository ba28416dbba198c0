import {
  type At,
  type Down,
  decodeDown,
  encode,
  type KeyValue,
  type Pong,
  PROTOCOL_VERSION,
  type Stopped,
  type Welcome,
} from '../../protocol/index.ts'
import type { Acks } from './acks.ts'
import type { Ages } from './ages.ts'
import type { Commands } from './commands.ts'
import { Faults } from './faults.ts'
import { type Buffered, Inbox } from './inbox.ts'
import type { Link } from './link.ts'
import type { Notices } from './notices.ts'
import type { Pulse } from './pulse.ts'
import { resume } from './resume.ts'
import type { Stopping } from './stopping.ts'
import type { Telemetry } from './telemetry.ts'
import type { Truth } from './truth.ts'

export interface Parts {
  readonly views: readonly string[]
  readonly now: () => number
  readonly truth: Truth
  readonly ages: Ages
  readonly acks: Acks
  readonly pulse: Pulse
  readonly link: Link
  readonly commands: Commands
  readonly stopping: Stopping
  readonly notices: Notices
  readonly telemetry: Telemetry
  /** The daemon refused one of this gesture's commands for what another person did. */
  readonly gestureRefused: (gesture: number, sentence: string) => void
  /** Answers are in place: moves that waited for them may go. */
  readonly answered: () => void
}

const NO_FIT = 'What the daemon sends does not fit together, again and again. Reload the page.'

/** What arrives, from the text to the truth. */
export class Reception {
  readonly #parts: Parts
  readonly #inbox = new Inbox()
  readonly #faults = new Faults()
  /** Epoch of the socket that is open; none before its welcome. */
  #epoch: string | undefined
  /** Waits for the first whole flush: until then everything shown is still that of the former socket. */
  #welcome: Welcome | undefined

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** The socket is gone: what the next one says begins anew. */
  restart(): void {
    this.#epoch = undefined
    this.#welcome = undefined
    this.#parts.acks.restart()
    this.#parts.telemetry.cut()
  }

  /** What has been applied of the epoch that this socket is in. */
  get applied(): number {
    const { epoch, revision } = this.#parts.truth
    return epoch === this.#epoch ? revision : 0
  }

  heard(text: string): void {
    const { acks, link, notices } = this.#parts
    acks.frame(text.length)
    const frame = decoded(text)
    if (frame) this.#take(frame)
    else link.drop('The daemon sent a frame that cannot be read.')
    acks.dealt()
    notices.tell()
  }

  #take(frame: Down): void {
    const { link, telemetry } = this.#parts
    if (frame.t === 'welcome') this.#welcomed(frame)
    else if (frame.t === 'at') this.#at(frame)
    else if (frame.t === 'beat') this.#time(frame.time)
    else if (frame.t === 'pong') this.#pong(frame)
    else if (frame.t === 'tele') telemetry.heard(frame)
    else if (frame.t === 'granted') telemetry.granted(frame)
    else if (frame.t !== 'bye') this.#put(frame)
    else if (frame.retryAfter === undefined) link.end(frame.reason)
    else link.drop(frame.reason, frame.retryAfter)
  }

  #pong(pong: Pong): void {
    if (this.#parts.pulse.pong(pong)) this.#parts.notices.link()
    this.#time(pong.time)
  }

  /** While the first flush is outstanding, times may be of an epoch that is not shown yet. */
  #time(time: number): void {
    if (this.#epoch !== undefined && this.#welcome === undefined) this.#parts.ages.heard(time)
  }

  #welcomed(welcome: Welcome): void {
    const { link, truth, views, stopping } = this.#parts
    const refused = welcomeRefused(welcome)
    if (refused !== undefined) link.end(refused)
    else if (this.#epoch !== undefined) link.drop('The daemon greeted twice.')
    else {
      const sameEpoch = welcome.epoch === truth.epoch
      this.#epoch = welcome.epoch
      this.#welcome = welcome
      this.#inbox.begin(views, sameEpoch && welcome.start === 'resumed' ? truth.positions : undefined)
      truth.name = welcome.name
      truth.role = welcome.role
      link.welcomed()
      stopping.welcomed(welcome.stops, sameEpoch)
    }
  }

  #put(frame: Buffered): void {
    const { link, stopping } = this.#parts
    if (this.#epoch === undefined) link.drop('The daemon spoke before it greeted.')
    else {
      if (frame.t === 'stopped') stopping.heard(frame)
      const foreign = frame.t === 'snap' && frame.epoch !== this.#epoch
      if (foreign || !this.#inbox.put(frame)) this.#misfit()
    }
  }

  /** What came does not follow what is here. All of it is asked for anew, a few times; then somebody must look. */
  #misfit(): void {
    const { link, truth, now } = this.#parts
    truth.positions = new Map()
    this.#inbox.demandAll()
    const cure = this.#faults.next(now())
    if (cure === 'give up') link.end(NO_FIT)
    else if (cure === 'reconnect') link.drop('What the daemon sent did not fit, twice.')
    else {
      link.behind()
      link.send(encode({ t: 'resync' }))
    }
  }

  /** A flush ends. If it does not follow what is here, or is not whole yet, only its stops count. */
  #at(at: At): void {
    const { truth } = this.#parts
    const back = at.epoch === truth.epoch && at.revision < truth.revision
    if (at.epoch !== this.#epoch) this.#misfit()
    else if (this.#inbox.whole && back) this.#misfit()
    else if (this.#inbox.whole) this.#flush(at)
    else if (!this.#welcome) for (const stop of this.#inbox.takeStops()) this.#stop(stop)
  }

  #flush(at: At): void {
    const { link, ages, answered, telemetry, now } = this.#parts
    const welcome = this.#welcome
    this.#welcome = undefined
    if (welcome) this.#begin(welcome)
    ages.heard(at.time)
    this.#apply(at)
    if (welcome) resume({ ...this.#parts, welcome, now: now() })
    answered()
    link.synced()
    if (welcome) telemetry.begin()
  }

  /** What the welcome said takes effect, together with the flush that it announced. */
  #begin(welcome: Welcome): void {
    const { truth, ages } = this.#parts
    truth.begin(welcome.epoch)
    ages.begin(welcome.time, welcome.wallClock)
    for (const stop of welcome.stops) this.#stop(stop)
  }

  /** Stops first, then state, then what became of commands: no listener runs in between. */
  #apply(at: At): void {
    const { truth, notices } = this.#parts
    const frames = this.#inbox.take(at.revision)
    for (const frame of frames) if (frame.t === 'stopped') this.#stop(frame)
    const keys = new Map<string, KeyValue>()
    const gone = new Set<string>()
    for (const frame of frames) {
      if (frame.t !== 'snap' && frame.t !== 'delta') continue
      if (frame.t === 'snap') for (const key of truth.snap(frame)) gone.add(key)
      else truth.delta(frame)
      for (const [key, value] of Object.entries(frame.keys)) keys.set(key, value)
    }
    truth.revision = at.revision
    truth.positions = new Map(this.#inbox.positions)
    for (const key of keys.keys()) gone.delete(key)
    notices.change({ keys, gone: [...gone], revision: at.revision, epoch: at.epoch })
    for (const frame of frames) this.#happened(frame)
  }

  #happened(frame: Buffered): void {
    const { commands, gestureRefused, truth, notices } = this.#parts
    if (frame.t === 'out') {
      const open = commands.heard(frame)
      const foreign = 'refused' in frame && (frame.refused === 'changedMeanwhile' || frame.refused === 'inUse')
      if (open && foreign) gestureRefused(open.frame.gesture, frame.sentence)
    } else if (frame.t === 'evt' && frame.number > truth.event) {
      truth.event = frame.number
      notices.event(frame)
    }
  }

  #stop(stop: Stopped): void {
    const { truth, notices } = this.#parts
    if (truth.stop(stop)) notices.stopped(stop)
  }
}

function welcomeRefused({ version }: Welcome): string | undefined {
  if (version === PROTOCOL_VERSION) return undefined
  return `The daemon speaks version ${version}, this page ${PROTOCOL_VERSION}. Reload the page.`
}

function decoded(text: string): Down | undefined {
  try {
    return decodeDown(text)
  } catch {
    return undefined
  }
}
