import { createReadStream, existsSync, mkdirSync } from 'node:fs'
import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock, RunUnderWay, StationDescription } from '../../protocol/index.ts'
import type { Event, State } from '../core/index.ts'
import type { Sessions } from '../sessions/index.ts'
import { type Layout, layoutOf } from './columns.ts'
import { Recording } from './recording.ts'
import { headOf } from './sheet.ts'
import { Words } from './words.ts'

export interface RunsHouse {
  /** The daemon's data folder: runs stand in `runs/` of it, which is made when the first one begins. */
  readonly data: string
  readonly state: State
  readonly sessions: Pick<Sessions, 'tap' | 'observe'>
  readonly clock: Clock
  readonly wallClock: () => number
  readonly post: (event: Event) => void
  readonly log: (sentence: string, level: 'info' | 'warn') => void
  /** For tests: bytes that the disk has left. */
  readonly free?: (folder: string) => Promise<number>
}

export interface RunWish {
  readonly name: string
  readonly note: string
  readonly by: string
  /** Names of devices or properties; none: everything. */
  readonly only: readonly string[]
}

/** A run that is over, or under way, as a list shows it. */
export interface RunFile {
  readonly id: string
  readonly name: string
  readonly bytes: number
  /** Wall-clock ms. */
  readonly since: number
  readonly underWay: boolean
}

/** What cannot be done, in words. */
export class RunError extends Error {
  readonly code: 'busy' | 'none' | 'disk' | 'empty' | 'name'

  constructor(code: RunError['code'], message: string) {
    super(message)
    this.name = 'RunError'
    this.code = code
  }
}

/** How often what was gathered goes to the disk, and pages are told, ms. */
const EVERY = 1_000
/** Rows wait this long for others of earlier times, ms: longer than a conversation usually takes. */
const RIPE = 500
const ID = /^[0-9]{8}-[0-9]{6}(?:-[a-z0-9-]{1,48})?$/

interface UnderWay {
  readonly id: string
  readonly wish: RunWish
  readonly since: number
  readonly recording: Recording
  readonly forget: () => void
}

/** Runs: what was recorded, one CSV file each, and at most one under way. */
export class Runs {
  readonly #house: RunsHouse
  readonly #folder: string
  #now: UnderWay | undefined
  #starting = false
  #ending: Promise<void> | undefined

  constructor(house: RunsHouse) {
    this.#house = house
    this.#folder = join(house.data, 'runs')
  }

  /** Begins one; resolves with its id when its file is there. */
  async start(wish: RunWish): Promise<string> {
    if (this.#now || this.#starting)
      throw new RunError('busy', `"${this.#now?.wish.name ?? ''}" is being recorded; stop it first.`)
    const { state, clock, wallClock, free } = this.#house
    const layout = layoutOf(state, wish.only)
    if (layout.columns.length === 0) throw new RunError('empty', 'There is nothing there that could be recorded.')
    const [since, begun] = [wallClock(), clock.now()]
    const id = this.#freeId(since, wish.name)
    const recording = new Recording({
      path: this.#path(id),
      head: headOf({ ...wish, since, ...stationOf(state), devices: devicesOf(state, layout), columns: layout.columns }),
      layout,
      since,
      // The clock of a computer may be set meanwhile; what is between two samples stays what it was.
      wallClockOf: time => since + time - begun,
      failed: why => this.#failed(why),
      ...(free && { free }),
    })
    this.#starting = true
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
      await recording.begin()
    } catch (error) {
      throw new RunError('disk', `The run cannot be written: ${(error as Error).message}.`)
    } finally {
      this.#starting = false
    }
    this.#now = { id, wish, since, recording, forget: this.#follow(recording, layout) }
    this.#tell()
    this.#house.log(`Recording "${wish.name}" by ${wish.by}: ${this.#path(id)}`, 'info')
    return id
  }

  /** Ends the one under way; resolves with its id when all of it is on the disk. */
  async stop(why: string): Promise<string> {
    const now = this.#now
    if (!now) throw new RunError('none', 'Nothing is being recorded.')
    this.#now = undefined
    now.forget()
    this.#ending = now.recording.end(this.#house.wallClock(), why)
    await this.#ending
    this.#house.post({ type: 'noted', key: 'station.$run', value: undefined })
    return now.id
  }

  /** A word of a person within the run, at this moment. */
  mark(words: string): void {
    if (!this.#now) throw new RunError('none', 'Nothing is being recorded.')
    this.#now.recording.said(this.#house.clock.now(), words)
  }

  /** All of them, the newest first. */
  async list(): Promise<RunFile[]> {
    const files = await readdir(this.#folder).catch(() => [])
    const ids = files.flatMap(file => (file.endsWith('.csv') && ID.test(file.slice(0, -4)) ? [file.slice(0, -4)] : []))
    const runs = await Promise.all(
      ids.map(async id => {
        // One that is removed meanwhile is none.
        const found = await stat(this.#path(id)).catch(() => undefined)
        if (!found?.isFile()) return []
        const { size: bytes, birthtimeMs: since } = found
        return [{ id, name: nameOf(id), bytes, since, underWay: this.#now?.id === id }]
      })
    )
    return runs.flat().sort((a, b) => (a.id < b.id ? 1 : -1))
  }

  /** Its file as it is now; of the run under way as far as it is on the disk. Undefined: there is none such. */
  read(id: string): NodeJS.ReadableStream | undefined {
    return ID.test(id) && existsSync(this.#path(id)) ? createReadStream(this.#path(id)) : undefined
  }

  /** The first lines, which say what it is about. */
  async head(id: string): Promise<string | undefined> {
    if (!ID.test(id) || !existsSync(this.#path(id))) return undefined
    const text = await readFile(this.#path(id), 'utf8')
    return text
      .split('\n')
      .filter(line => line.startsWith('#'))
      .join('\n')
  }

  async remove(id: string): Promise<void> {
    if (!ID.test(id) || !existsSync(this.#path(id))) throw new RunError('name', `There is no run "${id}".`)
    if (this.#now?.id === id) throw new RunError('busy', 'It is being recorded; stop it first.')
    await rm(this.#path(id))
  }

  async close(): Promise<void> {
    if (this.#now) await this.stop('the daemon ended')
    await this.#ending
  }

  #path(id: string): string {
    return join(this.#folder, `${id}.csv`)
  }

  /** Its time and name: files sort by themselves. */
  #freeId(since: number, name: string): string {
    const time = new Date(since).toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15)
    const slug = name
      .toLowerCase()
      .normalize('NFKD')
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 40)
    const base = slug === '' ? time : `${time}-${slug}`
    for (let n = 2, id = base; ; id = `${base}-${n++}`) if (!existsSync(this.#path(id))) return id
  }

  #follow(recording: Recording, layout: Layout): () => void {
    const { sessions, clock } = this.#house
    const words = new Words(layout, this.#house.state)
    const { values, said } = words.begin()
    for (const [key, value] of values) recording.sample(key, clock.now(), [value])
    for (const sentence of said) recording.said(clock.now(), sentence)
    const forgetSamples = sessions.tap((stream, at, values) => recording.sample(stream, at, values))
    const forgetKeys = sessions.observe(['*'], ({ keys, events }) => {
      for (const sentence of words.of(keys)) recording.said(clock.now(), sentence)
      for (const event of events) recording.heard(event)
    })
    let forgetTimer = (): void => {}
    const again = (): void => {
      forgetTimer = clock.after(EVERY, () => {
        void recording.flush(clock.now() - RIPE)
        this.#tell()
        again()
      })
    }
    again()
    return () => {
      forgetSamples()
      forgetKeys()
      forgetTimer()
    }
  }

  #tell(fault?: string): void {
    if (!this.#now) return
    const { id, wish, since, recording } = this.#now
    const { rows, bytes } = recording
    const value: RunUnderWay = { id, name: wish.name, by: wish.by, since, rows, bytes, ...(fault && { fault }) }
    this.#house.post({ type: 'noted', key: 'station.$run', value })
  }

  /** It stays on the page until somebody has read it and stops what is over. */
  #failed(why: string): void {
    // It has not begun: whoever wants it is told.
    if (!this.#now) return
    this.#now.forget()
    this.#tell(why)
    this.#house.log(`The recording has ended by itself. ${why}`, 'warn')
  }
}

function stationOf({ keys }: State): { station: string; version: string } {
  const about = keys.get('station.$about')?.value.value as StationDescription | undefined
  return { station: about?.title ?? '', version: about?.version ?? '' }
}

/** Of each device that is recorded: its title, what it says it is, and whether it is one at all. */
function devicesOf({ devices }: State, { columns }: Layout): Record<string, string> {
  const recorded = new Set(columns.map(({ device }) => device))
  return Object.fromEntries(
    [...devices.values()]
      .filter(({ name }) => recorded.has(name))
      .map(({ name, description, link }) => {
        const more = [link.identity, description.simulated ? 'simulated' : undefined, description.driver]
        return [name, `${description.title} (${more.filter(word => word !== undefined).join(', ')})`]
      })
  )
}

const nameOf = (id: string): string => id.slice(16).replaceAll('-', ' ') || id
