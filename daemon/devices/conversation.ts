import { DeviceRefused, type Link } from '../../drivers/contract.ts'
import { type Duration, milliseconds } from '../../drivers/duration.ts'
import type { Frame } from '../../drivers/framing.ts'
import type { Answer, CommandKey } from '../core/index.ts'

/** What a conversation needs of its owner. */
export interface Wire {
  readonly now: () => number
  readonly after: (ms: number, fn: () => void) => () => void
  /** Core's second check; only asked for commands. */
  readonly release: () => boolean
  readonly send: (text: string, tag: string | undefined, command: CommandKey | undefined) => void
  /** Frames thrown away so far, to tell a garbled answer from none. */
  readonly garbage: () => number
  readonly nextTag: () => string | undefined
  readonly refusal: RegExp | undefined
  /** Of the link, from its opening on: another object after each. */
  readonly life: () => object
}

export interface Terms {
  /** Longest wait for one answer, ms. */
  readonly timeout: number
  /** Longest time for all of it, ms. */
  readonly within: number
  readonly command?: CommandKey
}

/** Thrown into a driver whose conversation is over: withdrawn before its first byte, timed out, or cut. */
class Over extends Error {
  readonly answer: Answer

  constructor(answer: Answer) {
    super(`This conversation is over (${answer.is}).`)
    this.answer = answer
  }
}

interface Waiting {
  readonly tag: string | undefined
  readonly reply: RegExp | undefined
  readonly resolve: (match: RegExpExecArray) => void
  readonly reject: (error: Error) => void
  readonly forget: () => void
}

/**
 * One conversation: a driver's function with a link to itself, from its first
 * byte to its answer. It ends exactly once; whatever its driver still tries
 * afterwards throws and sends nothing.
 *
 *   begun --first call--> released? --no--> over (withdrawn)
 *                            | yes: bytes, same turn
 *                         speaking --> over (answered, refused, silent, broken)
 */
export class Conversation implements Link {
  readonly #wire: Wire
  readonly #terms: Terms
  readonly #done: (answer: Answer) => void
  #over: Answer | undefined
  #spokeAt: number | undefined
  #garbage = 0
  #waiting: Waiting | undefined
  #asked = ''
  #owed = false
  #forget: () => void = () => undefined

  constructor(wire: Wire, terms: Terms, done: (answer: Answer) => void) {
    this.#wire = wire
    this.#terms = terms
    this.#done = done
  }

  /** Runs the driver's part. `answerOf` makes the answer of what it returns and of when its first byte went out. */
  run<T>(part: (link: Link) => Promise<T>, answerOf: (value: T, spokeAt: number) => Answer): void {
    // A driver may wait for something that is not its link.
    this.#forget = this.#wire.after(this.#terms.within, () => {
      this.end(this.#spokeAt === undefined ? hung : { is: 'silent', why: 'timeout' })
    })
    let running: Promise<T>
    try {
      running = part(this)
    } catch (error) {
      return this.end(answerOfError(error))
    }
    Promise.resolve(running).then(
      value => this.end(this.#returned(value, answerOf)),
      (error: unknown) => this.end(answerOfError(error))
    )
  }

  get life(): object {
    return this.#wire.life()
  }

  ask(request: string, reply?: RegExp): Promise<RegExpExecArray> {
    const tag = this.#speak(request)
    this.#asked = request
    this.#garbage = this.#wire.garbage()
    const answer = new Promise<RegExpExecArray>((resolve, reject) => {
      const forget = this.#wire.after(this.#terms.timeout, () => this.#timeout())
      this.#waiting = { tag, reply, resolve, reject, forget }
    })
    return handled(answer)
  }

  askNumber(request: string): Promise<number> {
    const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?/i
    return handled(this.ask(request, number).then(([text]) => Number(text)))
  }

  tell(request: string): void {
    this.#speak(request)
  }

  /** Whoever wakes up in a conversation that is over finds that with the next word. */
  pause(time: Duration): Promise<void> {
    return new Promise(resolve => void this.#wire.after(milliseconds(time), resolve))
  }

  /** A frame arrived; true when it was the answer waited for. */
  hear(frame: Frame): boolean {
    const waiting = this.#waiting
    if (!waiting || frame.tag !== waiting.tag) return false
    this.#waiting = undefined
    waiting.forget()
    const no = this.#wire.refusal?.exec(frame.text)
    const yes = (waiting.reply ?? /.*/s).exec(frame.text)
    if (no) waiting.reject(new DeviceRefused(no.groups?.why ?? frame.text))
    else if (yes) waiting.resolve(yes)
    else {
      this.#owed = true
      waiting.reject(new Error(`the device answered ${JSON.stringify(frame.text)}, which is not what was expected`))
    }
    return true
  }

  /** Ends it; only the first end counts. */
  end(answer: Answer): void {
    if (this.#over) return
    this.#over = answer
    this.#forget()
    const waiting = this.#waiting
    this.#waiting = undefined
    if (waiting) this.#owed = true
    waiting?.forget()
    waiting?.reject(new Over(answer))
    this.#done(answer)
  }

  /** The request whose answer may still be on its way. */
  get owed(): string | undefined {
    return this.#owed ? this.#asked : undefined
  }

  /** What the driver's part came to. It may be wrong about what it read: that is its own fault, too. */
  #returned<T>(value: T, answerOf: (value: T, spokeAt: number) => Answer): Answer {
    if (this.#spokeAt === undefined) return mute
    if (this.#waiting) return { is: 'broken', why: 'it returned without waiting for the answer of the device' }
    try {
      return answerOf(value, this.#spokeAt)
    } catch (error) {
      return answerOfError(error)
    }
  }

  /** The first call asks core; its yes and the bytes are one turn. */
  #speak(request: string): string | undefined {
    if (this.#over) throw new Over(this.#over)
    if (this.#waiting) throw new Error('a driver asked twice without waiting for the first answer')
    if (this.#spokeAt === undefined) {
      if (this.#terms.command !== undefined && !this.#wire.release()) {
        this.end({ is: 'withdrawn' })
        throw new Over({ is: 'withdrawn' })
      }
      this.#spokeAt = this.#wire.now()
    }
    const tag = this.#wire.nextTag()
    this.#wire.send(request, tag, this.#terms.command)
    return tag
  }

  #timeout(): void {
    const why = this.#wire.garbage() > this.#garbage ? 'garbled' : 'timeout'
    this.end({ is: 'silent', why })
  }
}

/** A driver may forget to wait for an answer: what fails then is its conversation, not the daemon. */
function handled<T>(answer: Promise<T>): Promise<T> {
  answer.catch(() => undefined)
  return answer
}

const hung: Answer = { is: 'broken', why: 'it said nothing to the device in time' }
const mute: Answer = { is: 'broken', why: 'it returned without saying anything to the device' }

function answerOfError(error: unknown): Answer {
  if (error instanceof Over) return error.answer
  if (error instanceof DeviceRefused) return { is: 'refused', why: error.message }
  return { is: 'broken', why: error instanceof Error ? error.message : String(error) }
}
