import { LIMITS } from '../protocol/index.ts'

/** One frame heard: its text and, where the protocol has one, the tag of the request it answers. */
export interface Frame {
  readonly text: string
  readonly tag?: string
}

/** Cuts a stream of bytes into frames, bounded, and counts what was none. */
export interface Decoder {
  push(bytes: Uint8Array): readonly Frame[]
  /** What was no frame, counted since the start: empty, too long (also one that never ends), a wrong checksum, no tag. */
  readonly garbage: number
  /** A frame has begun and not ended. */
  readonly begun: boolean
  /** Forgets a frame begun. */
  reset(): void
}

export interface Framing {
  decoder(): Decoder
  /** Bytes of a request. `tag` only where `tagged`. */
  encode(text: string, tag?: string): Uint8Array
  /** Replies name their request; else the owner opens the link anew after a time-out. */
  readonly tagged: boolean
  /** Longest frame, bytes. */
  readonly longest: number
}

export interface LineOptions {
  /** End of a line, for example `\r\n`. */
  readonly end: string
  /** Longest line without its end, characters. A longer one is garbage, to its end. */
  readonly longest: number
  /** `xor8`: each line ends in `*` and two hexadecimal digits, the exclusive or of all bytes before. */
  readonly checksum?: 'xor8'
  /** `hex2`: each line begins with two hexadecimal digits and a blank; a reply repeats its request's. `--` is nobody's. */
  readonly tag?: 'hex2'
}

/** Lines of text, the framing of most serial devices. Latin-1: a byte is a character. */
export function lines(options: LineOptions): Framing {
  const tagged = options.tag !== undefined
  return {
    tagged,
    longest: options.longest + options.end.length,
    encode(text, tag) {
      const body = tagged ? `${tag ?? '--'} ${text}` : text
      return toBytes((options.checksum ? body + checksum(body) : body) + options.end)
    },
    decoder: () => new LineDecoder(options),
  }
}

class LineDecoder implements Decoder {
  garbage = 0
  readonly #options: LineOptions
  #line = ''
  #skipping = false

  constructor(options: LineOptions) {
    this.#options = options
  }

  get begun(): boolean {
    return this.#line.length > 0
  }

  reset(): void {
    this.#line = ''
    this.#skipping = false
  }

  push(bytes: Uint8Array): readonly Frame[] {
    const frames: Frame[] = []
    const pieces = (this.#line + toText(bytes)).split(this.#options.end)
    const rest = pieces.pop() ?? ''
    for (const piece of pieces) {
      const frame = this.#skipping ? undefined : this.#read(piece)
      if (frame) frames.push(frame)
      else if (!this.#skipping) this.garbage++
      this.#skipping = false
    }
    // A line that never ends must not grow: its tail alone can still be the beginning of an end.
    const tooLong = rest.length > Math.min(this.#options.longest, LIMITS.garbage) + this.#options.end.length
    if (tooLong && !this.#skipping) {
      this.#skipping = true
      this.garbage++
    }
    this.#line = this.#skipping ? rest.slice(-this.#options.end.length) : rest
    return frames
  }

  #read(line: string): Frame | undefined {
    if (line.length === 0 || line.length > this.#options.longest) return undefined
    let text = line
    if (this.#options.checksum) {
      text = line.slice(0, -3)
      if (line.slice(-3) !== checksum(text)) return undefined
    }
    if (!this.#options.tag) return { text }
    const tag = /^([0-9A-F]{2}|--) /.exec(text)?.[1]
    if (tag === undefined) return undefined
    return tag === '--' ? { text: text.slice(3) } : { text: text.slice(3), tag }
  }
}

/** `*5A`: the exclusive or of all characters. */
export function checksum(text: string): string {
  let sum = 0
  for (let i = 0; i < text.length; i++) sum ^= text.charCodeAt(i)
  return `*${sum.toString(16).toUpperCase().padStart(2, '0')}`
}

export function toBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i)
  return bytes
}

/** Characters made in one call: a call with too many arguments fails. */
const AT_ONCE = 8_192

export function toText(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += AT_ONCE) {
    text += String.fromCharCode.apply(null, bytes.subarray(i, i + AT_ONCE) as unknown as number[])
  }
  return text
}
