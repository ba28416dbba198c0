import { appendFileSync, readFileSync } from 'node:fs'
import { appendFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** One thing that happened. `at` is added. */
export interface Entry {
  readonly event: string
  readonly [field: string]: unknown
}

interface Line {
  readonly at: number
  entry: Entry
  /** So many alike came until `until`; this one stands for all. */
  times: number
  until: number
}

export interface AuditOptions {
  readonly folder: string
  readonly wallClock: () => number
  readonly complain: (sentence: string) => void
  /** Bytes of a file at which the next is begun, and how many there may be. */
  readonly size?: number
  readonly files?: number
}

/** Lines that may wait for the disk. */
const MOST = 10_000
/** Lines are written together this often, ms. */
const EVERY = 1_000

/**
 * `audit.log`: a JSON object a line, added at the end and never changed. What is older lies in audit.log.1 and so on; the
 * oldest goes. Nothing here throws, and nobody waits for the disk: what it does not take is counted, and said.
 */
export class AuditLog {
  readonly #path: string
  readonly #o: Required<AuditOptions>
  readonly #lines: Line[] = []
  /** Lines of this batch that stand for more of their kind. */
  readonly #alike = new Map<string, Line>()
  #lost = 0
  /** Of these, so many have been said to be lost in the log itself. */
  #told = 0
  #failing = false
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> | undefined
  #before: () => void = () => {}

  constructor(options: AuditOptions) {
    this.#o = { size: 8 * 1024 * 1024, files: 4, ...options }
    this.#path = join(options.folder, 'audit.log')
    this.#endCutLine()
  }

  /** Lines that did not come to the disk. */
  get lost(): number {
    return this.#lost
  }

  /** @param kind those of one kind that come together become one line, with what the last of them said */
  write(entry: Entry, kind?: string): void {
    const at = this.#o.wallClock()
    const alike = kind === undefined ? undefined : this.#alike.get(kind)
    if (alike) {
      Object.assign(alike, { entry, times: alike.times + 1, until: at })
      return
    }
    if (this.#lines.length >= MOST) {
      this.#lost++
      return
    }
    const line = { at, entry, times: 1, until: at }
    this.#lines.push(line)
    if (kind !== undefined) this.#alike.set(kind, line)
    this.#timer ??= setTimeout(() => this.#flush(), EVERY).unref()
  }

  /** Called before each batch is taken: for what is written only if it lasts. */
  beforeBatch(fn: () => void): void {
    this.#before = fn
  }

  /** For the end of a daemon that may not wait: the file may become a little longer than it should. */
  flushNow(): void {
    clearTimeout(this.#timer)
    const text = this.#take()
    if (text === '') return
    try {
      appendFileSync(this.#path, text, { mode: 0o600 })
      this.#written()
      if (this.#lines.length > 0) this.flushNow()
    } catch (error) {
      this.#failed(error as Error, text)
    }
  }

  async close(): Promise<void> {
    await this.#writing
    clearTimeout(this.#timer)
    do await this.#write()
    while (this.#lines.length > 0)
  }

  #flush(): void {
    this.#timer = undefined
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined
      if (this.#lines.length > 0) this.#timer ??= setTimeout(() => this.#flush(), EVERY).unref()
    })
  }

  async #write(): Promise<void> {
    const text = this.#take()
    if (text === '') return
    try {
      await this.#rotate(text.length)
      await appendFile(this.#path, text, { mode: 0o600 })
      this.#written()
    } catch (error) {
      this.#failed(error as Error, text)
    }
  }

  #take(): string {
    this.#before()
    const lines = this.#lines.splice(0).map(({ at, entry, times, until }) => {
      const many = times > 1 ? { times, until: isoOf(until) } : {}
      return `${JSON.stringify({ at: isoOf(at), ...entry, ...many })}\n`
    })
    this.#alike.clear()
    return lines.join('')
  }

  #written(): void {
    this.#failing = false
    if (this.#lost > this.#told) this.write({ event: 'linesLost', lines: this.#lost - this.#told })
    this.#told = this.#lost
  }

  /** Some of it may have come to the disk, and a line cut in two is no line: what failed is not tried again. */
  #failed(error: Error, text: string): void {
    this.#lost += text.split('\n').length - 1
    if (this.#failing) return
    this.#failing = true
    this.#o.complain(
      `The audit log ${this.#path} could not be written: ${error.message}. Lockstep goes on without it until it can; ` +
        'make room on the disk, or make the folder writable.'
    )
  }

  /** A power cut may have left half a line: the next one is not made part of it. */
  #endCutLine(): void {
    try {
      const text = readFileSync(this.#path)
      if (text.length > 0 && text[text.length - 1] !== 10) appendFileSync(this.#path, '\n')
    } catch {
      // There is none yet, or the first batch will say what is wrong with it.
    }
  }

  async #rotate(coming: number): Promise<void> {
    const { size, files } = this.#o
    const now = await sizeOf(this.#path)
    if (now === 0 || now + coming <= size) return
    const nth = (n: number): string => (n === 0 ? this.#path : `${this.#path}.${n}`)
    await rm(nth(files - 1), { force: true })
    for (let n = files - 2; n >= 0; n--) {
      await rename(nth(n), nth(n + 1)).catch(ifThere)
    }
  }
}

const sizeOf = async (path: string): Promise<number> => (await stat(path).catch(ifThere))?.size ?? 0

/** What is not there cannot be looked at or moved, and need not. */
function ifThere(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}

const isoOf = (ms: number): string => new Date(ms).toISOString()
