import { type FileHandle, open, rm, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Evt } from '../../protocol/index.ts'
import type { Layout } from './columns.ts'
import { footOf, rowOf } from './sheet.ts'

/** Text that waits for the disk, characters: a disk that takes nothing ends the run, not the daemon. */
const WAITING = 8 * 1024 * 1024
/** The disk is left this much, bytes: a system without any cannot even be logged in to. */
const LEFT = 64 * 1024 * 1024

export interface Started {
  readonly path: string
  readonly head: string
  readonly layout: Layout
  /** Wall-clock ms. */
  readonly since: number
  /** Wall-clock ms of a time of the daemon. */
  readonly wallClockOf: (time: number) => number
  /** It ended by itself. */
  readonly failed: (why: string) => void
  /** Bytes that a disk has left. */
  readonly free?: (folder: string) => Promise<number>
}

interface Row {
  readonly at: number
  readonly values: (number | undefined)[]
  readonly events: string[]
}

/**
 * A run under way: rows are gathered in memory and appended to its file now and then, never more than one write at a
 * time. What belongs to one instant becomes one row. A reading is told a moment after it was sampled, and another
 * device's may come between: so the youngest rows wait, and rows leave in the order of their times.
 */
export class Recording {
  rows = 0
  bytes = 0
  readonly #s: Started
  readonly #pieces: string[] = []
  #waiting = 0
  #gathered: Row[] = []
  #file: FileHandle | undefined
  #writing: Promise<void> = Promise.resolve()
  #over = false
  #fault: string | undefined

  constructor(started: Started) {
    this.#s = started
    this.#add(started.head)
  }

  /** Makes the file; rejects when it cannot be made, or its head not be written: then there is none. */
  async begin(): Promise<void> {
    this.#file = await open(this.#s.path, 'wx', 0o600)
    await this.flush(0)
    if (this.#fault === undefined) return
    await this.end(0, '')
    await rm(this.#s.path, { force: true })
    throw new Error(this.#fault)
  }

  sample(stream: string, at: number, values: ArrayLike<number>): void {
    const places = this.#s.layout.places.get(stream)
    if (!places || this.#over) return
    const row = this.#rowAt(at, places)
    for (const [i, place] of places.entries()) if (place >= 0) row.values[place] = values[i]
  }

  heard({ device, event, data = {}, time }: Evt): void {
    const words = Object.entries(data).map(([name, value]) => ` ${name}=${String(value)}`)
    this.#say(time, `${device}.${event}${words.join('')}`)
  }

  said(at: number, words: string): void {
    this.#say(at, words)
  }

  /** Appends what is no younger than this. Never rejects: a disk that takes nothing ends the run. */
  flush(until: number): Promise<void> {
    this.#ripe(until)
    const text = this.#pieces.splice(0).join('')
    this.#writing = this.#writing.then(() => this.#append(text))
    return this.#writing
  }

  async end(wallClock: number, why: string): Promise<void> {
    if (!this.#over) {
      this.#ripe(Number.POSITIVE_INFINITY)
      this.#add(footOf(this.rows, wallClock, why))
    }
    await this.flush(0)
    this.#over = true
    await this.#file?.sync().catch(() => undefined)
    await this.#file?.close().catch(() => undefined)
    this.#file = undefined
  }

  async #append(text: string): Promise<void> {
    if (text === '' || !this.#file || this.#over) return
    try {
      const { path, free = freeOf } = this.#s
      if ((await free(dirname(path))) < LEFT + text.length)
        throw new Error('the disk is full but for what the system needs')
      await this.#file.appendFile(text)
      this.#waiting -= text.length
    } catch (error) {
      this.#fail(`It could not be written: ${(error as Error).message}.`)
    }
  }

  #say(at: number, words: string): void {
    if (!this.#over) this.#rowAt(at, []).events.push(words)
  }

  /** The row of an instant in which these places are free. */
  #rowAt(at: number, places: readonly number[]): Row {
    const last = this.#gathered.at(-1)
    if (last?.at === at && places.every(place => last.values[place] === undefined)) return last
    const row: Row = { at, values: this.#s.layout.columns.map(() => undefined), events: [] }
    this.#gathered.push(row)
    return row
  }

  #ripe(until: number): void {
    const ripe = this.#gathered.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)
    this.#gathered = this.#gathered.filter(({ at }) => at > until)
    for (const { at, values, events } of ripe) {
      this.rows++
      this.#add(rowOf(this.#s.wallClockOf(at), this.#s.since, values, events.join('; ')))
    }
  }

  #add(text: string): void {
    this.#pieces.push(text)
    this.#waiting += text.length
    this.bytes += Buffer.byteLength(text)
    if (this.#waiting > WAITING) this.#fail('The disk takes the samples more slowly than they come.')
  }

  #fail(why: string): void {
    if (this.#over) return
    this.#over = true
    this.#fault = why
    this.#pieces.length = 0
    this.#gathered = []
    this.#s.failed(why)
  }
}

async function freeOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}
