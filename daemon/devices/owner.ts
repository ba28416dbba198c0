import { milliseconds } from '../../drivers/duration.ts'
import { type Decoder, type Frame, toBytes } from '../../drivers/framing.ts'
import type { LinkError } from '../../drivers/transports/transport.ts'
import { LIMITS, type LinkState } from '../../protocol/index.ts'
import type { Answer, CommandKey, Job } from '../core/index.ts'
import { Complaints } from './complaints.ts'
import { Conversation, type Terms, type Wire } from './conversation.ts'
import { FirstWords } from './first-words.ts'
import { hear } from './hear.ts'
import { beginJob } from './job.ts'
import { notIdentified } from './not-identified.ts'
import type { Ownership } from './ownership.ts'
import { Sampling } from './sampling.ts'

/** Of what a device said, so much is repeated to a person. */
const QUOTED = 80

/** The link of a device, as one machine; each state carries only its own data. */
type LinkPhase =
  | { readonly is: 'closed' }
  /** `attempt`: how many have failed before it. */
  | { readonly is: 'opening'; readonly attempt: number; readonly forget: () => void }
  /** `words`: of a device that is asked nothing. */
  | { readonly is: 'identifying'; readonly attempt: number; readonly words?: FirstWords }
  | { readonly is: 'up' }
  | { readonly is: 'waiting'; readonly forget: () => void }

/**
 * The owner of a device: the only one that talks on its link, one conversation
 * at a time. Whatever its driver does (throws, hangs, floods) ends in an answer
 * to core and touches no other device.
 *
 *   closed -> opening -> identifying -> up -> waiting -> opening -> ...
 */
export class Owner {
  readonly #o: Ownership
  readonly #decoder: Decoder
  readonly #wire: Wire
  readonly #timeout: number
  readonly #sampling: Sampling
  readonly #complaints: Complaints
  #phase: LinkPhase = { is: 'closed' }
  #conversation: Conversation | undefined
  #tag = 0
  #said: string | undefined
  /** A stop waits for the conversation under way. */
  #haltDue = false
  /** What the device still has to say to its stop. */
  #saysToStop: readonly RegExp[] = []
  /** Conversations in a row without an answer. */
  #silent = 0
  /** Number of the opening under way: what belongs to an older one is ignored. */
  #opening = 0
  #life = {}

  constructor(ownership: Ownership) {
    this.#o = ownership
    const { clock, driver, name } = ownership
    this.#tag = ownership.firstTag ?? 0
    this.#decoder = driver.framing.decoder()
    this.#timeout = milliseconds(driver.timeout)
    this.#sampling = new Sampling(ownership)
    this.#complaints = new Complaints(clock, ownership.log)
    this.#wire = {
      now: () => clock.now(),
      after: (ms, fn) => clock.after(ms, fn),
      release: () => ownership.release(name),
      send: (text, tag, command) => this.#write(driver.framing.encode(text, tag), command),
      garbage: () => this.#decoder.garbage,
      nextTag: () => (driver.framing.tagged ? this.#nextTag() : undefined),
      refusal: driver.refusal,
      life: () => this.#life,
    }
  }

  open(): void {
    if (this.#phase.is === 'closed') this.#open(0, undefined)
  }

  async close(): Promise<void> {
    if (this.#phase.is === 'waiting' || this.#phase.is === 'opening') this.#phase.forget()
    this.#phase = { is: 'closed' }
    this.#opening++
    this.#sampling.reset()
    this.#say({ state: 'closed' })
    this.#conversation?.end({ is: 'silent', why: 'linkLost' })
    await this.#o.transport.close().catch(() => undefined)
  }

  /** Core's order: one conversation. Its answer is posted, and says that this owner is idle. */
  converse(job: Job): void {
    const { name, driver, post } = this.#o
    const answer = (is: Answer): void => {
      const owed = this.#conversation?.owed
      this.#conversation = undefined
      this.#haltIfDue()
      this.#judge(is, owed)
      post({ type: 'answered', device: name, answer: is })
    }
    if (this.#phase.is !== 'up') return answer({ is: 'silent', why: 'linkLost' })
    this.#begin(beginJob.terms(driver, job), answer, c =>
      beginJob(c, driver, job, fraction => {
        if (c === this.#conversation && Number.isFinite(fraction)) post({ type: 'progressed', device: name, fraction })
      })
    )
  }

  /** Core's order: stop. A driver that says `afterCurrent` would spoil the conversation under way; it ends first. */
  halt(): void {
    this.#haltDue = this.#o.driver.stop.how === 'afterCurrent' && this.#conversation !== undefined
    if (this.#haltDue) return
    const delivered = this.stopDevice()
    this.#o.post({ type: 'halted', device: this.#o.name, delivered })
  }

  /** The driver's stop, past every queue and whatever conversation is under way. Never throws; false: it is not on its way. */
  stopDevice(): boolean {
    const { name, driver, transport, log } = this.#o
    const reachable = this.#phase.is === 'up' || this.#phase.is === 'identifying'
    if (!reachable || !driver.stop.run) return false
    try {
      driver.stop.run({ urgent: bytes => this.#write(toBytes(bytes), undefined) })
      this.#saysToStop = [...this.#saysToStop, ...(driver.stop.says ?? [])]
      if (!transport.waiting) return true
      log?.(`${name}: the stop waits: the device does not read what it is sent.`, 'warn')
      return false
    } catch (error) {
      log?.(`${name}: the driver's stop failed: ${String(error)}`, 'warn')
      return false
    }
  }

  #haltIfDue(): void {
    if (this.#haltDue) this.halt()
  }

  #begin(terms: Partial<Terms>, done: (answer: Answer) => void, run: (conversation: Conversation) => void): void {
    const timeout = this.#timeout
    const conversation = new Conversation(this.#wire, { timeout, within: 3 * timeout, ...terms }, done)
    this.#conversation = conversation
    run(conversation)
  }

  #open(attempt: number, reason: string | undefined): void {
    const opening = ++this.#opening
    this.#life = {}
    const { transport } = this.#o
    this.#decoder.reset()
    this.#saysToStop = []
    const current = (): boolean => opening === this.#opening && this.#phase.is !== 'closed'
    // A port may neither open nor fail; waiting for it for ever would look like waiting for somebody to plug it in.
    const forget = this.#o.clock.after(LIMITS.openWithin, () => {
      if (current()) this.#lost(`${transport.where} did not open within ${LIMITS.openWithin / 1_000} seconds.`)
    })
    this.#phase = { is: 'opening', attempt, forget }
    this.#say({ state: 'opening', ...(reason !== undefined && { reason }) })
    transport
      .open({
        heard: bytes => current() && this.#heard(bytes),
        closed: error => current() && this.#lost(error.message),
      })
      .finally(forget)
      .then(
        () => (current() ? this.#identify(attempt) : undefined),
        (error: LinkError) => (current() ? this.#lost(error.message) : undefined)
      )
  }

  #identify(attempt: number): void {
    const { driver, clock } = this.#o
    const { identify } = driver
    if (identify === 'heard') {
      const words = new FirstWords(clock.now())
      this.#phase = { is: 'identifying', attempt, words }
      return this.#say({ state: 'identifying', reason: words.reason })
    }
    this.#phase = { is: 'identifying', attempt }
    this.#say({ state: 'identifying' })
    let identity = ''
    const done = (answer: Answer): void => {
      this.#conversation = undefined
      this.#haltIfDue()
      if (this.#phase.is !== 'identifying') return
      if (answer.is !== 'acknowledged') return this.#lost(notIdentified(driver, answer))
      this.#up(identity)
    }
    // A board that starts anew when its port is opened is given the time for it.
    this.#begin({ within: LIMITS.openWithin }, done, conversation =>
      conversation.run(identify, match => {
        identity = match[0]
        return { is: 'acknowledged' }
      })
    )
  }

  #up(identity: string): void {
    this.#phase = { is: 'up' }
    this.#sampling.reset()
    this.#silent = 0
    this.#say({ state: 'up', identity })
  }

  /** What a device says that is asked nothing: whether it is known by now. */
  #recognise(words: FirstWords, text: string, understood: boolean): void {
    const verdict = words.judge(text, understood, this.#o.clock.now())
    if ('identity' in verdict) this.#up(verdict.identity)
    else if (verdict.news) this.#say({ state: 'identifying', reason: words.reason })
  }

  /** The link is gone, or not worth keeping: everything on it ends, and after a while it is opened anew. */
  #lost(reason: string): void {
    if (this.#phase.is === 'closed' || this.#phase.is === 'waiting') return
    const attempt = 'attempt' in this.#phase ? this.#phase.attempt : 0
    const opening = ++this.#opening
    const wait = Math.min(LIMITS.backoffFirst * 2 ** attempt, LIMITS.backoffLongest)
    const forget = this.#o.clock.after(wait, () => {
      // A port is opened again only when it was given back: else it would be busy with ourselves.
      const again = (): void => (opening === this.#opening ? this.#open(attempt + 1, reason) : undefined)
      this.#o.transport.close().then(again, again)
    })
    this.#phase = { is: 'waiting', forget }
    this.#sampling.reset()
    this.#say({ state: 'waiting', reason })
    this.#conversation?.end({ is: 'silent', why: 'linkLost' })
    this.#o.transport.close().catch(() => undefined)
  }

  /** Whether the link is worth keeping after this. `owed`: what it may still answer to. */
  #judge(answer: Answer, owed: string | undefined): void {
    if (this.#phase.is !== 'up') return
    if (answer.is === 'silent') this.#silent++
    else if (answer.is !== 'broken' && answer.is !== 'withdrawn') this.#silent = 0
    // Without tags a late reply would pass for the next one's (LateReply): only a fresh link is safe.
    if (owed !== undefined && !this.#o.driver.framing.tagged) {
      const asked = JSON.stringify(owed.slice(0, QUOTED))
      this.#lost(`The device did not answer ${asked} as expected; its next answer could be taken for another.`)
    } else if (this.#silent >= LIMITS.silentConversations) {
      this.#lost(`The device has not answered ${this.#silent} times in a row.`)
    }
  }

  #heard(bytes: Uint8Array): void {
    const { name, clock, record } = this.#o
    record?.({ device: name, way: 'in', at: clock.now(), bytes })
    if (this.#phase.is === 'identifying') this.#phase.words?.arrived(clock.now())
    for (const frame of this.#decoder.push(bytes)) this.#take(frame)
    this.#sampling.deliver()
  }

  #take(frame: Frame): void {
    if (this.#saysToStop[0]?.test(frame.text)) {
      this.#saysToStop = this.#saysToStop.slice(1)
      return
    }
    if (!this.#o.driver.unasked?.test(frame.text) && this.#conversation?.hear(frame)) return
    const words = this.#phase.is === 'identifying' ? this.#phase.words : undefined
    // A tag that nobody waits for: the late answer to something given up. It is nobody's.
    if (frame.tag !== undefined || (this.#phase.is !== 'up' && !words)) return
    const { name, driver, clock, post } = this.#o
    let heard: ReturnType<typeof hear>
    try {
      heard = hear(driver, frame.text, clock.now())
    } catch (error) {
      return this.#complaints.say(
        `${name}: the driver failed on ${JSON.stringify(frame.text.slice(0, QUOTED))}: ${String(error)}`
      )
    }
    const { readings, events, samples } = heard
    if (words) this.#recognise(words, frame.text, readings.length + events.length + samples.length > 0)
    if (this.#phase.is !== 'up') return
    for (const sample of samples) this.#sampling.take(sample)
    if (readings.length + events.length > 0) post({ type: 'heard', device: name, readings, events })
  }

  #write(bytes: Uint8Array, command: CommandKey | undefined): void {
    const { name, clock, transport, record } = this.#o
    record?.({ device: name, way: 'out', at: clock.now(), bytes, ...(command && { command }) })
    transport.write(bytes)
  }

  #nextTag(): string {
    this.#tag = (this.#tag + 1) % 256
    return this.#tag.toString(16).toUpperCase().padStart(2, '0')
  }

  #say(link: LinkState): void {
    // A link that stays down is said once, not at each attempt.
    const news =
      link.state === 'up' ? `connected: ${link.identity}.` : link.state === 'waiting' ? link.reason : undefined
    if (news !== undefined && news !== this.#said) {
      this.#o.log?.(`${this.#o.name}: ${news}`, link.state === 'up' ? 'info' : 'warn')
    }
    this.#said = news ?? this.#said
    this.#o.post({ type: 'link', device: this.#o.name, link })
  }
}
